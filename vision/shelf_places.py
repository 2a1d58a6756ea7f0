"""Where a sign hangs on the shelf: its layer, and the products right above and below it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from vision.boxes import Floats
from vision.see import ShelfSeen

Xyxy = tuple[float, float, float, float]
MEETS: Final = 0.3
"""A product is above or below a sign where they share so much of the narrower one's width."""


@dataclass(frozen=True)
class Place:
    """`layer` (1 = top) is the shelf layer that a sign hangs at.

    `over` and `under` are rows of `ShelfSeen.products`, from left to right: what stands right above it and below it.
    """

    layer: int
    over: tuple[int, ...]
    under: tuple[int, ...]


def place_of(xyxy: Xyxy, seen: ShelfSeen) -> Place:
    """The place of a sign by its box in pixels of the photo."""
    over, under = beside(xyxy, seen.products.xyxy)
    near = over or under or _nearest(seen.products.xyxy, xyxy)
    return Place(int(np.bincount(seen.layer[list(near)]).argmax()), over, under)


def beside(xyxy: Xyxy, products: Floats) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Rows of the (P, 4) products that stand right above a sign, and right below, from left to right.

    Of a stack the nearest unit; what is further than its own height belongs to another board.
    """
    x0, y0, x1, y1 = xyxy
    middle = (y0 + y1) / 2
    shared = np.minimum(products[:, 2], x1) - np.maximum(products[:, 0], x0)
    meets = shared > MEETS * np.minimum(products[:, 2] - products[:, 0], x1 - x0)
    height = products[:, 3] - products[:, 1]
    centre = (products[:, 1] + products[:, 3]) / 2
    found = []
    for side, away in (
        (centre < middle, middle - products[:, 3]),
        (centre >= middle, products[:, 1] - middle),
    ):
        rows = np.flatnonzero(meets & side & (away < height))
        if len(rows):
            nearest = np.abs(away[rows]).min()
            rows = rows[np.abs(away[rows]) <= nearest + 0.3 * height[rows]]
        found.append(tuple(rows[np.argsort(products[rows, 0], kind="stable")].tolist()))
    return found[0], found[1]


def _nearest(xyxy: Floats, sign: Xyxy) -> tuple[int, ...]:
    middle = np.array([(sign[0] + sign[2]) / 2, (sign[1] + sign[3]) / 2], np.float32)
    off = np.maximum(np.maximum(xyxy[:, :2] - middle, middle - xyxy[:, 2:]), 0)
    return (int(np.hypot(off[:, 0], off[:, 1]).argmin()),)
