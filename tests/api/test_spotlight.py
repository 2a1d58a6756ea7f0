"""A tip's evidence: a cut of the photo that always holds the place, with a frame round it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.spotlight import ASPECT, spotlight

YELLOW = np.array((10, 214, 255))


def photo(width: int, height: int) -> np.ndarray:
    picture = np.full((height, width, 3), 90, np.uint8)
    picture.setflags(write=False)
    return picture


def framed(picture: np.ndarray) -> np.ndarray:
    """Where the frame's colour is."""
    return np.asarray(np.abs(picture.astype(int) - YELLOW).sum(axis=2) < 12)


@pytest.mark.parametrize(
    "xyxy",
    [(10, 10, 60, 90), (0, 0, 40, 40), (1540, 1140, 1600, 1200), (700, 500, 900, 620), (0, 560, 1600, 640)],
)
def test_the_place_is_framed_and_what_is_round_it_is_shown(xyxy: tuple[float, float, float, float]) -> None:
    cut = spotlight(photo(1600, 1200), xyxy)
    assert framed(cut).any()
    rows, columns = np.nonzero(framed(cut))
    assert np.ptp(columns) >= (xyxy[2] - xyxy[0]) * 0.9
    assert np.ptp(rows) >= (xyxy[3] - xyxy[1]) * 0.9
    assert cut.shape[1] / cut.shape[0] == pytest.approx(ASPECT, rel=0.45)


def test_a_small_place_keeps_its_surroundings_and_a_whole_photo_has_no_frame() -> None:
    assert spotlight(photo(4000, 3000), (2000, 1500, 2030, 1560)).shape[1] >= 800
    whole = spotlight(photo(1600, 1200), None)
    assert whole.shape[1] == 1600
    assert not framed(whole).any()


@settings(max_examples=150, deadline=None)
@given(
    width=st.integers(1, 900),
    height=st.integers(1, 900),
    corners=st.tuples(*[st.floats(-200, 1200)] * 2, *[st.floats(1, 900)] * 2),
)
def test_any_place_on_any_photo_gives_a_picture(
    width: int, height: int, corners: tuple[float, float, float, float]
) -> None:
    x, y, wide, high = corners
    cut = spotlight(photo(width, height), (x, y, x + wide, y + high))
    assert cut.ndim == 3
    assert 1 <= cut.shape[0] <= height
    assert 1 <= cut.shape[1] <= width
