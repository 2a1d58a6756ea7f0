"""Groups that the catalogue takes apart, on vectors whose likeness is known."""

import numpy as np
import pytest

from vision.contest import split_contested
from vision.naming import Gallery


def unit(*rows: list[float]) -> np.ndarray:
    table = np.array(rows, np.float32)
    return table / np.linalg.norm(table, axis=1, keepdims=True)


SIBLINGS = Gallery(unit([1, 0.2, 0], [1, -0.2, 0]), ("A", "B"))


def unseen(row: int) -> None:
    pytest.fail(f"facing {row} was looked at")


def test_siblings_in_one_group_part_and_the_larger_half_is_first() -> None:
    vectors = unit([1, -0.2, 0.01], [1, 0.2, 0], [1, 0.2, 0.02], [1, 0.19, 0])
    numbers = split_contested(np.array([1, 1, 1, 1]), vectors, SIBLINGS, lambda row: None)
    assert numbers.tolist() == [2, 1, 1, 1]


def test_a_facing_that_could_be_either_stays() -> None:
    vectors = unit([1, 0.2, 0], [1, 0.2, 0], [1, -0.004, 0])
    assert split_contested(np.ones(3, np.int64), vectors, SIBLINGS, lambda row: None).tolist() == [1, 1, 1]


def test_groups_of_one_mind_are_not_looked_at() -> None:
    vectors = unit([1, 0.2, 0], [1, 0.18, 0], [1, -0.2, 0], [1, -0.22, 0])
    numbers = np.array([1, 1, 2, 2])
    assert split_contested(numbers, vectors, SIBLINGS, unseen).tolist() == [1, 1, 2, 2]


def test_products_unlike_the_catalogue_are_left_alone() -> None:
    vectors = unit([0.1, 0.03, 1], [0.1, -0.03, 1])
    assert split_contested(np.ones(2, np.int64), vectors, SIBLINGS, unseen).tolist() == [1, 1]
    assert split_contested(np.ones(2, np.int64), vectors, Gallery.empty(), unseen).tolist() == [1, 1]


def test_a_sibling_that_the_catalogue_lacks_leaves_its_group() -> None:
    only_a = Gallery(unit([1, 0, 0]), ("A",))
    members = unit([1, 0, 0], [1, 0.05, 0], [1, 0.3, 0], [1, 1.2, 0])
    numbers = split_contested(np.ones(4, np.int64), members, only_a, lambda row: None)
    assert numbers.tolist() == [1, 1, 1, 2]


def test_what_no_facing_of_a_group_is_parts_nobody() -> None:
    only_a = Gallery(unit([1, 0, 0]), ("A",))
    members = unit([1, 1.1, 0], [1, 1.25, 0])
    assert split_contested(np.ones(2, np.int64), members, only_a, lambda row: None).tolist() == [1, 1]


def test_all_may_leave_for_different_skus() -> None:
    """The SKU that suits the group best on the whole may suit none of its members best."""
    gallery = Gallery(unit([1, 0, 0], [1, 0.5, 0], [1, -0.5, 0]), ("M", "A", "B"))
    vectors = unit([1, 0.4, 0], [1, -0.4, 0], [1, 0.41, 0])
    assert split_contested(np.ones(3, np.int64), vectors, gallery, lambda row: None).tolist() == [1, 2, 1]
