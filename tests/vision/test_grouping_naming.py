"""Groups and names on vectors whose likeness is known."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from vision.grouping import group
from vision.looks import REFERENCE_SIDE, describe
from vision.naming import NAME_MIN, Gallery, decide, name
from vision.sameness import PLAIN
from vision.thumbnails import thumb_features, thumbnails

GREEN, YELLOW = (60, 160, 60), (40, 200, 220)


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
    assert found.probability == pytest.approx(1 / (1 + np.exp(35.2 - 40 * 0.99875)), abs=1e-3)
    assert [code for code, _ in found.alternatives] == ["A", "B"]


def test_below_the_threshold_is_unknown_with_candidates() -> None:
    gallery = Gallery(unit([1, 0, 0]), ("A",))
    even = 35.2 / 40  # where PLAIN has even odds
    found = name(at_cosine(even), gallery)[0]
    assert found.sku is None
    assert found.alternatives == (("A", pytest.approx(0.5, abs=1e-3)),)
    assert name(at_cosine(even + 0.02), gallery)[0].sku == "A"


def test_too_close_to_call_is_unknown() -> None:
    near = unit([1, 0.001, 0], [1, -0.001, 0])
    found = name(unit([1, 0, 0]), Gallery(near, ("A", "B")))[0]
    assert found.sku is None
    assert [chance for _, chance in found.alternatives] == pytest.approx([0.498, 0.498], abs=2e-3)


def test_candidates_and_none_of_them_share_certainty_out() -> None:
    found = decide([("A", 1.0), ("B", -1.0)], replace(PLAIN, none=0.5, sharpness=2.0))
    total = np.exp(2) + np.exp(-2) + np.exp(0.5)
    assert [chance for _, chance in found.alternatives] == pytest.approx(
        [np.exp(2) / total, np.exp(-2) / total], abs=1e-4
    )
    assert found.sku == ("A" if np.exp(2) / total >= NAME_MIN else None) == "A"


def test_what_is_printed_on_them_tells_look_alikes_apart() -> None:
    """The embedder sees no difference at all; the pictures differ in colour alone, or in nothing."""
    green, yellow = pack(GREEN), pack(YELLOW)
    crops = [describe(dimmed(picture)) for picture in (green, yellow)]
    looks = [describe(picture, REFERENCE_SIDE) for picture in (green, yellow)]
    gallery = Gallery(unit([1, 0, 0], [1, 0, 0]), ("GREEN", "YELLOW"), look=looks.__getitem__)
    curves = replace(PLAIN, shot_laid=(4.0, 4.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0))
    found = name(unit([1, 0, 0], [1, 0, 0]), gallery, crops.__getitem__, curves=curves)
    assert [one.sku for one in found] == ["GREEN", "YELLOW"]
    assert [one.sku for one in name(unit([1, 0, 0]), gallery, curves=curves)] == [None]


def test_colour_tells_neighbours_apart_that_the_embedder_takes_for_one() -> None:
    shelf = np.hstack([pack(colour) for colour in (GREEN, GREEN, YELLOW, YELLOW, GREEN)])
    xyxy = np.array([[120 * k, 0, 120 * k + 120, 240] for k in range(5)], np.float32)
    together = unit(*[[1, 0, 0]] * 5)
    curves = replace(PLAIN, neighbour=(4.0, *[0.0] * 8, -0.5, 0.0, 0.0, 0.0))
    assert group(together, xyxy, thumbnails(shelf, xyxy), curves=curves).tolist() == [1, 1, 2, 2, 1]
    assert group(together, xyxy, curves=curves).tolist() == [1] * 5


def test_a_shade_along_the_shelf_is_no_other_product() -> None:
    warm = np.clip(pack(GREEN) + np.array([-3.0, 0, 3]), 0, 255).astype(np.uint8)
    shelf = np.hstack([pack(GREEN), warm, pack(YELLOW)])
    xyxy = np.array([[120 * k, 0, 120 * k + 120, 240] for k in range(3)], np.float32)
    colour = thumb_features(thumbnails(shelf, xyxy))[..., 0]
    assert colour[0, 1] < 4 < 20 < colour[0, 2]
    assert colour[0, 0] == 0


def pack(bgr: tuple[int, int, int]) -> np.ndarray:
    """A pack with print enough to be registered, on a ground of this colour."""
    picture = np.full((240, 120, 3), bgr, np.uint8)
    rng = np.random.default_rng(3)
    for _ in range(60):
        x, y = (int(v) for v in rng.uniform((4, 4), (100, 220)))
        size = int(rng.integers(4, 14))
        cv2.rectangle(picture, (x, y), (x + size, y + size // 2), int(rng.integers(0, 255)), -1)
        cv2.circle(picture, (x, y), size // 2, (30, 30, 30), 1)
    return picture


def dimmed(picture: np.ndarray) -> np.ndarray:
    """As a shop photo shows it: smaller, turned a little, darker."""
    turn = cv2.getRotationMatrix2D((60, 120), 4, 0.9)
    there = cv2.warpAffine(picture, turn, (120, 240), borderMode=cv2.BORDER_REPLICATE)
    return cv2.resize((there * 0.8).astype(np.uint8), (70, 140), interpolation=cv2.INTER_AREA)


def test_empty_catalogue_knows_nothing() -> None:
    assert name(unit([1, 0, 0]), Gallery.empty())[0].alternatives == ()


def test_dimensions_must_agree() -> None:
    with pytest.raises(ValueError, match="got 2"):
        name(unit([1, 0, 0]), Gallery(np.ones((1, 2), np.float32), ("A",)))
