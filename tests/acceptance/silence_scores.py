"""How well a score finds products that left their shelf: alerts opened, against what was true."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.acceptance.till_world import WARM_DAYS, TillWorld

NEW_DAYS = 28
"""Younger pairs are not judged."""
WORTH = 3.0
"""A spell that costs fewer units than this is not asked to be found."""

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Truth:
    """The world's silences (days, pairs): on the shelf or not, spells with their cost, where judging is allowed."""

    gone: Bools
    left_range: Bools
    judged: Bools
    spells: npt.NDArray[np.int64]
    lost: npt.NDArray[np.float64]
    stores: int

    @staticmethod
    def of(world: TillWorld) -> "Truth":
        """`spells` (n, 3): pair, first day, day after the last; those that began in the last days are left out."""
        days, stores = world.told.shape
        gone = world.gone.reshape(days, -1)
        listed = world.listed.reshape(-1)
        at = np.arange(days)[:, None]
        judged = (at >= WARM_DAYS) & (at - listed >= NEW_DAYS)
        edge = np.diff(
            np.vstack([np.zeros_like(gone[:1]), gone, np.zeros_like(gone[:1])]).astype(np.int8), axis=0
        )
        pair_b, begin = np.nonzero((edge == 1).T)
        _, end = np.nonzero((edge == -1).T)
        kept = (begin < days - 3) & judged[begin, pair_b]
        spells = np.stack([pair_b, begin, end], axis=1)[kept]
        cost = np.vstack([np.zeros(gone.shape[1]), np.cumsum(world.expected.reshape(days, -1), axis=0)])
        lost = cost[spells[:, 2], spells[:, 0]] - cost[spells[:, 1], spells[:, 0]]
        left = world.dropped.reshape(days, -1) | world.ended.reshape(days, -1)
        return Truth(gone, left, judged, spells, lost, stores)

    @property
    def store_days(self) -> int:
        """Stores times judged days."""
        return self.stores * (len(self.gone) - WARM_DAYS)


@dataclass(frozen=True)
class Outcome:
    """Alerts of one threshold: right, of products that left the range, other; spells found, and how late (days)."""

    right: int
    left_range: int
    false: int
    found: int
    spells: int
    delay: float

    @property
    def alerts(self) -> int:
        return self.right + self.left_range + self.false

    @property
    def precision(self) -> float:
        """Right alerts over all; a product that left the range counts as not right."""
        return self.right / max(1, self.alerts)

    @property
    def recall(self) -> float:
        """Spells of at least `WORTH` units that were found."""
        return self.found / max(1, self.spells)


def outcome_of(truth: Truth, fires: Bools, run: npt.NDArray[np.integer]) -> Outcome:
    """`fires` (days, pairs) while the score is past its threshold, `run` days of the silence; one alert a run."""
    days = len(fires)
    opened = np.zeros(fires.shape[1], bool)
    standing = np.zeros_like(fires)
    news = np.zeros_like(fires)
    for day in range(days):
        opened &= run[day] > 0
        now = fires[day] & truth.judged[day] & (run[day] > 0)
        news[day] = now & ~opened
        opened |= now
        standing[day] = opened
    right = news & truth.gone
    left = news & truth.left_range
    seen = np.vstack(
        [np.zeros((1, fires.shape[1]), np.int32), np.cumsum(standing & truth.gone, axis=0, dtype=np.int32)]
    )
    pair, begin, end = truth.spells.T
    found = seen[end, pair] > seen[begin, pair]
    worth = truth.lost >= WORTH
    late = [int((standing[b:e, p]).argmax()) for p, b, e in truth.spells[found & worth]]
    return Outcome(
        right=int(right.sum()),
        left_range=int(left.sum()),
        false=int((news & ~truth.gone & ~truth.left_range).sum()),
        found=int((found & worth).sum()),
        spells=int(worth.sum()),
        delay=float(np.median(late)) if late else float("nan"),
    )
