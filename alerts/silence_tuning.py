"""Thresholds learn from how alerts were closed.

Each closed alert was right (moved, restocked, put back, price tag mended …) or wrong (nothing was the matter). How
often alerts are right falls with the chance that they were raised at: a logistic curve over the logarithm of the
chance, the most probable one under a normal prior. The chain's curve is drawn first; a category's may leave it as far
as its own answers carry it, so that few answers move little. The threshold is where the curve has the precision asked
for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from alerts.silence_rules import DEFAULT_RULES

LEAST: Final = 12
"""With fewer closed alerts a category keeps its threshold."""
WANTED: Final = 0.3
"""Precision that the least sure alerts should still have, where nobody has said."""
NARROWEST, WIDEST = 1e-6, 0.05
STEP: Final = 4.0
"""A threshold moves by at most this factor at a time."""
_CENTRE: Final = -2.0
_USUAL: Final = (-1.2, -1.0)
_USUAL_SPREAD: Final = (2.0, 0.7)
"""Log odds of being right at a chance of 1 %, and what a tenfold chance adds to them, before any answer."""
_SPREAD: Final = (0.7, 0.15)
"""How far categories lie from their chain (standard deviations of the two)."""
_FLATTEST: Final = -0.2
_ROUNDS: Final = 30

Curve = tuple[float, float]


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


def tune(
    closed: Sequence[Closed],
    *,
    chain: Sequence[Closed] = (),
    wanted: float = WANTED,
    now: float = DEFAULT_RULES.chance_max,
) -> Tuned:
    """The threshold for a category by its closed alerts.

    Args:
        closed: its alerts that a person closed, any order.
        chain: those of all categories, its own too; they say what is usual.
        wanted: precision 0..1 that the least sure alerts should still have.
        now: the threshold in force.

    Raises:
        ValueError: `wanted` is not between 0 and 1.
    """
    if not 0 < wanted < 1:
        raise ValueError(f"expected 0 < wanted < 1, got {wanted}")
    if len(closed) < LEAST:
        return Tuned(now, None, len(closed))
    usual = _curve(chain, _USUAL, _USUAL_SPREAD)
    level, slope = _curve(closed, usual, _SPREAD)
    edge = 10 ** ((np.log(wanted / (1 - wanted)) - level) / slope + _CENTRE)
    chance = float(np.clip(edge, max(NARROWEST, now / STEP), min(WIDEST, now * STEP)))
    odds = level + slope * (np.log10(chance) - _CENTRE)
    return Tuned(chance, float(1 / (1 + np.exp(-odds))), len(closed))


def _curve(closed: Sequence[Closed], before: Curve, spread: Curve) -> Curve:
    """The most probable curve (Newton's method on the penalised likelihood; Bishop 2006, 4.5); it always falls."""
    if not closed:
        return before
    x = np.log10(np.clip([one.chance for one in closed], 1e-12, 1.0)) - _CENTRE
    design = np.stack([np.ones_like(x), x], axis=1)
    right = np.array([one.right for one in closed], np.float64)
    mean, weight = np.array(before), np.diag(1 / np.square(spread))
    found: npt.NDArray[np.float64] = mean.copy()
    for _ in range(_ROUNDS):
        told = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (right - told) - weight @ (found - mean)
        bend = (design * (told * (1 - told))[:, None]).T @ design + weight
        step = np.linalg.solve(bend, slope)
        found = found + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-6:
            break
    return float(found[0]), float(min(found[1], _FLATTEST))
