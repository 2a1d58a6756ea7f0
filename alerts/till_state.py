"""What is remembered of every (store, SKU) pair from night to night: a few numbers, so that a night costs one day."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

DISPERSIONS: Final[npt.NDArray[np.float64]] = np.array([0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 12.8])
"""Sizes r of a negative binomial (variance μ + μ²/r) between which a SKU's own is interpolated."""
DRIFTS: Final[npt.NDArray[np.float64]] = np.array([0.0, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064])
"""What the squared coefficient of variation of a rate may gain in a day; the chain's own is interpolated."""
HALF_LIFE_DAYS: Final = 42
DECAY: Final = float(0.5 ** (1 / HALF_LIFE_DAYS))
"""What a day counts for on the day after."""
RECENT_DECAY: Final = float(0.5 ** (1 / 10))
"""The same where it is asked how a SKU has been going of late."""


@dataclass(frozen=True)
class TillState:
    """The pairs as columns (P,), and one table by SKU; days are ordinals (`date.toordinal`).

    `store` (ascending) and `sku` number the stores and SKUs from 0. `listed` is the first day of the pair. `weight` is
    the sum of past exposures, `sold` of past units, both decayed; neither holds the run in progress: the rate is the
    one before the silence. The run is `run_days` days that counted, `run_exposure` their sum of exposures, from day
    `run_begin` on; 0 days: it sold the last time that counted. `recent_sold` are units of late and `recent_expected`
    what the rates expected of the same days, both decayed fast. `zero_table` (K, 1 + len(DISPERSIONS)) holds by SKU the
    decayed number of pair-days without a sale, then how many each dispersion expected; `drift_table`
    (1 + len(DRIFTS),) the same of days late in a run, then how many each drift expected. `day` is the last taken in.
    """

    store: Ints
    sku: Ints
    listed: Ints
    weight: Floats
    sold: Floats
    run_days: Ints
    run_exposure: Floats
    run_begin: Ints
    recent_sold: Floats
    recent_expected: Floats
    zero_table: npt.NDArray[np.float64]
    drift_table: npt.NDArray[np.float64]
    day: int

    def __post_init__(self) -> None:
        columns = (
            self.sku,
            self.listed,
            self.weight,
            self.sold,
            self.run_days,
            self.run_exposure,
            self.run_begin,
        )
        if any(column.shape != self.store.shape for column in columns):
            raise ValueError(f"expected columns of {self.store.shape}, got {[c.shape for c in columns]}")
        if self.zero_table.shape[1:] != (1 + len(DISPERSIONS),):
            raise ValueError(f"expected a table (K, {1 + len(DISPERSIONS)}), got {self.zero_table.shape}")
        if self.drift_table.shape != (1 + len(DRIFTS),):
            raise ValueError(f"expected a table ({1 + len(DRIFTS)},), got {self.drift_table.shape}")
        if self.store.size and (np.diff(self.store) < 0).any():
            raise ValueError("expected pairs in order of store")

    @property
    def stores(self) -> int:
        """One more than the greatest store number."""
        return int(self.store[-1]) + 1 if self.store.size else 0

    @property
    def skus(self) -> int:
        """How many SKUs there are numbers for."""
        return int(self.zero_table.shape[0])


def new_state(store: Ints, sku: Ints, listed: Ints, skus: int, day: int) -> TillState:
    """Pairs of which nothing is known yet; `day` is the day before the first."""
    nothing = np.zeros(store.shape, np.float32)
    return TillState(
        store=store,
        sku=sku,
        listed=listed,
        weight=nothing,
        sold=nothing,
        run_days=np.zeros(store.shape, np.int32),
        run_exposure=nothing,
        run_begin=np.zeros(store.shape, np.int32),
        recent_sold=nothing,
        recent_expected=nothing,
        zero_table=np.zeros((skus, 1 + len(DISPERSIONS))),
        drift_table=np.zeros(1 + len(DRIFTS)),
        day=day,
    )
