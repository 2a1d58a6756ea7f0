"""Shelf photos that the tiny detector sees exactly: a letter is a product, `#` a gap, `.` bare wall."""

import io

import cv2
import numpy as np
from PIL import Image

from tests.tiny_models import CELL, CELLS, SIDE

COLOURS = {
    "R": (220, 30, 30),
    "G": (20, 180, 40),
    "B": (40, 60, 230),
    "Y": (235, 215, 20),
    "M": (220, 40, 200),
    "#": (8, 8, 8),
}
SHELF = ("..........", ".RRRBBB...", "..........", ".GG#GYY...", "..........", ".RR....MM.")
"""3 R in a row on layer 1 with 3 B; on layer 2 three G around a gap, and 2 Y; on layer 3 2 R and 2 M."""


def draw_shelf(rows: tuple[str, ...] = SHELF, *, scale: int = 1, seed: int = 0) -> np.ndarray:
    """(640·scale, 640·scale, 3) BGR; another `seed` gives other noise, and so other bytes of the same shelf."""
    random = np.random.default_rng(seed)
    rgb = np.full((SIDE, SIDE, 3), 150, np.uint8)
    for y, row in enumerate(rows[:CELLS]):
        for x, letter in enumerate(row[:CELLS]):
            if letter != ".":
                edge = 0 if letter == "#" else 4
                top, left = y * CELL + edge, x * CELL + edge
                rgb[top : (y + 1) * CELL - edge, left : (x + 1) * CELL - edge] = COLOURS[letter]
    noise = random.integers(-6, 7, (SIDE, SIDE, 1))
    rgb = np.clip(rgb.astype(np.int16) + noise, 0, 255).astype(np.uint8)
    large = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST) if scale > 1 else rgb
    return np.ascontiguousarray(large[..., ::-1])


def shelf_jpeg(rows: tuple[str, ...] = SHELF, *, seed: int = 0, scale: int = 1) -> bytes:
    """The shelf as a phone sends it."""
    return encode(draw_shelf(rows, seed=seed, scale=scale), "JPEG", quality=92)


def encode(bgr: np.ndarray, kind: str, *, mode: str = "RGB", **options: object) -> bytes:
    """The picture as a file of this kind."""
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(bgr[..., ::-1])).convert(mode).save(out, kind, **options)
    return out.getvalue()
