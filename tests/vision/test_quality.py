"""The quality gate on pictures made worse on purpose."""

import cv2
import numpy as np
import pytest

from vision.quality import judge_picture, judge_products


@pytest.fixture(scope="module")
def sharp() -> np.ndarray:
    """A textured picture with edges, as a shelf has."""
    rng = np.random.default_rng(3)
    small = rng.integers(40, 220, (96, 72, 3), dtype=np.uint8)
    return cv2.resize(small, (1080, 1440), interpolation=cv2.INTER_NEAREST)


def test_a_good_picture_passes(sharp: np.ndarray) -> None:
    assert judge_picture(sharp) == ()


def test_large_pictures_are_judged_alike(sharp: np.ndarray) -> None:
    assert judge_picture(cv2.resize(sharp, (3024, 4032), interpolation=cv2.INTER_LINEAR)) == ()


def test_blur(sharp: np.ndarray) -> None:
    assert judge_picture(cv2.GaussianBlur(sharp, (0, 0), 8)) == ("blurred",)


def test_dark(sharp: np.ndarray) -> None:
    assert "dark" in judge_picture((sharp * 0.12).astype(np.uint8))


def test_glare(sharp: np.ndarray) -> None:
    lit = sharp.copy()
    cv2.circle(lit, (500, 600), 300, (255, 255, 255), -1)
    assert judge_picture(lit) == ("glare",)


def test_small_white_packs_are_no_glare(sharp: np.ndarray) -> None:
    white = sharp.copy()
    for x in range(0, 1080, 60):
        cv2.rectangle(white, (x, 0), (x + 20, 1440), (255, 255, 255), -1)
    assert "glare" not in judge_picture(white)


def test_too_small(sharp: np.ndarray) -> None:
    assert "too_small" in judge_picture(sharp[:300, :300])


def test_too_far() -> None:
    far = np.array([[0, 0, 10, 20]] * 5, np.float32)
    assert judge_products(far) == ("too_far",)
    assert judge_products(far * 5) == ()
    assert judge_products(np.empty((0, 4), np.float32)) == ()
