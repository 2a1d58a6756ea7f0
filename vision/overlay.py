"""The photo with what was seen drawn on it."""

import colorsys
from collections.abc import Mapping
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.see import ShelfSeen

Colour = tuple[int, int, int]

UNKNOWN: Final[Colour] = (150, 150, 150)
GAP: Final[Colour] = (40, 40, 235)
_GOLDEN_ANGLE: Final = 0.381966
"""Hue step that keeps neighbours in a list far apart in colour (golden section of the circle)."""


def colour(number: int) -> Colour:
    """BGR colour of group `number` (from 1): hues a golden angle apart, light and dark in turn."""
    hue = ((number - 1) * _GOLDEN_ANGLE) % 1.0
    r, g, b = colorsys.hsv_to_rgb(hue, 0.85, 1.0 if number % 2 else 0.75)
    return int(b * 255), int(g * 255), int(r * 255)


def draw_overlay(
    bgr: npt.NDArray[np.uint8], seen: ShelfSeen, labels: Mapping[int, str] | None = None
) -> npt.NDArray[np.uint8]:
    """A copy of the (H, W, 3) photo with boxes, group labels and hatched gaps.

    `labels` maps group numbers to names (any language: OpenCV 5 carries a font with Chinese). The boxes of a group
    share a colour; an unknown group bears its number on grey instead of a name.
    """
    labels = labels or {}
    out = bgr.copy()
    unit = max(out.shape[:2]) / 1600
    thick = max(round(2.5 * unit), 1)
    for i, xyxy in enumerate(seen.products.xyxy):
        number = int(seen.group[i])
        tint = colour(number)
        x1, y1, x2, y2 = (round(float(v)) for v in xyxy)
        cv2.rectangle(out, (x1, y1), (x2, y2), tint, thick)
        named = number in labels
        chip(
            out,
            (x1, y1),
            x2 - x1,
            labels[number] if named else f"?{number}",
            tint if named else UNKNOWN,
            unit,
        )
    for xyxy in seen.gaps.xyxy:
        _hatch(out, xyxy, thick)
    return out


def hatch_gaps(bgr: npt.NDArray[np.uint8], xyxy: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """A copy of the (H, W, 3) photo with these (N, 4) boxes hatched."""
    out = bgr.copy()
    thick = max(round(2.5 * max(out.shape[:2]) / 1600), 1)
    for box in xyxy:
        _hatch(out, box, thick)
    return out


def chip(
    out: npt.NDArray[np.uint8],
    corner: tuple[int, int],
    width: int,
    text: str,
    tint: Colour,
    unit: float,
    *,
    fit: bool = False,
) -> None:
    """Draw a label from `corner` on, its text cut to `width` pixels; `fit`: no wider than the text needs."""
    face = cv2.FontFace("uni")
    px = max(round(13 * unit), 9)
    while len(text) > 1 and cv2.getTextSize((0, 0), text, (0, 0), face, px)[2] > width - 2:
        text = text[:-1]
    if fit:
        width = min(width, cv2.getTextSize((0, 0), text, (0, 0), face, px)[2] + 4)
    x, y = corner
    cv2.rectangle(out, (x, y), (x + width, y + px + 3), tint, -1)
    ink = (0, 0, 0) if sum(tint) > 330 else (255, 255, 255)
    cv2.putText(out, text, (x + 2, y + px), ink, face, px)


def _hatch(out: npt.NDArray[np.uint8], xyxy: npt.NDArray[np.float32], thick: int) -> None:
    """Slanted lines clipped to the box, and its frame."""
    x1, y1, x2, y2 = (round(float(v)) for v in xyxy)
    window = out[y1:y2, x1:x2]
    if window.size == 0:
        return
    height, width = window.shape[:2]
    for start in range(-height, width, max(12 * thick // 2, 8)):
        cv2.line(window, (start, height), (start + height, 0), GAP, max(thick // 2, 1))
    cv2.rectangle(out, (x1, y1), (x2, y2), GAP, thick)
