"""Nearly the same picture in two products; which question a group joins."""

import numpy as np

from vision.merging import SHORTLIST, most_alike, which_question
from vision.sameness import PLAIN
from vision.twins import find_twins, nearest_rows


def rows(*values: tuple[float, ...]) -> np.ndarray:
    found = np.array(values, np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_twins_are_alike_and_of_two_products() -> None:
    vectors = rows((1, 0), (1, 0.01), (1, 0.02), (0, 1))
    twins = find_twins(vectors, ("A", "A", "B", "B"))
    assert [(t.one, t.other) for t in twins] == [(1, 2)], "the most alike pair of the two products"
    assert find_twins(vectors, ("A",) * 4) == ()
    assert find_twins(np.empty((0, 0), np.float32), ()) == ()


def test_twins_are_found_across_blocks() -> None:
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(2500, 16)).astype(np.float32)
    vectors[2400] = vectors[3] * 1.0001
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    twins = find_twins(vectors, [f"S{i}" for i in range(2500)], least=0.999)
    assert [(t.one, t.other) for t in twins] == [(3, 2400)]


def test_nearest_rows() -> None:
    assert nearest_rows(rows((1, 0.1), (0, 1)), rows((0, 1), (1, 0))) == [1, 0]
    assert nearest_rows(rows((1, 0)), np.empty((0, 0), np.float32)) == []


def test_a_group_joins_the_question_that_it_is_alike_and_no_other() -> None:
    questions = rows((1, 0, 0), (0, 1, 0))

    def ask(*vector: float) -> int | None:
        return which_question(rows(vector)[0], questions, lambda: None, lambda row: None, PLAIN)

    assert ask(1, 0.05, 0) == 0
    assert ask(0.05, 1, 0) == 1
    assert ask(1, 1, 0) is None, "half like two"
    assert ask(0, 0, 1) is None
    assert which_question(rows((1, 0, 0))[0], questions[:0], lambda: None, lambda row: None, PLAIN) is None
    twice = rows((1, 0, 0), (1, 0.01, 0))
    assert which_question(rows((1, 0, 0))[0], twice, lambda: None, lambda row: None, PLAIN) is None, (
        "two rivals"
    )


def test_the_most_alike_come_first() -> None:
    alike = np.array([0.1, 0.9, 0.5, 0.7, 0.2, 0.3, 0.8, 0.6], np.float32)
    assert most_alike(alike) == [1, 6, 3, 7, 2, 5][:SHORTLIST]
    assert most_alike(alike[:2]) == [1, 0]
