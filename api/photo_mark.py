"""A photo with time, store and place written on it, as people in the field expect it.

Drawn when asked for, from the same rows that the seals cover: no second file that could say something else, and no
second copy of every photo on the disk. The letters come from the font inside OpenCV ≥ 5 (WenQuanYi Micro Hei), so
Chinese needs no font file.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import cache
from typing import Final

import cv2
import numpy as np

from api.i18n import Locale, translate
from api.pictures import Picture
from catalog.tables import Photo, Store
from catalog.tables_trust import PhotoSeal

LETTER_PART: Final = 0.036
"""Height of a letter in widths of the photo: 14 px on a phone that shows it 390 px wide."""
_LEAST_PX: Final = 11
_LINE: Final = 1.45
_SHADE: Final = 0.38
"""What is left of the photo's light under the words: the shelf can still be made out."""


def mark_words(
    photo: Photo, store: Store, seal: PhotoSeal | None, zone: tzinfo, locale: Locale
) -> tuple[str, ...]:
    """What is written on the photo, in pieces that are not to be broken apart."""
    taken = photo.captured_at
    words = [
        translate(
            locale, "mark.taken" if taken else "mark.uploaded", at=_moment(taken or photo.uploaded_at, zone)
        ),
        f"{store.name} {store.code}",
    ]
    if photo.latitude is not None and photo.longitude is not None:
        words.append(place_words(photo.latitude, photo.longitude, photo.accuracy_m))
    else:
        words.append(translate(locale, "mark.no_place"))
    if seal is not None:
        words.append(translate(locale, "mark.seal", number=seal.number, seal=seal.seal[:8]))
    return tuple(words)


def place_words(latitude: float, longitude: float, accuracy_m: float | None) -> str:
    """Degrees to about a metre, as people read them."""
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    near = "" if accuracy_m is None else f" ±{accuracy_m:.0f} m"
    return f"{abs(latitude):.5f}°{north} {abs(longitude):.5f}°{east}{near}"


def draw_mark(bgr: Picture, words: Sequence[str]) -> Picture:
    """A copy of the (H, W, 3) photo with the words in a dark strip at its foot; the photo itself is left alone."""
    height, width = bgr.shape[:2]
    size = max(_LEAST_PX, round(width * LETTER_PART))
    margin = size // 2
    lines = _lines(words, size, width - 2 * margin)
    while len(lines) * size * _LINE > height * 0.4 and size > _LEAST_PX:
        size = max(_LEAST_PX, round(size * 0.85))
        lines = _lines(words, size, width - 2 * margin)
    marked = bgr.copy()
    top = max(0, height - round(len(lines) * size * _LINE) - margin)
    marked[top:] = (marked[top:] * _SHADE).astype(np.uint8)
    for number, line in enumerate(lines):
        foot = top + margin // 2 + round((number + 0.8) * size * _LINE)
        cv2.putText(marked, line, (margin, foot), (255, 255, 255), _face(), size, 0)
    return marked


@cache
def _face() -> cv2.FontFace:
    return cv2.FontFace("uni")


def _width(text: str, size: int) -> int:
    (_, _, width, _) = cv2.getTextSize((1 << 15, 1 << 15), text, (0, 0), _face(), size, 0)
    return int(width)


def _lines(words: Sequence[str], size: int, width: int) -> list[str]:
    """The pieces in as few lines as hold them; a piece that is too long for a line is cut."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]}  {word}" if lines else word
        if lines and _width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines += _cut(word, size, width)
    return lines


def _cut(word: str, size: int, width: int) -> list[str]:
    lines = [""]
    for letter in word:
        if lines[-1] and _width(lines[-1] + letter, size) > width:
            lines.append("")
        lines[-1] += letter
    return lines


def _moment(at: datetime, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    minutes = int((local.utcoffset() or at - at).total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    offset = f"{abs(minutes) // 60}" + (f":{abs(minutes) % 60:02d}" if minutes % 60 else "")
    return f"{local:%Y-%m-%d %H:%M} UTC{sign}{offset}"
