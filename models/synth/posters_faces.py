"""Typefaces for drawn posters: OpenCV's own Chinese one, which is always there, and those that the machine has."""

from functools import lru_cache
from typing import Final

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from models.synth.fonts import Mask, text_mask

BUILT_IN: Final = ""
_NAMES: Final = (
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJK-Regular.ttc",
    "NotoSerifCJK-Bold.ttc",
    "NotoSerifCJK-Regular.ttc",
    "msyhbd.ttc",
    "simhei.ttf",
    "PingFang.ttc",
)


@lru_cache(maxsize=1)
def faces() -> tuple[str, ...]:
    """Names of the faces at hand; the built-in one first."""
    found = []
    for name in _NAMES:
        try:
            ImageFont.truetype(name, 20)
        except OSError:
            continue
        found.append(name)
    return (BUILT_IN, *found)


@lru_cache(maxsize=4096)
def word_mask(text: str, size_px: int, face: str) -> Mask:
    """(H, W) coverage of `text` in a face, cropped to its ink, read-only; at least 1×1."""
    if face == BUILT_IN:
        return text_mask(text, size_px, True)
    font = ImageFont.truetype(face, size_px)
    x0, y0, x1, y1 = font.getbbox(text)
    canvas = Pillow.new("L", (max(1, int(x1 - x0)), max(1, int(y1 - y0))))
    ImageDraw.Draw(canvas).text((-x0, -y0), text, fill=255, font=font)
    mask = np.array(canvas, np.uint8)
    mask.flags.writeable = False
    return mask
