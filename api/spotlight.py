"""A tip's evidence: the part of the photo that it is about, with the place marked."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from api.pictures import Picture

ASPECT: Final = 16 / 9
"""Width over height of the cut: a card on a phone held upright."""
_AROUND: Final = 2.6
"""The cut is so many times as wide as the place, or as high: what stands beside it tells where it is."""
_LEAST_OF_PHOTO: Final = 0.22
"""A cut shows at least so much of the photo's longer side: one pack alone is no orientation."""


def spotlight(bgr: Picture, xyxy: Sequence[float] | None) -> Picture:
    """The part of the (H, W, 3) BGR photo around `xyxy` (pixels) with a line drawn round the place.

    Without a place it is the photo's middle, as wide or as high as it gets. The cut has the shape `ASPECT` where the
    photo is large enough for it.
    """
    height, width = bgr.shape[:2]
    if xyxy is None:
        x, y, w, h = _window(width / 2, height / 2, width, height, width, height)
        return np.ascontiguousarray(bgr[y : y + h, x : x + w])
    x1, y1 = (max(0.0, min(value, most - 1.0)) for value, most in zip(xyxy[:2], (width, height), strict=True))
    x2, y2 = (
        max(1.0, min(value, float(most))) for value, most in zip(xyxy[2:], (width, height), strict=True)
    )
    least = _LEAST_OF_PHOTO * max(width, height)
    wide, high = max((x2 - x1) * _AROUND, least), max((y2 - y1) * _AROUND, least / ASPECT)
    x, y, w, h = _window((x1 + x2) / 2, (y1 + y2) / 2, wide, high, width, height)
    cut = bgr[y : y + h, x : x + w].copy()
    line = max(2, round(max(w, h) / 190))
    start, end = (round(x1 - x), round(y1 - y)), (round(x2 - x), round(y2 - y))
    for colour, thickness in (((16, 19, 12), line * 2 + 2), ((10, 214, 255), line)):
        cv2.rectangle(cut, start, end, colour, thickness, cv2.LINE_AA)
    return cut


def _window(
    x: float, y: float, wide: float, high: float, width: int, height: int
) -> tuple[int, int, int, int]:
    """Left, top, width, height of a cut about (x, y), at least so wide and high if the photo is; of shape ASPECT."""
    if wide / high < ASPECT:
        wide = high * ASPECT
    else:
        high = wide / ASPECT
    w, h = min(round(wide), width), min(round(high), height)
    # where the photo ends first, the other side gives way too, but never below what was asked to be seen
    if w / h > ASPECT * 1.4:
        w = max(round(h * ASPECT * 1.4), 1)
    left = min(max(round(x - w / 2), 0), width - w)
    top = min(max(round(y - h / 2), 0), height - h)
    return left, top, max(w, 1), max(h, 1)
