"""Marks on a photo: what should be elsewhere, drawn as it was told; what they mean is not this room's business."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.overlay import Colour

Xyxy = tuple[float, float, float, float]

_DARK: Final[Colour] = (16, 19, 12)
_DASH: Final = 5
"""Length of a dash, in thicknesses of the line."""


@dataclass(frozen=True)
class Mark:
    """A box with a label at its top; `dashed` where nothing stands. An arrow leads from `come_from` to it."""

    xyxy: Xyxy
    colour: Colour
    label: str = ""
    dashed: bool = False
    come_from: Xyxy | None = None


def draw_marks(bgr: npt.NDArray[np.uint8], marks: Sequence[Mark]) -> npt.NDArray[np.uint8]:
    """A copy of the (H, W, 3) photo with the marks on it; each line has a dark rim, so that it shows on any pack."""
    out = bgr.copy()
    unit = max(out.shape[:2]) / 1600
    thick = max(round(4 * unit), 2)
    for mark in marks:
        if mark.come_from is not None:
            _box(out, mark.come_from, mark.colour, max(thick // 2, 1), dashed=True)
            start, end = _middle(mark.come_from), _middle(mark.xyxy)
            for colour, width in ((_DARK, thick + 3), (mark.colour, thick)):
                cv2.arrowedLine(out, start, end, colour, width, cv2.LINE_AA, tipLength=0.12)
        _box(out, mark.xyxy, mark.colour, thick, dashed=mark.dashed)
    for mark in marks:
        if mark.label:
            _label(out, mark, unit)
    return out


def _box(out: npt.NDArray[np.uint8], xyxy: Xyxy, colour: Colour, thick: int, *, dashed: bool) -> None:
    x1, y1, x2, y2 = (round(value) for value in xyxy)
    if not dashed:
        cv2.rectangle(out, (x1, y1), (x2, y2), _DARK, thick + 3, cv2.LINE_AA)
        cv2.rectangle(out, (x1, y1), (x2, y2), colour, thick, cv2.LINE_AA)
        return
    corners = ((x1, y1), (x2, y1), (x2, y2), (x1, y2))
    for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
        length = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
        dashes = max(1, length // (2 * _DASH * thick))
        places = np.linspace(start, end, 2 * dashes + 1).round().astype(int).tolist()
        for a, b in zip(places[::2], places[1::2], strict=False):
            cv2.line(out, tuple(a), tuple(b), _DARK, thick + 3, cv2.LINE_AA)
            cv2.line(out, tuple(a), tuple(b), colour, thick, cv2.LINE_AA)


def _label(out: npt.NDArray[np.uint8], mark: Mark, unit: float) -> None:
    face, px = cv2.FontFace("uni"), max(round(26 * unit), 13)
    _, _, width, height = cv2.getTextSize((0, 0), mark.label, (0, 0), face, px)
    radius = max(width, height) // 2 + round(7 * unit)
    x, y = _middle(mark.xyxy)[0], round(mark.xyxy[1])
    centre = (min(max(x, radius), out.shape[1] - radius), min(max(y, radius), out.shape[0] - radius))
    cv2.circle(out, centre, radius + 2, _DARK, -1, cv2.LINE_AA)
    cv2.circle(out, centre, radius, mark.colour, -1, cv2.LINE_AA)
    cv2.putText(out, mark.label, (centre[0] - width // 2, centre[1] + px // 2 - 1), _DARK, face, px)


def _middle(xyxy: Xyxy) -> tuple[int, int]:
    return round((xyxy[0] + xyxy[2]) / 2), round((xyxy[1] + xyxy[3]) / 2)
