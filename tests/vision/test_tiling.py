"""Tiles cover the photo, and only whole products come out of them."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.boxes import Boxes
from vision.tiling import TILE_FROM_PX, own, plan_tiles


def test_small_photos_are_looked_at_once() -> None:
    assert len(plan_tiles((1200, TILE_FROM_PX - 1))) == 1


def test_phone_photos_get_two_by_two() -> None:
    assert len(plan_tiles((3000, 4000))) == 5
    assert len(plan_tiles((4000, 3000))) == 5


def test_panoramas_get_more_along_their_length() -> None:
    assert len(plan_tiles((8000, 2000))) > 1 + 2 * 4


@given(st.integers(1, 9000), st.integers(1, 9000))
def test_every_pixel_is_in_a_tile(width: int, height: int) -> None:
    whole, *tiles = plan_tiles((width, height))
    assert (whole.x1, whole.y1, whole.x2, whole.y2) == (0, 0, width, height)
    assert all(0 <= t.x1 < t.x2 <= width and 0 <= t.y1 < t.y2 <= height for t in tiles)
    if tiles:
        for low, high, length in (("x1", "x2", width), ("y1", "y2", height)):
            spans = sorted({(getattr(t, low), getattr(t, high)) for t in tiles})
            assert spans[0][0] == 0
            assert spans[-1][1] == length
            assert all(b[0] < a[1] for a, b in itertools.pairwise(spans))


@pytest.mark.parametrize(("x", "kept"), [(500.0, True), (1.0, False)])
def test_boxes_cut_by_a_tile_are_left_to_the_neighbour(x: float, kept: bool) -> None:
    tile = next(t for t in plan_tiles((2000, 2000))[1:] if t.x1 > 0 and t.y1 == 0)
    box = Boxes(np.array([[x, 100, x + 80, 200]], np.float32), np.ones(1, np.float32), np.zeros(1, np.int64))
    found = own(tile, box)
    assert len(found) == kept
    if kept:
        assert found.xyxy[0].tolist() == [tile.x1 + x, 100, tile.x1 + x + 80, 200]


def test_boxes_at_the_photo_edge_stay() -> None:
    tile = plan_tiles((2000, 2000))[1]
    box = Boxes(np.array([[0, 0, 50, 90]], np.float32), np.ones(1, np.float32), np.zeros(1, np.int64))
    assert len(own(tile, box)) == 1
