"""From silences to alerts: which are worth a store manager's walk to the shelf, and in what order.

Two rules. `n_days`: nothing scanned on N days in a row that counted, N by category (the trade's rule of thumb, 3).
`probability`: a pair that still sells would show such a run less often than `chance_max`. New pairs, runs whose alert
is open, snoozed or was closed a moment ago are left out; a store gets at most its budget, the greatest expected loss
first.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from alerts.silence_night import Night
from alerts.till_state import Floats, Ints

RuleChoice = Literal["n_days", "probability", "both"]
SilenceRule = Literal["n_days", "probability"]
USUAL_MARGIN: Final = 0.25
"""Of the price, where nobody has set a category's margin; only the order of alerts depends on it."""


@dataclass(frozen=True)
class SilenceRules:
    """What a category manager may set; defaults are the documented ones.

    `days` of the rule `n_days`; `chance_max` of the rule `probability`, 0..1; `new_days` that a pair is not judged;
    `cooldown_days` after an alert was closed; `budget` new alerts a store and day.
    """

    days: int = 3
    chance_max: float = 0.01
    new_days: int = 28
    cooldown_days: int = 14
    budget: int = 5

    def __post_init__(self) -> None:
        if not (1 <= self.days <= 60 and 0 < self.chance_max < 1 and self.new_days >= 0):
            raise ValueError(f"expected days 1 to 60, 0 < chance_max < 1, new_days >= 0, got {self!r}")
        if self.cooldown_days < 0 or self.budget < 0:
            raise ValueError(f"expected cooldown_days and budget >= 0, got {self!r}")


DEFAULT_RULES: Final = SilenceRules()


@dataclass(frozen=True)
class Judging:
    """What alerts are chosen by, as columns.

    By SKU (K,): `days`, `chance_max` in force, `margin` of one unit in money (0 where no price is known), `judged`
    (False for what left the catalogue). By pair (P,): `hushed` while an alert is open, snoozed or cooling down.
    """

    days: Ints
    chance_max: Floats
    margin: Floats
    judged: npt.NDArray[np.bool_]
    hushed: npt.NDArray[np.bool_]
    choice: RuleChoice = "probability"
    new_days: int = DEFAULT_RULES.new_days
    budget: int = DEFAULT_RULES.budget


@dataclass(frozen=True)
class Silence:
    """One alert to be: `pair` is its row in the state. `begin` is the ordinal of the first silent day, `days` how many
    of the days since then counted; `expected` units of them on the mean, `lost` those of it that a shelf without the
    product costs, times the probability of that; `rank` 1 is the store's greatest expected loss."""

    pair: int
    begin: int
    days: int
    expected: float
    chance: float
    gone: float
    lost: float
    rule: SilenceRule
    rank: int


def choose_silences(night: Night, judging: Judging) -> tuple[Silence, ...]:
    """The night's new alerts by store and rank."""
    state = night.state
    probable = night.chance < judging.chance_max[state.sku]
    counted = state.run_days >= judging.days[state.sku]
    fires = {"n_days": counted, "probability": probable, "both": counted | probable}[judging.choice]
    fires &= (state.run_days > 0) & judging.judged[state.sku] & ~judging.hushed
    fires &= state.day - state.listed >= judging.new_days
    rows = np.flatnonzero(fires)
    lost = night.gone[rows] * night.expected[rows]
    # Money where prices are known; a unit without a price counts as the chain's usual one.
    known = judging.margin > 0
    usual = float(np.median(judging.margin[known])) if known.any() else 1.0
    worth = lost * np.where(known, judging.margin, usual)[state.sku[rows]]
    order = np.lexsort((rows, -worth, state.store[rows]))
    chosen: list[Silence] = []
    store, rank = -1, 0
    for at in order:
        row = int(rows[at])
        rank = rank + 1 if state.store[row] == store else 1
        store = int(state.store[row])
        if rank > judging.budget:
            continue
        rule: SilenceRule = "probability" if probable[row] and judging.choice != "n_days" else "n_days"
        chosen.append(
            Silence(
                pair=row,
                begin=int(state.run_begin[row]),
                days=int(state.run_days[row]),
                expected=float(night.expected[row]),
                chance=float(night.chance[row]),
                gone=float(night.gone[row]),
                lost=float(lost[at]),
                rule=rule,
                rank=rank,
            )
        )
    return tuple(chosen)
