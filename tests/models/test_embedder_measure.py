"""The figures by which an embedder is chosen, on vectors whose answers are known."""

import numpy as np
import pytest

from models.embedder_bank import Bank, Item
from models.embedder_measure import name_classes, name_unseen, pair_scores


def unit(*rows: tuple[float, float]) -> np.ndarray:
    vectors = np.array(rows, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_a_query_gets_its_nearest_reference_and_the_next_class_is_the_rival() -> None:
    named = name_classes(
        unit((1, 0.1), (0.1, 1)), np.array([7, 7]), unit((1, 0), (1, 0.05), (0, 1)), np.array([7, 7, 9])
    )
    assert named.right.tolist() == [True, False]
    assert named.top1 == 0.5
    assert named.best[0] == pytest.approx(named.own[0])
    assert named.rival[1] == pytest.approx(named.own[1])
    assert (named.best > named.rival).all()


def test_only_unseen_classes_are_asked_and_references_are_not_asked_again() -> None:
    picture = np.zeros((4, 4, 3), np.uint8)
    box = np.array([0, 0, 4, 4], np.float32)
    spec = [(1, True), (2, True), (1, False), (1, False), (1, False), (2, False), (2, False)]
    bank = Bank.of(Item(picture, box, identity, -1, clean) for identity, clean in spec)
    vectors = unit(*[(1, 0) if identity == 1 else (0, 1) for identity, _ in spec])
    iconic = name_unseen(bank, vectors, {1}, references=None)
    assert (len(iconic.right), iconic.top1) == (3, 1.0)
    several = name_unseen(bank, vectors, {1}, references=2, draws=3)
    assert (len(several.right), several.top1) == (3, 1.0)


def test_pairs_carry_their_truth() -> None:
    similar, same = pair_scores(unit((1, 0), (1, 0), (0, 1)), np.array([4, 4, 5]))
    assert similar.tolist() == pytest.approx([1, 0, 0])
    assert same.tolist() == [True, False, False]
