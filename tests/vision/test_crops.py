"""The crop preparation that serving and training share."""

import cv2
import numpy as np
import pytest

from vision.crops import letterbox_crops, trim_border


def test_aspect_is_kept_and_the_border_is_grey() -> None:
    photo = np.zeros((100, 200, 3), np.uint8)
    photo[:, :] = (10, 20, 250)
    crops = letterbox_crops(photo, np.array([[20, 10, 60, 90]], np.float32), 64)
    assert crops.shape == (1, 3, 64, 64)
    assert crops.dtype == np.float32
    inside = crops[0, :, 0:64, 16:48]
    assert inside.std(axis=(1, 2)) == pytest.approx([0, 0, 0], abs=1e-6)
    assert inside.mean(axis=(1, 2)) == pytest.approx(np.array([250, 20, 10]) / 255, abs=1e-6)
    assert np.allclose(crops[0, :, :, :16], 114 / 255)
    assert np.allclose(crops[0, :, :, 48:], 114 / 255)


@pytest.mark.parametrize("side", [50, 100, 190, 400, 1300])
def test_shrinking_averages_instead_of_picking(side: int) -> None:
    rng = np.random.default_rng(side)
    photo = cv2.GaussianBlur(rng.integers(0, 256, (side, side, 3), dtype=np.uint8), (0, 0), side / 100)
    got = letterbox_crops(photo, np.array([[0, 0, side, side]], np.float32), 64)[0]
    interpolation = cv2.INTER_AREA if side > 64 else cv2.INTER_LINEAR
    wanted = cv2.resize(photo, (64, 64), interpolation=interpolation)[..., ::-1].transpose(2, 0, 1) / 255
    assert np.abs(got - wanted).mean() < 0.012


def test_boxes_reach_over_the_edge_or_shrink_to_nothing() -> None:
    photo = np.full((50, 40, 3), 200, np.uint8)
    boxes = np.array([[-20, -20, 10, 10], [30, 40, 90, 90], [5, 5, 5, 5], [100, 100, 120, 130]], np.float32)
    crops = letterbox_crops(photo, boxes, 32)
    assert crops.shape == (4, 3, 32, 32)
    assert crops[:, :, 16, 16] == pytest.approx(np.full((4, 3), 200 / 255), abs=1e-6)


def test_no_boxes_is_an_empty_batch() -> None:
    assert letterbox_crops(np.zeros((9, 9, 3), np.uint8), np.zeros((0, 4), np.float32), 128).shape == (
        0,
        3,
        128,
        128,
    )


@pytest.mark.parametrize(
    ("photo", "boxes"),
    [
        (np.zeros((9, 9), np.uint8), np.zeros((1, 4), np.float32)),
        (np.zeros((9, 9, 3), np.uint8), np.zeros((4,), np.float32)),
        (np.zeros((9, 9, 3), np.uint8), np.full((1, 4), np.nan, np.float32)),
    ],
)
def test_wrong_shapes_are_named(photo: np.ndarray, boxes: np.ndarray) -> None:
    with pytest.raises(ValueError, match="expected"):
        letterbox_crops(photo, boxes, 32)


def test_a_pack_shot_loses_its_white_border() -> None:
    shot = np.full((200, 200, 3), 255, np.uint8)
    shot[30:180, 60:130] = (40, 120, 200)
    assert trim_border(shot).shape == (150, 70, 3)


def test_a_phone_picture_and_an_empty_one_stay_whole() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (60, 50, 3), dtype=np.uint8)
    assert trim_border(picture) is picture
    blank = np.full((60, 50, 3), 255, np.uint8)
    assert trim_border(blank) is blank
