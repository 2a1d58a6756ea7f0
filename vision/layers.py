"""Which box stands on which board: stacks, columns, layers and positions, from geometry alone."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vision.boards import LAYER_TOLERANCE, find_boards, foot_of
from vision.boxes import Floats, Ints

STACK_OVERLAP: Final = 0.5
"""A unit stands on another when they share this part of the narrower one's width …"""
STACK_SINK: Final = 0.40
STACK_GAP: Final = 0.10
STACK_GAP_FLAT: Final = 0.35
"""… and its foot is at most `STACK_SINK` of the lower height of the two inside the other, or `STACK_GAP` of their
longer side above it, though no more than `STACK_GAP_FLAT` of their height (flat cartons lie less squarely). Between
two boards lies the rail with the price tags, so units on neighbouring boards stay further apart."""
SLOPE_MAX: Final = 0.30
"""Boards steeper than this (17°) are not looked for."""
THIN_LAYER: Final = 0.12
"""A layer that fills less than this part of the shelf's width is doubted: what seems to float may lean on a unit
below, or stand behind one, rather than on a board of its own …"""
LEAN_OVERLAP: Final = 0.3
LEAN_GAP: Final = 0.9
"""… which is believed of units this close to one below, in parts of their height."""
PEERS_MIN: Final = 2
"""So many upper units of stacks make one without a visible support an upper unit too."""
CUT_FROM: Final = 0.98
"""Products that reach below this part of the photo's height are cut by its lower edge."""


@dataclass(frozen=True)
class Layout:
    """Where each of N products and M gaps is.

    `layer` (N,) counts from 1 at the top, `column` (N,) numbers the stacks of the photo from 0, `position` (N,)
    is the column's place in its layer, 1 at the left; `order` (N,) lists the rows in reading order.
    `gap_layer` (M,) is 0 where there is no layer to belong to.
    """

    layer: Ints
    column: Ints
    position: Ints
    order: Ints
    gap_layer: Ints


def arrange(products: Floats, gaps: Floats, photo_height: float = np.inf) -> Layout:
    """Find the layout of (N, 4) product and (M, 4) gap boxes in the pixels of a photo of this height."""
    n = len(products)
    if n == 0:
        none = np.empty(0, np.int64)
        return Layout(none, none, none, none, np.zeros(len(gaps), np.int64))
    support = _supports(products, loose=False)
    pivot = float((products[:, 0] + products[:, 2]).mean() / 2)
    slope = _slope(products, np.flatnonzero(support < 0), pivot)
    level = _straighten(products, slope, pivot)
    support = _lean(products, level, support)
    roots, root_layer, baselines = find_boards(products, level, support)
    lowest = _cut_layer(products[roots], root_layer, photo_height)
    root_layer, baselines = np.minimum(root_layer, lowest), baselines[:lowest]
    layer_of_root = dict(zip(roots.tolist(), root_layer.tolist(), strict=True))
    layer = np.array([layer_of_root[foot_of(i, support)] for i in range(n)], np.int64)
    column = _columns(products, support)
    position = _positions(products, layer, column)
    order = np.lexsort((products[:, 1], position, layer)).astype(np.int64)
    return Layout(layer, column, position, order, _nearest_layer(_straighten(gaps, slope, pivot), baselines))


def _supports(xyxy: Floats, *, loose: bool) -> Ints:
    """(N,) row of the box that each box stands on (or, `loose`, may lean on), -1 for those on the board."""
    width, height = xyxy[:, 2] - xyxy[:, 0], xyxy[:, 3] - xyxy[:, 1]
    low, narrow = np.minimum.outer(height, height), np.minimum.outer(width, width)
    shared = np.minimum.outer(xyxy[:, 2], xyxy[:, 2]) - np.maximum.outer(xyxy[:, 0], xyxy[:, 0])
    drop = xyxy[None, :, 1] - xyxy[:, None, 3]
    sink = (LEAN_GAP if loose else STACK_SINK) * low
    reach = LEAN_GAP * low if loose else np.minimum(STACK_GAP * np.maximum(low, narrow), STACK_GAP_FLAT * low)
    stands = (
        (shared >= (LEAN_OVERLAP if loose else STACK_OVERLAP) * narrow) & (drop >= -sink) & (drop <= reach)
    )
    stands &= xyxy[:, None, 3] < xyxy[None, :, 3]
    best = np.where(stands, shared / narrow, -1).argmax(axis=1)
    return np.where(stands.any(axis=1), best, -1).astype(np.int64)


def _columns(xyxy: Floats, support: Ints) -> Ints:
    """(N,) stack numbers: each box carries at most one other on, the one that sits most squarely."""
    column = np.full(len(xyxy), -1, np.int64)
    centre = (xyxy[:, 0] + xyxy[:, 2]) / 2
    carried: dict[int, int] = {}
    for i in np.flatnonzero(support >= 0).tolist():
        j = int(support[i])
        if j not in carried or abs(centre[i] - centre[j]) < abs(centre[carried[j]] - centre[j]):
            carried[j] = i
    following = 0
    # From the lowest foot up: what carries a box has its number before the box asks for it.
    for i in np.argsort(-xyxy[:, 3], kind="stable").tolist():
        j = int(support[i])
        if j >= 0 and carried[j] == i:
            column[i] = column[j]
        else:
            column[i] = following
            following += 1
    return column


