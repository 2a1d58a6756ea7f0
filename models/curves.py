"""Fitting the curves of `vision.sameness`: logistic regressions, and one softmax with «none of these»."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

Table = npt.NDArray[np.float64]

RIDGE: Final = 2e-3
"""Of the squared weights of standardised features: photos are few, and features go together."""
FEWEST: Final = 10
"""Rows of the rarer answer that a curve needs; with fewer, one like it stands in."""


@dataclass(frozen=True)
class Rows:
    """`features` (K, F), `same` (K,) the answers, `weight` (K,) how much each counts."""

    features: Table
    same: npt.NDArray[np.bool_]
    weight: Table

    @property
    def enough(self) -> bool:
        """Whether a curve can be fitted."""
        return min(int(self.same.sum()), int((~self.same).sum())) >= FEWEST


def gather(parts: Sequence[tuple[Sequence[Sequence[float]], Sequence[bool]]], width: int) -> Rows:
    """Rows of several photos; every photo weighs the same, however many pairs it has."""
    kept = [(np.array(f, np.float64).reshape(-1, width), np.array(s, np.bool_)) for f, s in parts if len(s)]
    if not kept:
        return Rows(np.empty((0, width)), np.empty(0, np.bool_), np.empty(0))
    weight = np.concatenate([np.full(len(s), 1 / len(s)) for _, s in kept])
    return Rows(
        np.concatenate([f for f, _ in kept]), np.concatenate([s for _, s in kept]), weight / len(kept)
    )


def logistic(rows: Rows) -> tuple[float, ...]:
    """Bias and weights, in the features' own units, that make the answers likeliest (ridge on standardised ones)."""
    middle, spread = rows.features.mean(axis=0), rows.features.std(axis=0) + 1e-9
    table = np.column_stack([np.ones(len(rows.same)), (rows.features - middle) / spread])
    sign = np.where(rows.same, 1.0, -1.0)

    def loss(w: Table) -> tuple[float, Table]:
        margin = sign * (table @ w)
        pull = -sign * rows.weight / (1 + np.exp(np.clip(margin, -500, 500)))
        ridge = np.concatenate([[0.0], 2 * RIDGE * w[1:]])
        value = float(np.logaddexp(0, -margin) @ rows.weight + RIDGE * (w[1:] ** 2).sum())
        return value, table.T @ pull + ridge

    found = minimize(loss, np.zeros(table.shape[1]), jac=True).x
    weights = found[1:] / spread
    return tuple(round(float(v), 5) for v in (found[0] - middle @ weights, *weights))


@dataclass(frozen=True)
class Question:
    """Candidates' log-odds, best first, and which of them is true (None: none)."""

    odds: tuple[float, ...]
    true: int | None


def choice(questions: Sequence[Question]) -> tuple[float, float]:
    """`none` and `sharpness` of the softmax over candidates and none that make the answers likeliest."""

    def loss(parameters: Table) -> float:
        none, sharpness = parameters[0], np.exp(parameters[1])
        total = 0.0
        for question in questions:
            scaled = np.clip(np.array([none, *(sharpness * odds for odds in question.odds)]), -60, 60)
            total += np.logaddexp.reduce(scaled) - scaled[0 if question.true is None else question.true + 1]
        return total / len(questions)

    none, sharpness = minimize(loss, np.zeros(2), method="Nelder-Mead").x
    return round(float(none), 4), round(float(np.exp(sharpness)), 4)
