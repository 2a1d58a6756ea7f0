"""Copies of a drawn shelf are known as copies, other shelves and second photos are not."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from catalog.photo_looks import bits_apart
from vision.likeness import CANDIDATE_BITS_MOST, Picture, lay_over, phash, view

SIDE = 900


def shelf(seed: int) -> Picture:
    """A made-up shelf: packs of many colours and sizes on four layers, with something printed on each."""
    random = np.random.default_rng(seed)
    picture = np.full((SIDE, SIDE, 3), random.integers(90, 190), np.uint8)
    for layer in range(4):
        x, floor = 10, 215 + layer * 220
        while x < SIDE - 70:
            width, height = int(random.integers(40, 90)), int(random.integers(90, 195))
            colour = tuple(int(c) for c in random.integers(0, 256, 3))
            cv2.rectangle(picture, (x, floor - height), (x + width, floor), colour, -1)
            mark = tuple(int(c) for c in random.integers(0, 256, 3))
            cv2.circle(picture, (x + width // 2, floor - height // 2), width // 3, mark, -1)
            x += width + int(random.integers(2, 40))
        cv2.rectangle(picture, (0, floor), (SIDE, floor + 12), (60, 60, 70), -1)
    return picture


def recompress(picture: Picture, quality: int = 60) -> Picture:
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def stamped(picture: Picture) -> Picture:
    copy = picture.copy()
    copy[int(SIDE * 0.9) :] //= 3
    cv2.putText(copy, "2026-11-25 S001", (20, SIDE - 30), 0, 1.6, (255, 255, 255), 3)
    return recompress(copy)


def taken_again(picture: Picture, degrees: float) -> Picture:
    turn = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), degrees, 1.02)
    turn[:, 2] += (7, -5)
    return recompress(
        np.asarray(cv2.warpAffine(picture, turn, (SIDE, SIDE), borderMode=cv2.BORDER_REFLECT), np.uint8)
    )


COPIES: dict[str, Callable[[Picture], Picture]] = {
    "compressed": lambda p: recompress(p, 35),
    "smaller": lambda p: recompress(np.asarray(cv2.resize(p, None, fx=0.4, fy=0.4), np.uint8)),
    "brighter": lambda p: np.clip(p.astype(np.int16) + 25, 0, 255).astype(np.uint8),
    "cropped": lambda p: recompress(p[9:-14, 12:-8].copy()),
    "stamped": stamped,
}


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_a_candidate_and_fits(name: str) -> None:
    picture = shelf(1)
    copy = COPIES[name](picture)
    assert bits_apart(phash(picture), phash(copy)) <= CANDIDATE_BITS_MOST
    laid = lay_over(view(copy), view(picture))
    assert laid.same_picture(), laid
    assert laid.turn < 0.001


def test_a_second_photo_fits_only_when_turned() -> None:
    laid = lay_over(view(taken_again(shelf(1), 0.8)), view(shelf(1)))
    assert laid.same_picture(turned=True)
    assert not laid.same_picture()
    assert laid.turn == pytest.approx(np.deg2rad(0.8), abs=0.004)


def test_other_shelves_are_neither_near_nor_fit() -> None:
    hashes = [phash(shelf(seed)) for seed in range(30)]
    apart = [bits_apart(one, other) for i, one in enumerate(hashes) for other in hashes[:i]]
    assert min(apart) > CANDIDATE_BITS_MOST
    assert not lay_over(view(shelf(1)), view(shelf(2))).same_picture(turned=True)


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 2)])
def test_odd_pictures_are_hashed_and_compared(size: tuple[int, int]) -> None:
    flat = np.full((*size, 3), 128, np.uint8)
    assert 0 <= phash(flat) < 2**64
    assert not lay_over(view(flat), view(shelf(1))).same_picture(turned=True)
    assert not lay_over(view(flat), view(flat)).same_picture(turned=True)