def _slope(xyxy: Floats, roots: Ints, pivot: float) -> tuple[float, float]:
    """Board direction as a line in y, dy/dx = a + b·y: the one that lines most feet up.

    A Hough search over the directions at the top and at the bottom of the photo, coarse and then fine; the vote
    is the sum of squared counts of feet in bins of a quarter of a product's height.
    """
    box = xyxy[roots]
    if len(box) < 4:
        return 0.0, 0.0
    y = box[:, 3].astype(np.float64)
    x = (box[:, 0] + box[:, 2]) / 2 - pivot
    top, bottom = float(y.min()), float(y.max())
    depth = (y - top) / max(bottom - top, 1.0)
    bin_px = 0.25 * float(np.median(box[:, 3] - box[:, 1]))
    best = (0.0, 0.0)
    for reach, step in ((SLOPE_MAX, 0.03), (0.03, 0.006)):
        moves = np.arange(-reach, reach + step / 2, step)
        at_top, at_bottom = (m.ravel() for m in np.meshgrid(best[0] + moves, best[1] + moves, indexing="ij"))
        slopes = at_top[:, None] * (1 - depth) + at_bottom[:, None] * depth
        votes = _alignment((y - slopes * x) / bin_px)
        # Among equals the flattest: a single short board says nothing about direction.
        votes -= 1e-3 * votes.max() * (np.abs(at_top) + np.abs(at_bottom))
        k = int(votes.argmax())
        best = (float(at_top[k]), float(at_bottom[k]))
    bend = (best[1] - best[0]) / max(bottom - top, 1.0)
    return best[0] - bend * top, bend


def _alignment(level: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(C, R) feet in units of a bin for C directions → (C,) votes, over two bin grids half a bin apart."""
    votes = np.zeros(len(level))
    for shift in (0.0, 0.5):
        bins = np.floor(level + shift).astype(np.int64)
        bins -= bins.min()
        width = int(bins.max()) + 1
        flat = (np.arange(len(level))[:, None] * width + bins).ravel()
        votes += (np.bincount(flat, minlength=len(level) * width).reshape(len(level), width) ** 2).sum(axis=1)
    return votes


def _straighten(xyxy: Floats, slope: tuple[float, float], pivot: float) -> npt.NDArray[np.float64]:
    """(N,) height of each foot after turning the boards level about x = `pivot`."""
    x, y = (xyxy[:, 0] + xyxy[:, 2]) / 2, xyxy[:, 3].astype(np.float64)
    levelled: npt.NDArray[np.float64] = y - (slope[0] + slope[1] * y) * (x - pivot)
    return levelled


def _lean(xyxy: Floats, level: npt.NDArray[np.float64], support: Ints) -> Ints:
    """Support for the units of thin layers that have one below, or whose neighbours do; the rest keep their board.

    At the photo's edge the upper unit of a stack is often seen and the lower is not: its foot is level with those of
    the other stacks' upper units.
    """
    loose = _supports(xyxy, loose=True)
    span = float(xyxy[:, 2].max() - xyxy[:, 0].min())
    roots, layer, _ = find_boards(xyxy, level, support)
    width = np.bincount(layer, weights=(xyxy[:, 2] - xyxy[:, 0])[roots])
    leaning = support.copy()
    thin = roots[width[layer] < THIN_LAYER * span]
    leaning[thin] = loose[thin]
    raised = np.flatnonzero(support >= 0)
    for i in thin[leaning[thin] < 0].tolist():
        tolerance = LAYER_TOLERANCE * (xyxy[i, 3] - xyxy[i, 1])
        peers = raised[np.abs(level[raised] - level[i]) <= tolerance]
        peers = peers[xyxy[support[peers], 3] > xyxy[i, 3]]
        if len(peers) >= PEERS_MIN:
            leaning[i] = support[peers[np.abs(xyxy[peers, 0] - xyxy[i, 0]).argmin()]]
    return leaning


def _cut_layer(roots: Floats, layer: Ints, photo_height: float) -> int:
    """The number of the last layer, where the photo's lower edge cuts it; of the last one found elsewhere.

    Stacks whose feet are outside the photo end at any height. What stands at the cut, and above it with nothing
    below, is one layer.
    """
    last = int(layer.max())
    if roots[:, 3].max() < CUT_FROM * photo_height:
        return last
    while last > 1:
        upper, lower = roots[layer == last - 1], roots[layer >= last]
        narrow = np.minimum.outer(upper[:, 2] - upper[:, 0], lower[:, 2] - lower[:, 0])
        shared = np.minimum.outer(upper[:, 2], lower[:, 2]) - np.maximum.outer(upper[:, 0], lower[:, 0])
        if (shared > LEAN_OVERLAP * narrow).any():
            break
        last -= 1
    return last


def _positions(xyxy: Floats, layer: Ints, column: Ints) -> Ints:
    """(N,) place of each box's column in its layer, 1 at the left."""
    position = np.zeros(len(xyxy), np.int64)
    left = (xyxy[:, 0] + xyxy[:, 2]) / 2
    for number in np.unique(layer):
        rows = np.flatnonzero(layer == number)
        columns = np.unique(column[rows])
        x = np.array([left[rows[column[rows] == c]].mean() for c in columns])
        rank = {int(columns[k]): place for place, k in enumerate(np.argsort(x, kind="stable"), start=1)}
        position[rows] = [rank[int(c)] for c in column[rows]]
    return position


def _nearest_layer(level: npt.NDArray[np.float64], baselines: npt.NDArray[np.float64]) -> Ints:
    """(M,) layer whose board is nearest to each gap's foot."""
    if len(level) == 0:
        return np.empty(0, np.int64)
    nearest: Ints = np.abs(level[:, None] - baselines[None, :]).argmin(axis=1).astype(np.int64) + 1
    return nearest
