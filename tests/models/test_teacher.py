import numpy as np
import pytest

from models.teacher import quarter, unsquash


@pytest.mark.parametrize(("width", "height"), [(640, 640), (2560, 1920), (641, 479)])
def test_four_tiles_cover_the_photo_and_overlap_by_a_fifth(width: int, height: int) -> None:
    covered = np.zeros((height, width), int)
    tiles = quarter(width, height)
    for tile in tiles:
        covered[tile.y1 : tile.y2, tile.x1 : tile.x2] += 1
    assert len(tiles) == 4
    assert covered.min() == 1
    overlap = (tiles[0].x2 - tiles[1].x1) / (tiles[0].x2 - tiles[0].x1)
    assert overlap == pytest.approx(0.2, abs=0.01)


def test_only_sides_that_cut_the_photo_count_as_inner() -> None:
    assert [tile.inner for tile in quarter(100, 100)] == [
        (False, False, True, True),
        (True, False, False, True),
        (False, True, True, False),
        (True, True, False, False),
    ]


def test_unsquashing_changes_the_width_alone() -> None:
    assert unsquash(np.zeros((640, 640, 3), np.uint8), 0.75).shape == (640, 480, 3)
    assert unsquash(np.zeros((640, 640, 3), np.uint8), 4 / 3).shape == (640, 853, 3)
