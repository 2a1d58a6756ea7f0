"""Prices whose cents are set small and raised, without a point: 7¹⁰ is read as 710 unless somebody looks."""

import re
from typing import Final

import cv2
import numpy as np

from vision.photo import Picture
from vision.posters import Reading

SMALLER: Final = 0.8
"""Cents are at most so tall, in parts of the digits before them."""
LEAST: Final = 0.25
"""Of the crop's height: what is lower is a point or dirt."""
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
