"""The app's icon as PNG, drawn when it is asked for: phones' home screens take no SVG."""

from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

GREEN: Final = (69, 107, 11, 255)
WHITE: Final = (255, 255, 255, 255)
YELLOW: Final = (10, 214, 255, 255)
"""BGRA, the colours of `favicon.svg`."""

_UNITS: Final = 32
_FINER: Final = 4
"""Drawn this many times larger and shrunk: smooth edges."""
_SAFE: Final = 0.8
"""Launchers cut a maskable icon to any shape, but leave this much of its middle (W3C App Manifest, «safe zone»)."""
_Box = tuple[float, float, float, float]
_PACKS: Final[tuple[_Box, ...]] = ((6, 6, 5, 8), (13.5, 6, 5, 8), (6, 19, 5, 6), (13.5, 19, 5, 6))
_SHELVES: Final[tuple[_Box, ...]] = ((4, 14.75, 24, 1.5), (4, 25.75, 24, 1.5))


@cache
def app_icon(side_px: int, *, maskable: bool = False) -> bytes:
    """Return the mark as a square PNG; a maskable one fills its square, any other has round corners."""
    side = side_px * _FINER
    picture = np.zeros((side, side, 4), np.uint8)
    if maskable:
        picture[:] = GREEN
    else:
        _round_box(picture, (0, 0, _UNITS, _UNITS), 8, GREEN, side / _UNITS, 0.0)
    scale = side / _UNITS * (_SAFE if maskable else 1.0)
    offset = side * (1 - _SAFE) / 2 if maskable else 0.0
    for box in _PACKS:
        _round_box(picture, box, 1, WHITE, scale, offset)
    _round_box(picture, (21, 19, 5, 6), 1, YELLOW, scale, offset)
    for box in _SHELVES:
        _round_box(picture, box, 0, WHITE, scale, offset)
    _gap(picture, scale, offset)
    small = cv2.resize(picture, (side_px, side_px), interpolation=cv2.INTER_AREA)
    return cv2.imencode(".png", small, [cv2.IMWRITE_PNG_COMPRESSION, 9])[1].tobytes()


def _round_box(
    picture: npt.NDArray[np.uint8],
    xywh: _Box,
    radius: float,
    colour: tuple[int, int, int, int],
    scale: float,
    offset: float,
) -> None:
    x, y, width, height = xywh
    x1, y1, x2, y2 = (round(offset + scale * v) for v in (x, y, x + width, y + height))
    corner = round(scale * radius)
    cv2.rectangle(picture, (x1 + corner, y1), (x2 - corner - 1, y2 - 1), colour, -1)
    cv2.rectangle(picture, (x1, y1 + corner), (x2 - 1, y2 - corner - 1), colour, -1)
    for centre_x in (x1 + corner, x2 - corner - 1):
        for centre_y in (y1 + corner, y2 - corner - 1):
            cv2.circle(picture, (centre_x, centre_y), corner, colour, -1)


def _gap(picture: npt.NDArray[np.uint8], scale: float, offset: float) -> None:
    """The bare place on the upper shelf: a dashed frame."""
    left, top, right, bottom = 21.25, 6.25, 25.75, 13.75
    thick, dash, pitch = 0.8, 1.8, 3.0
    for step in range(3):
        start = step * pitch
        for x in (left, right - thick):
            _round_box(
                picture, (x, top + start, thick, min(dash, bottom - top - start)), 0, WHITE, scale, offset
            )
        if step < 2:
            for y in (top, bottom - thick):
                _round_box(picture, (left + start, y, dash, thick), 0, WHITE, scale, offset)
