"""Posters and shelf-talkers on a shelf photo: text off the packs, gathered into signs, and read."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from vision.boxes import Ints
from vision.photo import Picture
from vision.posters import TextLine, TextReader
from vision.raised_cents import joined
from vision.see import ShelfSeen
from vision.shelf_text import FoundText, find_text, read_lines

READ_MOST, READ_ON_PACKS = 64, 16
"""Lines of a photo that are read, the most striking signs first, and how many of them may lie on packs."""
A_SIGN: Final = 14
"""Lines of one sign that are read, the tallest first; the rest is small print."""
A_TAG: Final = 8
"""Text of more lines is no price tag."""
GAP: Final = 1.1
"""Lines of one sign stand no further apart than so many times the height of the taller one ..."""
TALLER: Final = 2.5
"""... which counts as at most so many times the other's."""
SAME_GROUND: Final = 22.0
"""Distance in CIELAB up to which two lines stand on one ground."""
STACKED, CLOSE = 0.6, 0.5
"""A headline has a ground of its own: what shares this part of its width, and is this close below, is its sign too."""
VIVID: Final = 25.0
"""Chroma from which on a ground is a poster's rather than a price tag's."""
FEW: Final = 4
"""A product of a larger group is one; of a smaller one it may be a sign that was taken for a product."""


@dataclass(frozen=True)
class Sign:
    """Lines that stand together, `xyxy` around them in pixels of the photo; `on_pack`: all on what looks like packs."""

    xyxy: tuple[float, float, float, float]
    lines: tuple[TextLine, ...]
    on_pack: bool


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
    signs = []
    for cluster in chosen:
        told = joined([lines[row] for row in cluster if row in lines])
        if told:
            signs.append(_sign(told, bool((found.pack[cluster] >= 0).all())))
    signs.sort(key=lambda sign: (sign.xyxy[1], sign.xyxy[0]))
    seconds = {"find": round(read_from - since, 4), "read": round(time.perf_counter() - read_from, 4)}
    return SignsSeen(tuple(signs), int(loose.sum()) - len(rows), seconds)


def gather(found: FoundText, rows: Ints) -> list[list[int]]:
    """Rows of lines that stand close together on one ground, or close below one another, sign by sign."""
    box, height, ground = found.xyxy[rows], found.height[rows], found.ground[rows]
    on_pack = found.pack[rows] >= 0
    apart = np.maximum(
        np.maximum(box[:, None, 0], box[None, :, 0]) - np.minimum(box[:, None, 2], box[None, :, 2]),
        np.maximum(box[:, None, 1], box[None, :, 1]) - np.minimum(box[:, None, 3], box[None, :, 3]),
    )
    taller = np.maximum.outer(height, height)
    reach = GAP * np.minimum(taller, TALLER * np.minimum.outer(height, height))
    alike = np.linalg.norm(ground[:, None] - ground[None, :], axis=2) <= SAME_GROUND
    wide = box[:, 2] - box[:, 0]
    shared = np.minimum(box[:, None, 2], box[None, :, 2]) - np.maximum(box[:, None, 0], box[None, :, 0])
    below = (shared >= STACKED * np.minimum.outer(wide, wide)) & (apart <= CLOSE * taller)
    same_side = np.equal.outer(on_pack, on_pack)
    near = np.where(same_side, (apart <= reach) & (alike | below), (apart <= CLOSE * taller) & alike)
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
        return tall * (1.6 if vivid else 1.0) * (1.5 if _two_prices(found, rows) else 1.0)

    chosen, left = [], {False: READ_MOST, True: READ_ON_PACKS}
    for cluster in sorted(clusters, key=striking, reverse=True):
        on_pack = bool((found.pack[cluster] >= 0).all())
        room = min(A_SIGN, left[on_pack], left[False])
        tallest = sorted(cluster, key=lambda row: -float(found.height[row]))[:room]
        if tallest:
            chosen.append(sorted(tallest))
            left[False] -= len(tallest)
            left[True] -= len(tallest) if on_pack else 0
    return chosen


def _two_prices(found: FoundText, rows: Ints) -> bool:
    """Whether the two tallest lines are alike and below one another, as a price and the one before are."""
    if not 2 <= len(rows) <= A_TAG or (found.pack[rows] >= 0).any():
        return False
    first, second = rows[np.argsort(-found.height[rows], kind="stable")][:2]
    a, b = found.xyxy[first], found.xyxy[second]
    shared = min(a[2], b[2]) - max(a[0], b[0])
    return bool(
        found.height[second] >= 0.8 * found.height[first]
        and shared >= STACKED * min(a[2] - a[0], b[2] - b[0])
    )


def _sign(lines: Sequence[TextLine], on_pack: bool) -> Sign:
    boxes = np.array([line.xyxy for line in lines], np.float32)
    (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:].max(axis=0).tolist()
    return Sign((x0, y0, x1, y1), tuple(lines), on_pack)
