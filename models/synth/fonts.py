"""Chinese text as masks.

The glyphs come from the font inside OpenCV ≥ 5 (WenQuanYi Micro Hei): no font file to find or to ship, and the
same pixels on every machine.
"""

from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.uint8]
Image = npt.NDArray[np.uint8]
Box = tuple[float, float, float, float]

BOLD_PART: Final = 0.055
"""A bold stroke is this part of the size thicker: the built-in font has one weight of Chinese."""


@lru_cache(maxsize=1)
def _face() -> cv2.FontFace:
    face = cv2.FontFace("uni")
    if np.array_equal(_draw("茶", 24, face), _draw("奶", 24, face)):
        raise RuntimeError("expected an OpenCV with its built-in Chinese font (opencv-python-headless ≥ 5)")
    return face


def _draw(text: str, size_px: int, face: cv2.FontFace) -> Mask:
    (_, _, width, _) = cv2.getTextSize((4096, 4096), text, (0, 0), face, size_px, 0)
    canvas = np.zeros((int(size_px * 1.6), width + size_px), np.uint8)
    cv2.putText(canvas, text, (size_px // 4, int(size_px * 1.15)), (255,), face, size_px, 0)
    return canvas


@lru_cache(maxsize=4096)
def text_mask(text: str, size_px: int, bold: bool = False, vertical: bool = False) -> Mask:
    """(H, W) coverage of `text`, cropped to its ink, read-only; at least 1×1."""
    if vertical and len(text) > 1:
        return _stack([text_mask(char, size_px, bold) for char in text if char.strip()], size_px)
    canvas = _draw(text, size_px, _face())
    if bold:
        reach = max(1, round(size_px * BOLD_PART))
        canvas = np.asarray(cv2.dilate(canvas, np.ones((reach + 1, reach + 1), np.uint8)), np.uint8)
    ys, xs = np.flatnonzero(canvas.any(axis=1)), np.flatnonzero(canvas.any(axis=0))
    mask = canvas[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1] if len(ys) else np.zeros((1, 1), np.uint8)
    mask = np.ascontiguousarray(mask)
    mask.flags.writeable = False
    return mask


def _stack(chars: list[Mask], size_px: int) -> Mask:
    width, pitch = max(char.shape[1] for char in chars), int(size_px * 1.12)
    height = max(pitch, *(char.shape[0] for char in chars))
    canvas = np.zeros((height * len(chars), width), np.uint8)
    for row, char in enumerate(chars):
        y, x = row * height + (height - char.shape[0]) // 2, (width - char.shape[1]) // 2
        canvas[y : y + char.shape[0], x : x + char.shape[1]] = char
    canvas.flags.writeable = False
    return canvas


def paint_mask(
    image: Image, mask: Mask, x: int, y: int, colour: tuple[int, int, int], alpha: float = 1.0
) -> None:
    """Lay `colour` on (H, W, 3) `image` in place where `mask`, put at x, y, is set; what sticks out is cut."""
    x0, y0 = max(x, 0), max(y, 0)
    x1, y1 = min(x + mask.shape[1], image.shape[1]), min(y + mask.shape[0], image.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    cover = mask[y0 - y : y1 - y, x0 - x : x1 - x, None].astype(np.float32) * (alpha / 255)
    under = image[y0:y1, x0:x1]
    under[:] = under + (np.array(colour, np.float32) - under) * cover + 0.5


def fit_text(
    image: Image,
    text: str,
    box: Box,
    colour: tuple[int, int, int],
    *,
    bold: bool = False,
    outline: tuple[int, int, int] | None = None,
    vertical: bool = False,
    slant: float = 0.0,
    squeeze: float = 1.35,
) -> None:
    """Write `text` as large as `box` (x0, y0, x1, y1) allows, centred, squeezed or stretched at most by `squeeze`."""
    width, height = box[2] - box[0], box[3] - box[1]
    if width < 2 or height < 2 or not text:
        return
    size = int(np.clip(width * 1.3 if vertical else height * 1.3, 8, 160))
    mask = text_mask(text, size, bold, vertical)
    if slant:
        mask = _shear(mask, slant)
    fx, fy = width / mask.shape[1], height / mask.shape[0]
    fx, fy = min(fx, fy * squeeze), min(fy, fx * squeeze)
    to = max(1, round(mask.shape[1] * fx)), max(1, round(mask.shape[0] * fy))
    shrinking = to[0] < mask.shape[1]
    mask = np.asarray(
        cv2.resize(mask, to, interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR), np.uint8
    )
    x, y = round((box[0] + box[2] - to[0]) / 2), round((box[1] + box[3] - to[1]) / 2)
    if outline is not None:
        reach = max(1, round(min(to[1], to[0]) * 0.07))
        padded = cv2.copyMakeBorder(mask, reach, reach, reach, reach, cv2.BORDER_CONSTANT, value=(0,))
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        paint_mask(image, np.asarray(cv2.dilate(padded, kernel), np.uint8), x - reach, y - reach, outline)
    paint_mask(image, mask, x, y, colour)


def _shear(mask: Mask, slant: float) -> Mask:
    shift = abs(slant) * mask.shape[0]
    matrix = np.array([[1, -slant, max(slant, 0) * mask.shape[0]], [0, 1, 0]], np.float32)
    return np.asarray(cv2.warpAffine(mask, matrix, (mask.shape[1] + int(shift) + 1, mask.shape[0])), np.uint8)
