"""Text on a shelf photo that is not on packs: found over the whole photo, read only where a sign may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.boxes import Floats, Ints, areas, intersections
from vision.photo import Picture
from vision.posters import LEAST_CONFIDENCE, TextLine, TextReader, levels
from vision.posters_upright import cut_line, lengths
from vision.raised_cents import with_point

LONGEST_SIDE: Final = 1600
"""Pixels in which text is looked for: a sign that is to be read from the aisle is large enough there."""
TILE_PART, TILES = 0.55, 2
"""Two by two overlapping tiles, each this part of a side: a reader finds little on all of a photo at once."""
ON_PACK: Final = 0.75
"""Of a line's area so much must lie on one product for it to be its own; what sticks out further is on a sign."""
DOUBLE: Final = 0.5
RIM: Final = 0.08
"""The ground of a line is looked at along its edge, so wide in parts of its height."""


@dataclass(frozen=True)
class FoundText:
    """N lines found: `quads` (N, 4, 2) in pixels of the photo, `xyxy` (N, 4) around them, `height` (N,) across.

    `pack` (N,) is the product that holds it, -1 where none does; `ground` (N, 3) the colour it stands on, CIELAB.
    """

    quads: Floats
    xyxy: Floats
    height: Floats
    pack: Ints
    ground: Floats

    def __len__(self) -> int:
        return len(self.quads)

    @property
    def chroma(self) -> Floats:
        """(N,) how colourful the ground is; price tags are white or pale more often than posters."""
        out: Floats = np.hypot(self.ground[:, 1], self.ground[:, 2])
        return out


def find_text(bgr: Picture, products: Floats, reader: TextReader) -> FoundText:
    """All text of a (H, W, 3) photo with (P, 4) product boxes, not yet read."""
    height, width = bgr.shape[:2]
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA), np.uint8)
    quads = _once(_in_tiles(small, reader))
    whole = quads / np.float32(scale)
    xyxy = np.concatenate([whole.min(axis=1), whole.max(axis=1)], axis=1)
    _, across = lengths(whole)
    return FoundText(whole, xyxy, across, _holders(xyxy, products), _grounds(small, xyxy * np.float32(scale)))


def read_lines(
    bgr: Picture, found: FoundText, rows: Sequence[int], reader: TextReader
) -> dict[int, TextLine]:
    """Those rows' lines, read at the photo's full resolution; what cannot be read is left out."""
    crops = [cut_line(bgr, found.quads[row]) for row in rows]
    readings = [with_point(crop, reading) for crop, reading in zip(crops, reader.read(crops), strict=True)]
    level = levels(found.quads, 0.0)
    return {
        row: TextLine(text, round(confidence, 4), found.quads[row], level[row], chars)
        for row, (text, confidence, chars) in zip(rows, readings, strict=True)
        if text.strip() and confidence >= LEAST_CONFIDENCE
    }


def _in_tiles(small: Picture, reader: TextReader) -> Floats:
    height, width = small.shape[:2]
    tile_h, tile_w = round(height * TILE_PART), round(width * TILE_PART)
    parts = [
        reader.find(np.ascontiguousarray(small[y : y + tile_h, x : x + tile_w]))
        + np.array([x, y], np.float32)
        for y in (0, height - tile_h)
        for x in (0, width - tile_w)
    ]
    return np.asarray(np.concatenate(parts), np.float32).reshape(-1, 4, 2)


def _once(quads: Floats) -> Floats:
    """Without lines that two tiles found, and without the part of a line that a tile's edge cut."""
    xyxy = np.concatenate([quads.min(axis=1), quads.max(axis=1)], axis=1)
    area = (xyxy[:, 2] - xyxy[:, 0]) * (xyxy[:, 3] - xyxy[:, 1])
    kept: list[int] = []
    for row in np.argsort(-area, kind="stable").tolist():
        others = xyxy[kept]
        wide = np.minimum(others[:, 2], xyxy[row, 2]) - np.maximum(others[:, 0], xyxy[row, 0])
        high = np.minimum(others[:, 3], xyxy[row, 3]) - np.maximum(others[:, 1], xyxy[row, 1])
        shared = np.clip(wide, 0, None) * np.clip(high, 0, None)
        if not (shared > DOUBLE * area[row]).any():
            kept.append(row)
    return quads[sorted(kept)]


def _holders(xyxy: Floats, products: Floats) -> Ints:
    """(N,) row of the (P, 4) product that each box lies on, -1 for none."""
    if not len(products) or not len(xyxy):
        return np.full(len(xyxy), -1, np.int64)
    inside = intersections(xyxy, products) / np.maximum(areas(xyxy), 1)[:, None]
    best: Ints = inside.argmax(axis=1).astype(np.int64)
    return np.where(inside.max(axis=1) >= ON_PACK, best, -1).astype(np.int64)


def _grounds(small: Picture, xyxy: npt.NDArray[np.floating]) -> Floats:
    """(N, 3) median CIELAB colour along the edge of each box, just within: lines are found with a little ground."""
    out = np.zeros((len(xyxy), 3), np.float32)
    for row, (x0, y0, x1, y1) in enumerate(xyxy.tolist()):
        window = small[max(int(y0), 0) : int(y1) + 1, max(int(x0), 0) : int(x1) + 1]
        rim = max(1, round(RIM * min(window.shape[:2])))
        parts = (window[:rim], window[-rim:], window[:, :rim], window[:, -rim:])
        edge = np.concatenate([part.reshape(-1, 1, 3) for part in parts])
        if len(edge):
            lab = cv2.cvtColor(edge.astype(np.float32) / np.float32(255), cv2.COLOR_BGR2LAB)
            out[row] = np.median(lab.reshape(-1, 3), axis=0)
    return out
