"""Posters of a few words, drawn: what is on them is known."""

import cv2
import numpy as np

from models.synth.fonts import paint_mask, text_mask
from vision.photo import Picture

Row = tuple[str, int]
WATER: tuple[Row, ...] = (
    ("清泉矿泉水", 60), ("550ml", 40), ("特价", 50), ("¥1.50", 110), ("原价¥2.00", 36), ("第二件半价", 60),
)  # fmt: skip
RECEIPT: tuple[Row, ...] = (
    ("收银小票", 40), ("矿泉水 2.00元", 40), ("合计 2.00元", 40), ("实收 10.00元", 40), ("找零 8.00元", 40),
)  # fmt: skip


def draw(*rows: Row, width: int = 700) -> Picture:
    """Dark words under one another on a light page: (words, size in pixels)."""
    picture = np.full((120 + sum(size * 2 for _, size in rows), width, 3), 245, np.uint8)
    y = 40
    for text, size in rows:
        mask = text_mask(text, size, True)
        paint_mask(picture, mask, 40, y, (30, 20, 60))
        y += mask.shape[0] + size // 2
    return picture


def poster_jpeg(*rows: Row, width: int = 700) -> bytes:
    """The same as a file."""
    ok, data = cv2.imencode(".jpg", draw(*rows, width=width), [cv2.IMWRITE_JPEG_QUALITY, 92])
    assert ok
    return data.tobytes()
