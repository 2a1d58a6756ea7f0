"""Where to look: the whole photo once, and a large photo again in overlapping tiles."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vision.boxes import Boxes

TILE_FROM_PX: Final = 1600
"""Photos whose long side is at least this are tiled: below it a tile would only enlarge pixels."""
TILE_OVERLAP: Final = 0.2
TILES_LONG_SIDE_MAX: Final = 6
_EDGE_PX: Final = 0.01


@dataclass(frozen=True)
class Tile:
    """A window of the photo: `x1, y1, x2, y2` in pixels; `inner` tells which sides cut the photo."""

    x1: int
    y1: int
    x2: int
    y2: int
    inner: tuple[bool, bool, bool, bool]

    def crop(self, bgr: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """The window's pixels, as a view."""
        return bgr[self.y1 : self.y2, self.x1 : self.x2]


def plan_tiles(size_wh: tuple[int, int]) -> tuple[Tile, ...]:
    """The windows to look at, always in the same order: the whole photo first, then row by row.

    A large photo gets two tiles along its short side and as many along the long one as keep tiles near square.
    """
    width, height = size_wh
    whole = Tile(0, 0, width, height, (False, False, False, False))
    if max(size_wh) < TILE_FROM_PX:
        return (whole,)
    long_count = min(max(round(2 * max(size_wh) / min(size_wh) * 0.75), 2), TILES_LONG_SIDE_MAX)
    columns, rows = (long_count, 2) if width > height else (2, long_count)
    tiles = [
        Tile(x1, y1, x2, y2, (x1 > 0, y1 > 0, x2 < width, y2 < height))
        for y1, y2 in _spans(height, rows)
        for x1, x2 in _spans(width, columns)
    ]
    return (whole, *tiles)


def _spans(length: int, count: int) -> list[tuple[int, int]]:
    """`count` equal overlapping spans that cover 0..length."""
    side = int(np.ceil(length / (count - (count - 1) * TILE_OVERLAP)))
    starts = [round(i * (length - side) / max(count - 1, 1)) for i in range(count)]
    return [(start, min(start + side, length)) for start in starts]


def own(tile: Tile, boxes: Boxes) -> Boxes:
    """Boxes of a tile (in tile pixels) that the tile may speak for, moved to photo pixels.

    A box that touches a side where the tile cuts the photo is a cut product: the neighbour tile or the whole
    photo sees it entire, so it is dropped here.
    """
    size = np.array([tile.x2 - tile.x1, tile.y2 - tile.y1], np.float32)
    margin = _EDGE_PX * size
    left, top, right, bottom = tile.inner
    cut = (
        (left & (boxes.xyxy[:, 0] < margin[0]))
        | (top & (boxes.xyxy[:, 1] < margin[1]))
        | (right & (boxes.xyxy[:, 2] > size[0] - margin[0]))
        | (bottom & (boxes.xyxy[:, 3] > size[1] - margin[1]))
    )
    owned = boxes.take(~cut)
    offset = np.array([tile.x1, tile.y1, tile.x1, tile.y1], np.float32)
    return Boxes(owned.xyxy + offset, owned.score, owned.class_id)
