"""Thresholds learn from how alerts were closed.

Each closed alert was right (moved, restocked, put back, price tag mended …) or wrong (nothing was the matter). In
order of the chance they were raised at, the precision of neighbours is estimated with one right and one wrong alert
before (Laplace's rule of succession) and made falling; the threshold is the widest that has the precision asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from alerts.silence_rules import DEFAULT_RULES

LEAST: Final = 12
"""With fewer closed alerts a category keeps its threshold."""
BIN: Final = 12
"""So many neighbouring alerts are looked at together."""
NARROWEST, WIDEST = 1e-6, 0.05
STEP: Final = 4.0
"""A threshold moves by at most this factor at a time."""


@dataclass(frozen=True)
class Closed:
    """An alert that a person closed: the chance it was raised at, and whether something was the matter."""

    chance: float
    right: bool


@dataclass(frozen=True)
class Tuned:
    """`chance_max` to use from now on; `precision` 0..1 expected of alerts near it, None when nothing was learnt."""

    chance_max: float
    precision: float | None
    alerts: int


def tune(closed: Sequence[Closed], *, wanted: float = 0.3, now: float = DEFAULT_RULES.chance_max) -> Tuned:
    """The threshold for a category by its closed alerts.

    Args:
        closed: its alerts that a person closed, any order.
        wanted: precision 0..1 that the least sure alerts should still have.
        now: the threshold in force.

    Raises:
        ValueError: `wanted` is not between 0 and 1.
    """
    if not 0 < wanted < 1:
        raise ValueError(f"expected 0 < wanted < 1, got {wanted}")
    if len(closed) < LEAST:
        return Tuned(now, None, len(closed))
    ordered = sorted(closed, key=lambda one: one.chance)
    bins = [ordered[begin : begin + BIN] for begin in range(0, len(ordered), BIN)]
    if len(bins) > 1 and len(bins[-1]) < BIN // 2:
        bins[-2:] = [bins[-2] + bins[-1]]
    shares = _falling(
        [(sum(one.right for one in part) + 1) / (len(part) + 2) for part in bins],
        [len(part) for part in bins],
    )
    good = [number for number, share in enumerate(shares) if share >= wanted]
    if not good:
        return Tuned(max(NARROWEST, now / STEP), shares[0], len(closed))
    last = good[-1]
    # All that was raised is good enough: the threshold may widen beyond what has been tried.
    edge = now * STEP if last == len(bins) - 1 else bins[last][-1].chance
    return Tuned(
        float(np.clip(edge, max(NARROWEST, now / STEP), min(WIDEST, now * STEP))), shares[last], len(closed)
    )


def _falling(shares: Sequence[float], weights: Sequence[int]) -> list[float]:
    """The nearest sequence that never rises (pool adjacent violators; Ayer et al. 1955)."""
    pools: list[tuple[float, int, int]] = []
    for share, weight in zip(shares, weights, strict=True):
        pools.append((share, weight, 1))
        while len(pools) > 1 and pools[-2][0] < pools[-1][0]:
            (a, m, i), (b, n, j) = pools[-2:]
            pools[-2:] = [((a * m + b * n) / (m + n), m + n, i + j)]
    return [share for share, _, count in pools for _ in range(count)]
