import numpy as np
import pytest

from models.augment import Window, affine, choose_window, cut, move, relight, whole
from vision.detector import letterbox

SIDE = 320


def patch_photo(width: int, height: int, box: tuple[int, int, int, int]) -> np.ndarray:
    photo = np.full((height, width, 3), 20, np.uint8)
    x1, y1, x2, y2 = box
    photo[y1:y2, x1:x2] = 250
    return photo


def bright_box(picture: np.ndarray) -> list[int]:
    ys, xs = np.nonzero(picture[..., 0] > 180)
    return [int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1]


@pytest.mark.parametrize("seed", range(12))
def test_a_box_stays_on_its_pixels_whatever_the_window(seed: int) -> None:
    rng = np.random.default_rng(seed)
    photo = patch_photo(600, 600, (240, 250, 330, 340))
    truth = np.array([[240, 250, 330, 340]], np.float32) / 600
    for _ in range(20):
        window = choose_window(0.75, (-0.3, 0.3), rng)
        moved, kept = move(truth, window, SIDE)
        if kept.any():
            break
    assert kept.any(), "no window in twenty showed a box in the middle of the photo"
    assert bright_box(cut(photo, window, SIDE)) == pytest.approx(moved[0].tolist(), abs=1.5)


def test_half_the_windows_show_the_whole_photo() -> None:
    rng = np.random.default_rng(1)
    windows = [choose_window(0.75, (-0.3, 0.3), rng) for _ in range(400)]
    whole_ones = [w for w in windows if w.part == (0.0, 0.0, 1.0, 1.0)]
    assert 150 < len(whole_ones) < 250
    assert {w.flip for w in windows} == {True, False}


def test_the_whole_window_is_the_letterbox_of_production() -> None:
    rng = np.random.default_rng(2)
    photo = np.repeat(np.repeat(rng.integers(0, 255, (40, 30, 3), np.uint8), 20, 0), 20, 1)
    expected, _ = letterbox(photo, SIDE, 114)
    got = cut(photo, whole(600 / 800), SIDE)
    assert np.abs(expected.astype(int) - got).mean() < 1.0


def test_a_box_mostly_outside_the_window_is_not_asked_for() -> None:
    window = Window((0.0, 0.0, 0.5, 0.5), 1.0, 1.0, (0.5, 0.5), False)
    boxes = np.array([[0.4, 0.1, 0.6, 0.2], [0.46, 0.1, 0.6, 0.2], [0.7, 0.7, 0.8, 0.8]], np.float32)
    moved, kept = move(boxes, window, SIDE)
    assert kept.tolist() == [True, False, False]
    assert moved[0].tolist() == pytest.approx([256, 64, 320, 128])


def test_a_flip_mirrors_boxes_and_keeps_their_corners_in_order() -> None:
    window = Window((0.0, 0.0, 1.0, 1.0), 1.0, 1.0, (0.5, 0.5), True)
    moved, _ = move(np.array([[0.1, 0.2, 0.3, 0.4]], np.float32), window, 100)
    assert moved[0].tolist() == pytest.approx([70, 20, 90, 40])


def test_a_squashed_photo_gets_its_proportions_back() -> None:
    matrix = affine(whole(0.5), 100)
    assert matrix[0, 0] == pytest.approx(50)
    assert matrix[1, 1] == pytest.approx(100)


def test_relighting_changes_light_and_not_shape_and_repeats_with_its_seed() -> None:
    photo = patch_photo(60, 40, (10, 10, 30, 30))
    one, two = (relight(photo, np.random.default_rng(seed)) for seed in (5, 5))
    other = relight(photo, np.random.default_rng(6))
    assert one.shape == photo.shape
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("part", [(0.5, 0.0, 0.5, 1.0), (-0.1, 0.0, 1.0, 1.0)])
def test_a_window_outside_the_photo_is_refused(part: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match=r"inside 0\.\.1"):
        Window(part, 1.0, 1.0, (0.5, 0.5), False)
