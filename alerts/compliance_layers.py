"""Which layer of the photo is which layer of the plan: from the top down, some of either without a partner."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

import numpy as np

from alerts.compliance_align import END_GAP, PLAN_GAP, Laid, lay_beside
from alerts.compliance_lines import Floats, PhotoLine, PlanLine

EVIDENCE_MIN: Final = 0.5
"""Two layers are one from half an agreeing facing on; others are paired by where they are."""
ORDERED: Final = 0.6
"""The weight of facings that agree in order; the rest is for facings that agree in number, wherever they stand."""
SPACING: Final = (0.5, 1.6)
"""A layer next to the last known one is the plan's next if it is this many usual spacings away."""


def lay(line: PlanLine, photo: Sequence[PhotoLine], gains: Sequence[Floats]) -> tuple[Laid, Floats]:
    """Lay one layer beside each of J others, whose (N, M_j) `gains` are given; also (J,) how well they agree."""
    columns = np.array([len(other) for other in photo], np.int64)
    score = np.zeros((len(photo), len(line), int(columns.max())))
    for other, gain in enumerate(gains):
        score[other, :, : gain.shape[1]] = gain
    laid = lay_beside(score, columns, np.full(len(line), PLAN_GAP), np.full(len(line), END_GAP))
    planned = Counter(line.slots[k].sku for k in line.slot_of)
    shared = [
        (planned & Counter(s.sku for s in other.stacks if s.sku is not None)).total() for other in photo
    ]
    return laid, ORDERED * np.maximum(laid.totals, 0) + (1 - ORDERED) * np.array(shared, np.float64)


def match_layers(
    agree: Floats, plan_layers: Sequence[int], photo_layers: Sequence[int], feet: Sequence[float]
) -> dict[int, int]:
    """(I, J) agreement of layers → row of the plan → row of the photo, never crossing, as much as can agree.

    `plan_layers` and `photo_layers` are their numbers, `feet` the heights of the photo's boards, pixels from its top.
    """
    best = np.zeros((agree.shape[0] + 1, agree.shape[1] + 1))
    for i, row in enumerate(agree.tolist(), start=1):
        for j, gain in enumerate(row, start=1):
            both = best[i - 1, j - 1] + (gain if gain >= EVIDENCE_MIN else 0.0)
            best[i, j] = max(best[i - 1, j], best[i, j - 1], both)
    pairs: dict[int, int] = {}
    i, j = agree.shape
    while i > 0 and j > 0:
        gain = float(agree[i - 1, j - 1])
        if gain >= EVIDENCE_MIN and best[i, j] == best[i - 1, j - 1] + gain:
            i, j = i - 1, j - 1
            pairs[i] = j
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            j -= 1
    return _by_place(dict(sorted(pairs.items())), plan_layers, len(photo_layers), feet)


def layer_spacing(pairs: dict[int, int], plan_layers: Sequence[int], feet: Sequence[float]) -> float | None:
    """Pixels from one layer's board to the next; None with fewer than two layers known."""
    rows = sorted(pairs)
    steps = [(feet[pairs[b]] - feet[pairs[a]]) / (plan_layers[b] - plan_layers[a]) for a, b in pairwise(rows)]
    return median(steps) if steps else None


def _by_place(
    pairs: dict[int, int], plan_layers: Sequence[int], photo_count: int, feet: Sequence[float]
) -> dict[int, int]:
    """Also pair layers that agree in nothing but where they are: everything on them was changed."""
    rows = sorted(pairs)
    for a, b in pairwise(rows):
        if plan_layers[b] - plan_layers[a] == b - a == pairs[b] - pairs[a]:
            pairs |= {a + k: pairs[a] + k for k in range(1, b - a)}
    spacing = layer_spacing(pairs, plan_layers, feet)
    if spacing is None or spacing <= 0:
        return pairs
    for end, step in ((min(pairs), -1), (max(pairs), 1)):
        i, j = end + step, pairs[end] + step
        while 0 <= i < len(plan_layers) and 0 <= j < photo_count:
            layers = abs(plan_layers[i] - plan_layers[i - step])
            away = abs(feet[j] - feet[j - step]) / (spacing * layers)
            if not SPACING[0] <= away <= SPACING[1]:
                break
            pairs[i] = j
            i, j = i + step, j + step
    return pairs
