"""The demo's posters: a few signs of its competitors as a rep photographs them in the shops."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import cv2
import numpy as np

from models.synth.fonts import Image, paint_mask, text_mask
from models.synth.pack import draw_pack
from models.synth.sku import Sku

Colour = tuple[int, int, int]
SHEET_WH: Final = (900, 1200)
PHOTO_WH: Final = (1200, 1600)
WALL: Final[Colour] = (196, 204, 208)


@dataclass(frozen=True)
class DemoPoster:
    """A sign about `sku`, hanging in `store`; `rows` are (words, size in pixels, loud), under brand and name."""

    file_name: str
    store: str
    sku: str
    rows: tuple[tuple[str, int, bool], ...]
    paper: Colour
    ink: Colour
    loud: Colour
    lean: float
    """By which part of its width the photo's top is narrower on the left than on the right."""

    def captured_at(self, last_day: date) -> datetime:
        """The evening of the last day but one."""
        return datetime.combine(last_day - timedelta(days=1), time(18, 10))


POSTERS: Final = (
    DemoPoster(
        "poster-01.jpg",
        "HL001",
        "CJ011",
        (("特价¥3.90", 150, True), ("原价¥5.00", 56, False), ("每人限购2件", 44, False)),
        (235, 248, 255),
        (40, 30, 60),
        (36, 28, 214),
        0.02,
    ),
    DemoPoster(
        "poster-02.jpg",
        "HL002",
        "RJ011",
        (("买二送一", 170, True), ("活动时间 {begin}-{end}", 42, False)),
        (44, 36, 196),
        (255, 255, 255),
        (90, 235, 255),
        -0.02,
    ),
    DemoPoster(
        "poster-03.jpg",
        "HL003",
        "YZ021",
        (("第二件半价", 150, True), ("原价¥3.50", 56, False)),
        (96, 130, 28),
        (255, 255, 255),
        (80, 240, 255),
        0.01,
    ),
)


def draw_demo_poster(poster: DemoPoster, skus: Sequence[Sku], last_day: date) -> Image:
    """(H, W, 3) the photo of the sign.

    Raises:
        ValueError: `skus` lacks its product.
    """
    sku = next((one for one in skus if one.code == poster.sku), None)
    if sku is None:
        raise ValueError(f"expected {poster.sku} among the SKUs")
    return _hung(_sheet(poster, sku, last_day), poster.lean)


def _sheet(poster: DemoPoster, sku: Sku, last_day: date) -> Image:
    width, height = SHEET_WH
    sheet = np.full((height, width, 3), poster.paper, np.uint8)
    y = _row(sheet, f"{sku.brand}{sku.name}", 60, 96, poster.ink)
    y = _row(sheet, sku.spec, y, 52, poster.ink)
    _pack(sheet, sku, (40, y + 10))
    y += 480
    days = {"begin": _day(last_day - timedelta(days=3)), "end": _day(last_day + timedelta(days=11))}
    for words, size, loud in poster.rows:
        y = _row(sheet, words.format(**days), y, size, poster.loud if loud else poster.ink)
    return sheet


def _row(sheet: Image, words: str, y: int, size: int, ink: Colour) -> int:
    """Write a centred row; where the next one begins."""
    mask = text_mask(words, size, True)
    if mask.shape[1] > sheet.shape[1] - 80:
        mask = text_mask(words, int(size * (sheet.shape[1] - 80) / mask.shape[1]), True)
    paint_mask(sheet, mask, (sheet.shape[1] - mask.shape[1]) // 2, y, ink)
    return y + len(mask) + 36


def _pack(sheet: Image, sku: Sku, corner: tuple[int, int]) -> None:
    bgra = draw_pack(sku, 440)
    x, y = (sheet.shape[1] - bgra.shape[1]) // 2, corner[1]
    place = sheet[y : y + bgra.shape[0], x : x + bgra.shape[1]]
    cover = bgra[: place.shape[0], : place.shape[1], 3:].astype(np.float32) / 255
    place[:] = (bgra[: place.shape[0], : place.shape[1], :3] * cover + place * (1 - cover)).astype(np.uint8)


def _hung(sheet: Image, lean: float) -> Image:
    """The sheet on a wall, seen a little from the side, under light that falls off."""
    width, height = PHOTO_WH
    left, top = (width - SHEET_WH[0]) / 2, (height - SHEET_WH[1]) / 2
    right, bottom = left + SHEET_WH[0], top + SHEET_WH[1]
    off = lean * SHEET_WH[0]
    corners = np.array([[left, top + off], [right, top - off], [right, bottom + off], [left, bottom - off]])
    flat = np.array([[0, 0], [SHEET_WH[0], 0], SHEET_WH, [0, SHEET_WH[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    wall = np.full((height, width, 3), WALL, np.uint8)
    photo = cv2.warpPerspective(sheet, matrix, PHOTO_WH, dst=wall, borderMode=cv2.BORDER_TRANSPARENT)
    light = np.linspace(1.0, 0.82, height, dtype=np.float32)[:, None, None]
    return np.asarray(np.clip(photo * light, 0, 255), np.uint8)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
