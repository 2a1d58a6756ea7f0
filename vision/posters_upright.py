"""Corners of text lines: how the page lies, quarter turns, and lines cut out level."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.boxes import Floats
from vision.photo import Picture

TALL: Final = 1.5
"""A line so many times taller than wide is written downwards, or lies on its side."""


def lengths(quads: Floats) -> tuple[Floats, Floats]:
    """(N, 4, 2) → (N,) pixels along the lines and (N,) across them: means of the two opposite sides."""
    along = (_norms(quads[:, 1] - quads[:, 0]) + _norms(quads[:, 2] - quads[:, 3])) / 2
    across = (_norms(quads[:, 3] - quads[:, 0]) + _norms(quads[:, 2] - quads[:, 1])) / 2
    return along.astype(np.float32), across.astype(np.float32)


def sideways(quads: Floats) -> bool:
    """Whether most of the text runs up or down: the photo was taken with the camera turned."""
    if not len(quads):
        return False
    along, across = lengths(quads)
    down = np.where(across > TALL * along, across, 0).sum()
    level = np.where(along > TALL * across, along, 0).sum()
    return bool(down > 1.5 * level)


def turned(quads: Floats, quarters: int) -> Floats:
    """The same corners, counted from the one that is first when the page is turned back by quarter turns."""
    return np.roll(quads, -quarters, axis=1) if len(quads) else quads


def turned_back(quads: Floats, quarters: int, size_wh: tuple[int, int]) -> Floats:
    """Corners found on `np.rot90(picture, quarters)`, in pixels of the picture, `size_wh` large."""
    width, height = size_wh
    x, y = quads[..., 0], quads[..., 1]
    places = {0: (x, y), 1: (width - y, x), 2: (width - x, height - y), 3: (y, height - x)}
    return np.stack(places[quarters % 4], axis=-1).astype(np.float32)


def page_angle(quads: Floats) -> float:
    """Degrees clockwise by which the lines lie: the median of the long ones, weighed by length; 0 without any."""
    if not len(quads):
        return 0.0
    along, across = lengths(quads)
    rows = np.flatnonzero(along > TALL * across)
    if not len(rows):
        rows = np.arange(len(quads))
    way = (quads[rows, 1] - quads[rows, 0] + quads[rows, 2] - quads[rows, 3]).astype(np.float64)
    angle = np.degrees(np.arctan2(way[:, 1], way[:, 0]))
    # Angles are counted from the commonest quarter, so that 179° and -179° do not average to 0°.
    quarter = 90 * round(float(angle[int(along[rows].argmax())]) / 90)
    off = (angle - quarter + 180) % 360 - 180
    order = np.argsort(off)
    weight = np.cumsum(along[rows][order])
    middle = float(off[order][int(np.searchsorted(weight, weight[-1] / 2))])
    return (quarter + middle + 180) % 360 - 180


def cut_line(bgr: Picture, quad: Floats) -> Picture:
    """The line within `quad` (4, 2) as a level picture; one that is written downwards is laid on its side."""
    (along,), (across,) = lengths(quad[None])
    width, height = max(1, round(float(along))), max(1, round(float(across)))
    to = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    warp = cv2.getPerspectiveTransform(np.ascontiguousarray(quad, np.float32), to)
    level = cv2.warpPerspective(
        bgr, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    crop = np.rot90(level) if height >= TALL * width else level
    return np.ascontiguousarray(crop, np.uint8)


def _norms(ways: Floats) -> npt.NDArray[np.float32]:
    return np.asarray(np.linalg.norm(ways, axis=-1), np.float32)
