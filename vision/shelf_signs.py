"""Posters and shelf-talkers on a shelf photo: text off the packs, gathered into signs, read, placed on the shelf."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from vision.boxes import Floats, Ints
from vision.photo import Picture
from vision.posters import TextLine, TextReader
from vision.see import ShelfSeen
from vision.shelf_text import FoundText, find_text, read_lines

READ_MOST: Final = 64
"""Lines of a photo that are read, the most striking signs first: each takes 25 to 40 ms on two cores."""
A_SIGN: Final = 14
"""Lines of one sign that are read, the tallest first; the rest is small print."""
GAP: Final = 1.1
"""Lines of one sign stand no further apart than so many times the height of the taller one ..."""
TALLER: Final = 2.5
"""... which counts as at most so many times the other's."""
SAME_GROUND: Final = 22.0
"""Distance in CIELAB up to which two lines stand on one ground."""
VIVID: Final = 25.0
"""Chroma from which on a ground is a poster's rather than a price tag's."""
FEW: Final = 4
"""A product of a larger group is one; of a smaller one it may be a sign that was taken for a product."""


@dataclass(frozen=True)
class Sign:
    """Lines that stand together: `xyxy` in pixels of the photo around them.

    `on_pack`: they lie on what was taken for a product. `layer` (1 = top) is the shelf layer that it is nearest to;
    `over` and `under` are rows of `ShelfSeen.products`: those that stand right above the sign and right below it.
    """

    xyxy: tuple[float, float, float, float]
    lines: tuple[TextLine, ...]
    on_pack: bool
    layer: int
    over: tuple[int, ...]
    under: tuple[int, ...]


@dataclass(frozen=True)
class SignsSeen:
    """The signs from top to bottom; `seconds` a step: find, read. `unread`: lines that were found and left out."""

    signs: tuple[Sign, ...]
    unread: int
    seconds: dict[str, float]


def see_signs(bgr: Picture, seen: ShelfSeen, reader: TextReader) -> SignsSeen:
    """Find, gather, read; price tags are among the signs."""
    since = time.perf_counter()
    found = find_text(bgr, seen.products.xyxy, reader)
    sizes = np.bincount(seen.group, minlength=int(seen.group.max(initial=0)) + 1)
    loose = found.pack < 0
    loose |= ~loose & (sizes[seen.group[found.pack]] <= FEW)
    clusters = gather(found, np.flatnonzero(loose))
    chosen = _chosen(found, clusters)
    read_from = time.perf_counter()
    rows = [row for cluster in chosen for row in cluster]
    lines = read_lines(bgr, found, rows, reader)
    signs = [
        _sign([lines[row] for row in cluster if row in lines], bool((found.pack[cluster] >= 0).all()), seen)
        for cluster in chosen
        if any(row in lines for row in cluster)
    ]
    signs.sort(key=lambda sign: (sign.xyxy[1], sign.xyxy[0]))
    seconds = {"find": round(read_from - since, 4), "read": round(time.perf_counter() - read_from, 4)}
    return SignsSeen(tuple(signs), int(loose.sum()) - len(rows), seconds)


def gather(found: FoundText, rows: Ints) -> list[list[int]]:
    """Rows of lines that stand close together on one ground, sign by sign."""
    box, height, ground = found.xyxy[rows], found.height[rows], found.ground[rows]
    apart = np.maximum(
        np.maximum(box[:, None, 0], box[None, :, 0]) - np.minimum(box[:, None, 2], box[None, :, 2]),
        np.maximum(box[:, None, 1], box[None, :, 1]) - np.minimum(box[:, None, 3], box[None, :, 3]),
    )
    taller = np.maximum.outer(height, height)
    reach = GAP * np.minimum(taller, TALLER * np.minimum.outer(height, height))
    alike = np.linalg.norm(ground[:, None] - ground[None, :], axis=2) <= SAME_GROUND
    near = (apart <= reach) & alike
    left, clusters = set(range(len(rows))), []
    while left:
        cluster, fresh = set(), {left.pop()}
        while fresh:
            cluster |= fresh
            fresh = {k for one in fresh for k in np.flatnonzero(near[one]).tolist()} & left
            left -= fresh
        clusters.append([int(rows[k]) for k in sorted(cluster)])
    return clusters


def _chosen(found: FoundText, clusters: Sequence[list[int]]) -> list[list[int]]:
    """The most striking signs, as many as may be read: tall letters on a vivid ground first."""

    def striking(cluster: list[int]) -> float:
        rows = np.array(cluster)
        tall = float(found.height[rows].max())
        vivid = float(np.median(found.chroma[rows])) >= VIVID
        return tall * (1.6 if vivid else 1.0) * (0.8 if (found.pack[rows] >= 0).all() else 1.0)

    chosen, left = [], READ_MOST
    for cluster in sorted(clusters, key=striking, reverse=True):
        if left <= 0:
            break
        tallest = sorted(cluster, key=lambda row: -float(found.height[row]))[: min(A_SIGN, left)]
        chosen.append(sorted(tallest))
        left -= len(tallest)
    return chosen


def _sign(lines: Sequence[TextLine], on_pack: bool, seen: ShelfSeen) -> Sign:
    boxes = np.array([line.xyxy for line in lines], np.float32)
    (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:].max(axis=0).tolist()
    over, under = beside((x0, y0, x1, y1), seen.products.xyxy)
    places = seen.products.xyxy
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2], np.float32)
    near = over or under or (int(_distance(places, middle).argmin()),)
    layers = seen.layer[list(near)]
    return Sign((x0, y0, x1, y1), tuple(lines), on_pack, int(np.bincount(layers).argmax()), over, under)


def beside(
    xyxy: tuple[float, float, float, float], products: Floats
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Rows of the (P, 4) products that stand right above a sign, and right below, from left to right.

    Above is what ends highest over its middle at most; of a column of stacked units the nearest one. Products further
    than one of their own heights belong to another board.
    """
    x0, y0, x1, y1 = xyxy
    middle = (y0 + y1) / 2
    shared = np.minimum(products[:, 2], x1) - np.maximum(products[:, 0], x0)
    meets = shared > 0.3 * np.minimum(products[:, 2] - products[:, 0], x1 - x0)
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


def _distance(xyxy: Floats, point: Floats) -> Floats:
    """(P,) pixels from a point to each box, 0 inside."""
    off = np.maximum(np.maximum(xyxy[:, :2] - point, point - xyxy[:, 2:]), 0)
    return np.asarray(np.hypot(off[:, 0], off[:, 1]), np.float32)
