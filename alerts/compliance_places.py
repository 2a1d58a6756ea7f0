"""How far from the left of the photo each planned facing should be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np

from alerts.compliance_lines import SAME, Floats, PhotoLine, PlanLine
from alerts.shelf import Shelf, Stack

OFFSET_MAX: Final = 2.0
"""A layer may lie this many usual widths aside from where the others put it before the others are believed."""
STEADY: Final = 1.5
"""A stack further off than this many usual widths measures nothing."""
ANCHORS_MIN: Final = 3
SPREAD_MAX: Final = 2.0
"""Where places are reckoned from widths as seen, they are no further apart than this times as much: else products that
changed places would stretch a layer beyond the photo."""
TIE: Final = 0.08
"""What an agreement costs at most for being far from its place: it decides between equals, no more."""
MISPLACED: Final = 0.4
"""What a disagreement costs at most for that: no stack stands in for a facing two widths away."""


@dataclass(frozen=True)
class Sizes:
    """Widths and heights in pixels by SKU, of those on the photo; `width` and `height` for all others."""

    widths: Mapping[str, float]
    heights: Mapping[str, float]
    width: float
    height: float

    def of(self, sku: str) -> tuple[float, float]:
        """Width and height of one facing."""
        return self.widths.get(sku, self.width), self.heights.get(sku, self.height)


@dataclass(frozen=True)
class Ruler:
    """From the plan's own scale (`at`: one (N,) array of centres a line) to pixels: `scale` for all, `start` a line."""

    at: tuple[Floats, ...]
    wide: tuple[Floats, ...]
    scale: float
    start: tuple[float, ...]

    def pixels(self, line: int) -> Floats:
        """(N,) the x of each facing's centre."""
        return self.scale * self.at[line] + self.start[line]


def sizes_of(shelf: Shelf) -> Sizes:
    """The usual size of each SKU on the photo."""
    by_sku: dict[str, list[Stack]] = {}
    for stack in shelf.stacks:
        if stack.sku is not None:
            by_sku.setdefault(stack.sku, []).append(stack)
    return Sizes(
        {sku: max(median(s.width for s in stacks), 1.0) for sku, stacks in by_sku.items()},
        {sku: median(_height(s) for s in stacks) for sku, stacks in by_sku.items()},
        max(median(s.width for s in shelf.stacks), 1.0),
        median(_height(s) for s in shelf.stacks),
    )


def measure(
    lines: Sequence[PlanLine],
    photo: Sequence[PhotoLine],
    partners: Mapping[int, tuple[int, list[int]]],
    sizes: Sizes,
) -> Ruler:
    """Fit the plan's scale to the photo by the facings that agree (Theil, 1950: the median of slopes of pairs).

    `partners`: line of the plan → line of the photo, and (N,) its stack for each facing or -1. The plan's millimetres
    are used where all slots have them, else widths as seen on the photo.
    """
    in_mm = all(s.x_mm is not None and s.width_mm for line in lines for s in line.slots)
    rows = [_own_scale(line, sizes, in_mm) for line in lines]
    anchors = {
        i: [
            (float(rows[i][0][k]), (x0 + x1) / 2)
            for k, c in enumerate(columns)
            if c >= 0 and photo[j].stacks[c].sku == lines[i].slots[lines[i].slot_of[k]].sku
            for x0, _, x1, _ in (photo[j].stacks[c].xyxy,)
        ]
        for i, (j, columns) in partners.items()
    }
    rises = np.concatenate([np.empty(0), *(slopes(np.array(found)) for found in anchors.values() if found)])
    wide = median(float(w) for _, widths in rows for w in widths)
    scale = float(np.median(rises)) if len(rises) else sizes.width / wide
    if not in_mm:
        scale = min(scale, SPREAD_MAX)
    offsets = {i: [x - scale * at for at, x in found] for i, found in anchors.items()}
    every = [one for some in offsets.values() for one in some]
    start = median(every) if every else 0.0
    starts = []
    for i in range(len(lines)):
        own = median(offsets[i]) if len(offsets.get(i, ())) >= ANCHORS_MIN else start
        starts.append(own if abs(own - start) <= OFFSET_MAX * sizes.width else start)
    return Ruler(tuple(r[0] for r in rows), tuple(r[1] for r in rows), scale, tuple(starts))


