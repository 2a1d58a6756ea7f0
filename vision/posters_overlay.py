"""The poster's photo with its offers drawn on it."""

from collections.abc import Sequence

import cv2

from vision.overlay import chip, colour
from vision.photo import Picture

Box = tuple[float, float, float, float]


def draw_offers(bgr: Picture, offers: Sequence[tuple[Box, str]]) -> Picture:
    """A copy of the (H, W, 3) photo with each box, xyxy in its pixels, in a colour of its own under its label.

    Labels may be in any language (OpenCV carries a font with Chinese); they are cut to the photo's right edge.
    """
    out = bgr.copy()
    height, width = out.shape[:2]
    unit = max(height, width) / 1000
    for number, (box, label) in enumerate(offers, start=1):
        tint = colour(number)
        x1, y1, x2, y2 = (round(side) for side in box)
        cv2.rectangle(out, (x1, y1), (x2, y2), tint, max(round(3 * unit), 1))
        chip(out, (max(x1, 0), max(y1, 0)), width - max(x1, 0), label, tint, unit, fit=True)
    return out
