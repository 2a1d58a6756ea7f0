"""A training sample: a window of a photo, stretched, flipped and relit, on the network's square input."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.boxes import areas

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

PAD: Final = 114
VISIBLE_MIN: Final = 0.4
"""A box of which the window shows less than this part is no longer asked for."""
SIDE_MIN_PX: Final = 3.0


@dataclass(frozen=True)
class Window:
    """What the network looks at: a part of the photo (x1, y1, x2, y2 in 0..1) and how it is put on the square.

    `aspect` is the photo's true width over height; `zoom` ≤ 1 shrinks the window within the square, which
    `place` (x, y in 0..1) then moves.
    """

    part: tuple[float, float, float, float]
    aspect: float
    zoom: float
    place: tuple[float, float]
    flip: bool

    def __post_init__(self) -> None:
        x1, y1, x2, y2 = self.part
        if not (0 <= x1 < x2 <= 1 and 0 <= y1 < y2 <= 1):
            raise ValueError(f"expected a window inside 0..1, got {self.part}")
        if self.aspect <= 0 or not 0 < self.zoom <= 1:
            raise ValueError(f"expected aspect > 0 and zoom in (0, 1], got {self.aspect}, {self.zoom}")


def choose_window(aspect: float, stretch: tuple[float, float], rng: np.random.Generator) -> Window:
    """Half the time the whole photo, else about a quarter of it: production looks at both.

    The true proportions of the squashed photos are only known roughly: `stretch` gives the logarithms between
    which the width is stretched.
    """
    stretched = aspect * float(np.exp(rng.uniform(*stretch)))
    if rng.random() < 0.5:
        part = (0.0, 0.0, 1.0, 1.0)
        zoom = float(rng.uniform(0.75, 1.0))
    else:
        side_x, side_y = (float(side) for side in rng.uniform(0.45, 0.75, 2))
        x, y = float(rng.uniform(0, 1 - side_x)), float(rng.uniform(0, 1 - side_y))
        part = (x, y, x + side_x, y + side_y)
        zoom = float(rng.uniform(0.85, 1.0))
    place = (float(rng.random()), float(rng.random()))
    return Window(part, stretched, zoom, place, bool(rng.random() < 0.5))


def whole(aspect: float) -> Window:
    """The whole photo, letterboxed as production does."""
    return Window((0.0, 0.0, 1.0, 1.0), aspect, 1.0, (0.5, 0.5), False)


def affine(window: Window, side: int) -> Floats:
    """(2, 3) matrix from the photo's 0..1 to pixels of the square."""
    x1, y1, x2, y2 = window.part
    width, height = (x2 - x1) * window.aspect, y2 - y1
    unit = side * window.zoom / max(width, height)
    left, top = (
        (side - length * unit) * at for length, at in zip((width, height), window.place, strict=True)
    )
    scale_x, scale_y = unit * window.aspect, unit
    matrix = np.array([[scale_x, 0, left - x1 * scale_x], [0, scale_y, top - y1 * scale_y]], np.float32)
    if window.flip:
        matrix[0] = [-scale_x, 0, side - (left - x1 * scale_x)]
    return matrix


def cut(bgr: Picture, window: Window, side: int) -> Picture:
    """(H, W, 3) photo → (side, side, 3): the window's pixels, everything else grey."""
    height, width = bgr.shape[:2]
    x1, y1, x2, y2 = (
        round(value * length)
        for value, length in zip(window.part, (width, height, width, height), strict=True)
    )
    matrix = affine(window, side).astype(np.float64)
    matrix[:, 0] /= width
    matrix[:, 1] /= height
    matrix[:, 2] += matrix[:, :2] @ (x1, y1)
    # pixel centres lie at +.5 on both sides
    matrix[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5
    out = cv2.warpAffine(
        bgr[y1:y2, x1:x2], matrix, (side, side), flags=cv2.INTER_LINEAR, borderValue=(PAD, PAD, PAD)
    )
    return np.asarray(out, np.uint8)


def move(xyxy: Floats, window: Window, side: int) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """(N, 4) boxes in 0..1 of the photo → those to ask for, in pixels of the square, and which of the N they are."""
    x1, y1, x2, y2 = window.part
    inside = xyxy.clip((x1, y1, x1, y1), (x2, y2, x2, y2)).astype(np.float32)
    matrix = affine(window, side)
    out = inside * matrix[(0, 1, 0, 1), (0, 1, 0, 1)] + matrix[(0, 1, 0, 1), 2]
    out = np.concatenate([np.minimum(out[:, :2], out[:, 2:]), np.maximum(out[:, :2], out[:, 2:])], axis=1)
    seen = areas(inside) >= VISIBLE_MIN * np.maximum(areas(xyxy), 1e-12)
    kept = seen & ((out[:, 2:] - out[:, :2]).min(axis=1, initial=np.inf) >= SIDE_MIN_PX)
    return out[kept].astype(np.float32), kept


def relight(bgr: Picture, rng: np.random.Generator) -> Picture:
    """Another exposure, contrast and white balance, sometimes noise or a slight blur."""
    gain = np.exp(rng.uniform(-0.25, 0.25) + rng.uniform(-0.08, 0.08, 3))
    gamma = float(np.exp(rng.uniform(-0.25, 0.25)))
    ramp = (np.arange(256, dtype=np.float64) / 255) ** gamma * 255
    table = np.clip(ramp[:, None] * gain, 0, 255).astype(np.uint8)[None]
    out = cv2.LUT(bgr, table)
    kind = rng.random()
    if kind < 0.15:
        noise = rng.normal(0, rng.uniform(2, 8), (*bgr.shape[:2], 1))
        out = np.clip(out + noise, 0, 255)
    elif kind < 0.3:
        out = cv2.GaussianBlur(out, (0, 0), float(rng.uniform(0.4, 1.1)))
    return np.asarray(out, np.uint8)
