"""Groups and names on vectors whose likeness is known."""

import numpy as np
import pytest

from vision.grouping import group
from vision.naming import MARGIN_MIN, SIMILARITY_MIN, Gallery, name


def unit(*rows: list[float]) -> np.ndarray:
    table = np.array(rows, np.float32)
    return table / np.linalg.norm(table, axis=1, keepdims=True)


def at_cosine(cosine: float) -> np.ndarray:
    """A unit vector at this cosine to the first axis."""
    return np.array([[cosine, np.sqrt(1 - cosine**2), 0]], np.float32)


def boxes(n: int, height: float = 100) -> np.ndarray:
    return np.array([[60 * i, 0, 60 * i + 50, height] for i in range(n)], np.float32)


def test_look_alikes_group_and_the_biggest_is_first() -> None:
    vectors = unit([0, 1, 0], [1, 0, 0], [1, 0.02, 0], [1, 0, 0.03], [0, 1, 0.01])
    assert group(vectors, boxes(5)).tolist() == [2, 1, 1, 1, 2]


def test_much_taller_is_another_spec() -> None:
    vectors = unit(*[[1, 0, 0]] * 6)
    tall = np.concatenate([boxes(3, 40), boxes(3, 1100)])
    assert len(set(group(vectors, tall).tolist())) == 2
    assert len(set(group(vectors, boxes(6)).tolist())) == 1


@pytest.mark.parametrize("n", [0, 1])
def test_few(n: int) -> None:
    assert group(np.ones((n, 3), np.float32), boxes(n)).tolist() == [1] * n


def test_best_reference_of_a_sku_counts() -> None:
    gallery = Gallery(unit([1, 0, 0], [0, 0, 1], [0, 1, 0]), ("A", "A", "B"))
    found = name(unit([0, 0.05, 1]), gallery)[0]
    assert found.sku == "A"
    assert found.similarity == pytest.approx(0.9988, abs=1e-3)
    assert [code for code, _ in found.alternatives] == ["A", "B"]


def test_below_the_threshold_is_unknown_with_candidates() -> None:
    gallery = Gallery(unit([1, 0, 0]), ("A",))
    found = name(at_cosine(SIMILARITY_MIN - 0.01), gallery)[0]
    assert found.sku is None
    assert found.alternatives[0][0] == "A"
    assert name(at_cosine(SIMILARITY_MIN + 0.01), gallery)[0].sku == "A"


def test_too_close_to_call_is_unknown() -> None:
    near = unit([1, 0.001, 0], [1, -0.001 * MARGIN_MIN, 0])
    found = name(unit([1, 0, 0]), Gallery(near, ("A", "B")))[0]
    assert found.sku is None
    assert len(found.alternatives) == 2


def test_empty_catalogue_knows_nothing() -> None:
    assert name(unit([1, 0, 0]), Gallery.empty())[0].alternatives == ()


def test_dimensions_must_agree() -> None:
    with pytest.raises(ValueError, match="got 2"):
        name(unit([1, 0, 0]), Gallery(np.ones((1, 2), np.float32), ("A",)))
