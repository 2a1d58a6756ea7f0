"""Is this the same picture? A hash to find candidates among millions, and a comparison of pixels to be sure.

The hash is Zauner's pHash (2010): signs of the low frequencies of a 32×32 thumbnail. It moves by a few bits when a
picture is recompressed, resized, brightened or cropped a little, but among millions of shelves some differ as little.
So candidates are laid over one another (enhanced correlation, Evangelidis and Psarakis, 2008): a copy fits to the
pixel, without being turned; a second photo of the same shelf does not, because nobody stands in one place twice.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

CANDIDATE_BITS_MOST: Final = 12
"""Hashes further apart than this are of different pictures. This and the two below were chosen on training photos
(tests/acceptance/photo_copies.py)."""
FIT_LEAST: Final = 0.95
TURN_MOST: Final = 0.002
"""A radian's five-hundredth: a ninth of a degree."""

_THUMB: Final = 32
_VIEW_PX: Final = 256
_GRID: Final = 4
_STAMP_PART: Final = 0.15
"""The lowest part, where phones and we write time and place, does not count in laying over."""


@dataclass(frozen=True)
class Overlay:
    """How well one picture fits on another: `fit` is the median correlation over a grid, at most 1; `turn` by how much
    it had to be turned or sheared, in radians. Cropping and scaling cost nothing."""

    fit: float
    turn: float

    def same_picture(self, *, turned: bool = False) -> bool:
        """One is a copy of the other; with `turned` also where it was turned a little, which a second photo of the
        same flat thing may have been as well."""
        return self.fit >= FIT_LEAST and (turned or self.turn <= TURN_MOST)


def phash(bgr: Picture) -> int:
    """The 64-bit hash of an (H, W, 3) uint8 picture, 0 ≤ hash < 2**64; the first bit is the mean and always set."""
    thumb = cv2.cvtColor(cv2.resize(bgr, (_THUMB, _THUMB), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    waves = cv2.dct(thumb.astype(np.float32))[:8, :8].ravel()
    bits = waves > np.median(waves[1:])
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def bits_apart(first: int, second: int) -> int:
    """Hamming distance of two hashes, 0..64."""
    return (first ^ second).bit_count()


def view(bgr: Picture) -> Picture:
    """The picture as it is compared: (H, W) uint8, 256 pixels long."""
    height, width = bgr.shape[:2]
    scale = _VIEW_PX / max(height, width)
    size_wh = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(bgr, size_wh, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)


def lay_over(first: Picture, second: Picture) -> Overlay:
    """Lay one view over the other, freely moved, scaled, turned and sheared; fit 0 where they do not fit at all."""
    height, width = first.shape
    other = cv2.resize(second, (width, height), interpolation=cv2.INTER_AREA)
    counted = np.full((height, width), 255, np.uint8)
    counted[round(height * (1 - _STAMP_PART)) :] = 0
    matrix = np.eye(2, 3, dtype=np.float32)
    try:
        for blur_px, rounds in ((9, 30), (3, 40)):
            until = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, rounds, 1e-5)
            _, found = cv2.findTransformECC(first, other, matrix, cv2.MOTION_AFFINE, until, counted, blur_px)
            matrix = np.asarray(found, np.float32)
    except cv2.error:  # it did not converge: nothing in one looks like the other
        return Overlay(0.0, 0.0)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    moved = np.asarray(cv2.warpAffine(other, matrix, (width, height), flags=flags), np.uint8)
    inside = cv2.warpAffine(np.full_like(other, 255), matrix, (width, height), flags=flags) == 255
    turn = float(max(abs(matrix[0, 1]), abs(matrix[1, 0])))
    return Overlay(_fit(first, moved, inside), turn)


def _fit(first: Picture, second: Picture, inside: npt.NDArray[np.bool_]) -> float:
    """Median over a grid of the correlation of what both show; cells that stick out by half are left out."""
    found = []
    for rows in np.array_split(np.arange(first.shape[0]), _GRID):
        for columns in np.array_split(np.arange(first.shape[1]), _GRID):
            cell = np.ix_(rows, columns)
            both = inside[cell]
            if both.mean() >= 0.5:
                found.append(_correlation(first[cell][both], second[cell][both]))
    return float(np.median(found)) if len(found) > _GRID * _GRID // 2 else 0.0


def _correlation(first: Picture, second: Picture) -> float:
    a, b = first.astype(np.float32), second.astype(np.float32)
    a, b = a - a.mean(), b - b.mean()
    norm = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return 0.0 if norm < 1e-6 else float((a * b).sum()) / norm