def placed(gain: Floats, x: Floats, photo: PhotoLine, sizes: Sizes) -> Floats:
    """(N, M) gains of facing and stack, less what they lose by being apart; all is lost two usual widths away.

    `x` (N,) is where the facings' centres should be.
    """
    middle = np.array([(s.xyxy[0] + s.xyxy[2]) / 2 for s in photo.stacks])
    apart = np.abs(x[:, None] - middle[None, :]) / (2 * sizes.width)
    left: Floats = gain - np.where(gain < SAME, MISPLACED, TIE) * np.minimum(apart, 1.0)
    return left


def steady_x(ruler: Ruler, line: int, columns: Sequence[int], photo: PhotoLine, sizes: Sizes) -> Floats:
    """(N,) the x of each facing's centre, from those stacks that stand about where the ruler puts them."""
    x = ruler.pixels(line)
    off = [abs((photo.stacks[c].xyxy[0] + photo.stacks[c].xyxy[2]) / 2 - x[k]) for k, c in enumerate(columns)]
    near = [c if c >= 0 and off[k] < STEADY * sizes.width else -1 for k, c in enumerate(columns)]
    return expected_x(ruler, line, near, photo)


def expected_x(ruler: Ruler, line: int, columns: Sequence[int], photo: PhotoLine | None) -> Floats:
    """(N,) the x of each facing's centre, measured from the nearest facings that stand there."""
    at = ruler.at[line]
    if photo is None or all(c < 0 for c in columns):
        return ruler.pixels(line)
    rows = [k for k, c in enumerate(columns) if c >= 0]
    known = np.array(
        [(photo.stacks[columns[k]].xyxy[0] + photo.stacks[columns[k]].xyxy[2]) / 2 for k in rows]
    )
    x: Floats = np.interp(at, at[rows], known)
    x += ruler.scale * (np.minimum(at - at[rows[0]], 0) + np.maximum(at - at[rows[-1]], 0))
    return x


def inside_part(x: Floats, wide: Floats, photo_width: float) -> Floats:
    """(N,) the part of the place of each facing, its centre and width given in pixels, that is inside the photo."""
    inside: Floats = np.minimum(x + wide / 2, photo_width) - np.maximum(x - wide / 2, 0)
    part: Floats = np.clip(inside / np.maximum(wide, 1e-9), 0.0, 1.0)
    return part


def _own_scale(line: PlanLine, sizes: Sizes, in_mm: bool) -> tuple[Floats, Floats]:
    """(N,) centres and (N,) widths of a line's facings: in the plan's millimetres, or in pixels as seen."""
    if in_mm:
        facings = np.bincount(np.array(line.slot_of), minlength=len(line.slots))
        wide = np.array([(line.slots[k].width_mm or 0.0) / facings[k] for k in line.slot_of])
        first = np.array([line.slots[k].x_mm or 0.0 for k in line.slot_of])
        begins = np.cumsum(facings) - facings
        rank = np.arange(len(line)) - begins[np.array(line.slot_of)]
        return first + (rank + 0.5) * wide, wide
    wide = np.array([sizes.widths.get(line.slots[k].sku, sizes.width) for k in line.slot_of])
    return np.cumsum(wide) - wide / 2, wide


def slopes(anchors: Floats) -> Floats:
    """(A, 2) places in plan and photo, of one line → the slopes of all pairs that rise."""
    one, other = np.triu_indices(len(anchors), 1)
    run, rise = (anchors[other] - anchors[one]).T
    rises = (run > 0) & (rise > 0)
    slopes: Floats = rise[rises] / run[rises]
    return slopes


def _height(stack: Stack) -> float:
    return stack.xyxy[3] - stack.xyxy[1]
