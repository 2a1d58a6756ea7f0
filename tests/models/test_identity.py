"""The judgement of names and groups, on answers known beforehand, and the five products of a real photo."""

from pathlib import Path

import numpy as np
import pytest

from models.five_products import HERE, find_five, references
from models.identity import View, judge, summary
from models.labels_coco import Mark, PhotoLabels
from vision.boxes import Boxes
from vision.eyes import load_eyes
from vision.looks import describe
from vision.naming import Gallery
from vision.registry import load_registry
from vision.sameness import PLAIN

A, B, STRANGER = np.eye(3, dtype=np.float32)


def view(vectors: list[np.ndarray], true: tuple[str, ...]) -> View:
    n = len(vectors)
    xyxy = np.array([[100 * i, 0, 100 * i + 50, 100] for i in range(n)], np.float32)
    boxes = Boxes(xyxy, np.ones(n, np.float32), np.zeros(n, np.int64))
    plain = describe(np.zeros((20, 10, 3), np.uint8))
    return View(
        boxes,
        np.stack(vectors),
        np.arange(n),
        true,
        xyxy,
        np.zeros((n, 6, 6, 3), np.float32),
        lambda row: plain,
        PLAIN,
    )


def test_names_and_pairs_are_counted() -> None:
    gallery = Gallery(np.stack([A, B]), ("cola-500ml", "cola-1l"))
    seen = view(
        [A, A, A, B, STRANGER, A],
        ("cola-500ml", "cola-500ml", "cola-1l", "cola-1l", "other", "other"),
    )
    shelf = judge(seen, gallery, {"cola-500ml": "cola", "cola-1l": "cola", "other": "other"})
    assert (shelf.right, shelf.wrong, shelf.wrong_spec, shelf.unknown) == (3, 1, 1, 0)
    assert (shelf.strangers, shelf.named) == (2, 1)
    assert (shelf.same_both, shelf.same_truth, shelf.same_group) == (1, 3, 6)
    figures = summary([shelf, shelf])
    assert figures["named_right"]["value"] == 0.75
    assert figures["grouping_f1"]["value"] == pytest.approx(2 / 9)


def test_the_five_with_most_facings_lend_their_largest_facing() -> None:
    marks = {n: Mark((0, 0, 10, 10), sku=f"s{n % 7}") for n in range(1, 13)}
    marks[20] = Mark((0, 0, 30, 30), sku="s3")
    marks[21] = Mark((0, 0, 90, 90))
    chosen = references(PhotoLabels("a.jpg", (100, 100), marks))
    assert chosen == {"s3": 20, "s1": 1, "s2": 2, "s4": 4, "s5": 5}


def test_five_products_of_a_real_photo_are_found_again(shared_data: Path) -> None:
    eyes = load_eyes(load_registry(HERE / "weights" / "registry.json"))
    first, *others = find_five(eyes, shared_data / "cn", HERE / "labels" / "cn", "train_3174")
    assert first.photo == "train_3174.jpg"
    assert first.facings >= 40
    assert first.shelf.right >= 0.45 * first.facings
    assert first.shelf.wrong <= 0.2 * first.facings
    assert first.shelf.named <= 0.1 * first.shelf.strangers
    assert {other.photo for other in others} >= {"train_2971.jpg", "train_3065.jpg"}
    assert sum(other.shelf.named for other in others) <= 0.02 * sum(other.shelf.strangers for other in others)
