"""Shelves of real packs: clean pack shots, cut out of their white ground, set side by side in shop light.

Siblings of one brand stand next to one another, as in a shop. Print and colours are real, the rest is not: for fitting
how a crop differs from its own pack shot and from its sibling's, not for training what a shelf looks like.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Bgr = npt.NDArray[np.uint8]
Table = npt.NDArray[np.float32]

SIZE_WH: Final = (1600, 1200)
WHITE: Final = 243
"""Pixels lighter than this that hang together with the border are ground."""
FACINGS_MOST: Final = 4
HEIGHTS_PX: Final = (80, 220)
"""Between these lies the height of a facing when the photo is taken."""


@dataclass(frozen=True)
class Pasted:
    """A photo (H, W, 3), boxes (N, 4) of its products in pixels and what each is (N,)."""

    bgr: Bgr
    xyxy: Table
    skus: tuple[str, ...]


def cut_out(shot: Bgr) -> Bgr:
    """(H, W, 3) pack shot on white → (h, w, 4), the ground transparent and its margins gone."""
    light = np.pad((shot.min(axis=2) > WHITE).astype(np.uint8), 1, constant_values=1)
    _, label = cv2.connectedComponents(light, connectivity=4)
    pack = np.where(label[1:-1, 1:-1] == label[0, 0], 0, 255).astype(np.uint8)
    pack = np.asarray(cv2.erode(pack, np.ones((3, 3), np.uint8)), np.uint8)
    rows, columns = (np.flatnonzero(pack.any(axis=axis)) for axis in (1, 0))
    if len(rows) == 0:
        raise ValueError("expected a pack on a white ground, got nothing but ground")
    out: Bgr = np.dstack([shot, pack])[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return out


def paste_shelf(rng: np.random.Generator, packs: Mapping[str, Bgr]) -> Pasted:
    """Set facings of (h, w, 4) `packs` by SKU on three or four boards, neighbours in the order of their names."""
    width, height = SIZE_WH
    shelf = np.full((height, width, 3), rng.integers(60, 120), np.uint8)
    layers = int(rng.integers(3, 5))
    step = height // layers
    order = sorted(packs)
    at = int(rng.integers(len(order)))
    boxes: list[tuple[int, int, int, int]] = []
    skus: list[str] = []
    for layer in range(layers):
        board = (layer + 1) * step - step // 8
        shelf[board : board + step // 10] = rng.integers(150, 230, 3)
        x = int(rng.integers(20))
        while x < width:
            sku = order[at % len(order)]
            at += 1
            tall = int(step * 0.78 * rng.uniform(0.85, 1))
            wide = max(round(packs[sku].shape[1] * tall / packs[sku].shape[0]), 8)
            for _ in range(int(rng.integers(1, FACINGS_MOST + 1))):
                if x + wide >= width:
                    x = width
                    break
                _set(shelf, _turned(packs[sku], (wide, tall), rng), x, board)
                boxes.append((x, board - tall, x + wide, board))
                skus.append(sku)
                x += wide + int(rng.integers(1, 6))
            x += int(rng.integers(2, 14))
    zoom = float(rng.uniform(*HEIGHTS_PX)) / (step * 0.78)
    return Pasted(_photograph(shelf, zoom, rng), np.array(boxes, np.float32) * np.float32(zoom), tuple(skus))


def _turned(pack: Bgr, size_wh: tuple[int, int], rng: np.random.Generator) -> Table:
    """A facing: the pack at this size, a little turned and tilted, and lit a little differently."""
    small = cv2.resize(pack, size_wh, interpolation=cv2.INTER_AREA).astype(np.float32)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32) * np.array(size_wh, np.float32)
    moved = corners + rng.uniform(-0.025, 0.025, (4, 2)).astype(np.float32) * np.array(size_wh, np.float32)
    out = cv2.warpPerspective(small, cv2.getPerspectiveTransform(corners, moved), size_wh).astype(np.float32)
    out[..., :3] *= np.float32(rng.uniform(0.82, 1.05))
    return out


def _set(shelf: Bgr, facing: Table, x: int, board: int) -> None:
    height, width = facing.shape[:2]
    place = shelf[board - height : board, x : x + width]
    alpha = facing[..., 3:] / 255
    place[:] = np.clip(place * (1 - alpha) + facing[..., :3] * alpha, 0, 255).astype(np.uint8)


def _photograph(shelf: Bgr, zoom: float, rng: np.random.Generator) -> Bgr:
    """Cast, exposure, light that falls off to one side, blur, noise, size, JPEG."""
    light = np.linspace(rng.uniform(0.75, 1), rng.uniform(0.75, 1), shelf.shape[1])[None, :, None]
    lit = np.clip(shelf / 255 * rng.uniform(0.9, 1.08, 3), 0, 1) ** rng.uniform(0.85, 1.2) * light * 255
    blurred = cv2.GaussianBlur(lit.astype(np.float32), (0, 0), float(rng.uniform(0.4, 1.2)) / max(zoom, 0.3))
    noisy = np.clip(blurred + rng.normal(0, 4, lit.shape), 0, 255).astype(np.uint8)
    small = cv2.resize(noisy, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(65, 93))])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
