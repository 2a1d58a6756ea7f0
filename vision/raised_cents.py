"""Prices whose cents are set small and raised, without a point: 7¹⁰ is read as 710 unless somebody looks."""

import re
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from vision.photo import Picture
from vision.posters import Reading, TextLine

SMALLER: Final = 0.8
"""Cents are at most so tall, in parts of the digits before them."""
LEAST: Final = 0.25
"""Of the crop's height: what is lower is a point or dirt."""
_WHOLE: Final = re.compile(r"[¥￥$£€]?\d{1,4}")
_ALONE: Final = re.compile(r"[.·,]\d{1,2}")
_CENTS: Final = re.compile(r"([.·,]?)\d{1,2}")
_BARE: Final = re.compile(r"([¥￥$£€]?)(\d{1,3})(\d{2})")


def with_point(crop: Picture, reading: Reading) -> Reading:
    """The reading of a level line with a point before its last two digits, where these are set smaller."""
    text, sure, chars = reading
    match = _BARE.fullmatch(text)
    if match is None:
        return reading
    heights = _heights(crop)
    sign, whole = len(match[1]), len(match[2])
    if len(heights) not in {len(text), whole + 2}:
        return reading
    digits = heights[-(whole + 2) :]
    if max(digits[whole:]) > SMALLER * float(np.median(digits[:whole])):
        return reading
    at = sign + whole
    middle = (chars[at - 1] + chars[at]) / 2
    return f"{text[:at]}.{text[at:]}", sure, (*chars[:at], middle, *chars[at:])


def _heights(crop: Picture) -> list[int]:
    """Heights of the signs in a level crop from left to right, in pixels."""
    grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), np.uint8)
    _, tones = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    if np.mean(tones) > 127:
        tones = 255 - tones
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(tones, np.uint8), connectivity=8)
    boxes = [stats[k] for k in range(1, count)]
    tall = [
        box
        for box in boxes
        if box[cv2.CC_STAT_HEIGHT] >= LEAST * crop.shape[0] and box[cv2.CC_STAT_WIDTH] < 1.5 * crop.shape[0]
    ]
    tall.sort(key=lambda box: int(box[cv2.CC_STAT_LEFT]))
    return [int(box[cv2.CC_STAT_HEIGHT]) for box in tall]


def joined(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines, a price whose cents were found as a line of their own made one: 12 and, raised beside it, .8.

    Cents without their price are left out: .8 alone would be read as 8.
    """
    spent: set[int] = set()
    made: dict[int, TextLine] = {}
    for at, whole in enumerate(lines):
        if _WHOLE.fullmatch(whole.text) is None:
            continue
        beside = (k for k, line in enumerate(lines) if k not in spent and k != at)
        cents = next((k for k in beside if _raised_beside(whole, lines[k])), None)
        if cents is not None:
            spent.add(cents)
            made[at] = _one(whole, lines[cents])
    return [
        made.get(at, line)
        for at, line in enumerate(lines)
        if at not in spent and (at in made or _ALONE.fullmatch(line.text) is None)
    ]


def _raised_beside(whole: TextLine, cents: TextLine) -> bool:
    match = _CENTS.fullmatch(cents.text)
    (x0, y0, x1, y1), (a0, b0, _, b1) = whole.level, cents.level
    tall = y1 - y0
    return (
        match is not None
        and (bool(match[1]) or b1 - b0 <= SMALLER * tall)
        and -0.35 * tall <= a0 - x1 <= 0.35 * tall
        and a0 > (x0 + x1) / 2
        and abs(b0 - y0) <= 0.35 * tall
        and 0.3 * tall <= b1 - b0 <= tall
    )


def _one(whole: TextLine, cents: TextLine) -> TextLine:
    box = np.array([whole.level, cents.level])
    (x0, y0), (x1, y1) = box[:, :2].min(axis=0).tolist(), box[:, 2:].max(axis=0).tolist()
    text = f"{whole.text}.{cents.text.lstrip('.·,')}"
    return TextLine.at(text, x0, y0, x1, y1, confidence=min(whole.confidence, cents.confidence))
