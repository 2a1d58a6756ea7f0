"""What a day was like: for each store, against its usual, and for each SKU over all stores.

A holiday, a promotion, a hot day, a fading product, a half-closed store: each shows in what others sold, so a pair is
held against its store's day and its SKU's day, its own sale left out. Where nothing is sold usually, the calendar's
word is all there is.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from alerts.till_state import Floats, TillState

_STORE_UNITS: Final = 8.0
_SKU_UNITS: Final = 2.0
"""So many units of the usual stand behind a factor."""
_LATE_UNITS: Final = 2.0
_LEVELLING: Final = 0.15
"""The part of a lasting change that goes into the rates each day."""
_ROUNDS: Final = 2
OUTAGE_UNITS: Final = 12.0
CUT_SHARE: Final = 0.1
"""A store that usually sells so many units a day and tells of less than this part has half a feed, or a shut door."""
_MOST: Final = 20.0


@dataclass(frozen=True)
class Effects:
    """`exposure` (P,): what the day was worth to each pair, 1 for a usual day; 0 where the store tells nothing.

    `silent` (S,): stores that told of next to nothing where much was sure to sell; `expected` (S,) units
    of the day before it was known; `store` (S,) and `sku` (K,) factors.
    """

    exposure: Floats
    silent: npt.NDArray[np.bool_]
    expected: npt.NDArray[np.float64]
    store: npt.NDArray[np.float64]
    sku: npt.NDArray[np.float64]


def effects_of(
    state: TillState, mean: Floats, units: Floats, told: npt.NDArray[np.bool_], usual: float
) -> Effects:
    """The day's factors.

    Args:
        state: the pairs.
        mean: units of a usual day (P,).
        units: the day's units (P,), 0 where none were scanned.
        told: (S,) stores that were open and whose feed has come.
        usual: the calendar's factor for the day: weekday, holidays.
    """
    expected_s = np.bincount(state.store, mean, state.stores)
    sold_s = np.bincount(state.store, units, state.stores)
    silent = told & (sold_s < CUT_SHARE * expected_s * usual) & (expected_s * usual >= OUTAGE_UNITS)
    counts = (told & ~silent)[state.store]
    rate = np.where(counts, mean, 0).astype(np.float64)
    sold = np.where(counts, units, 0).astype(np.float64)
    sold_k = np.bincount(state.sku, sold, state.skus)
    store = np.full(state.stores, usual)
    of_late = _of_late(state)
    sku = of_late.copy()
    for _ in range(_ROUNDS):
        by_store = np.bincount(state.store, rate * sku[state.sku], state.stores)
        store = (sold_s + _STORE_UNITS * usual) / (by_store + _STORE_UNITS)
        by_sku = np.bincount(state.sku, rate * store[state.store], state.skus)
        sku = (sold_k + _SKU_UNITS * of_late) / (by_sku + _SKU_UNITS)
    own = rate * store[state.store]
    stood = _SKU_UNITS * _others_of_late(state)
    others = (np.maximum(sold_k[state.sku] - sold, 0) + stood) / (by_sku[state.sku] - own + _SKU_UNITS)
    exposure = np.where(counts, np.clip(store[state.store] * others, 0, _MOST), 0)
    return Effects(exposure.astype(np.float32), silent, (expected_s * usual).astype(np.float64), store, sku)


def levelled(state: TillState, heard: npt.NDArray[np.bool_]) -> TillState:
    """The same knowledge on a scale where a SKU's rates are those of late: what all stores sell more or less of for
    weeks moves the rates, those of silent pairs too, and not the effect of every day.

    Rates times exposures stay as they are, which holds only as far as more was expected of late than stands behind the
    factor; a day moves nothing of SKUs that no store told of (`heard`, by pair).
    """
    expected = np.bincount(state.sku, state.recent_expected, state.skus)
    told = np.bincount(state.sku, heard, state.skus) > 0
    power = _LEVELLING * told * expected / (expected + _LATE_UNITS)
    step = (np.clip(_of_late(state), 0.2, 5.0) ** power).astype(np.float32)[state.sku]
    return replace(
        state,
        weight=state.weight / step,
        run_exposure=state.run_exposure / step,
        recent_expected=state.recent_expected * step,
    )


def _of_late(state: TillState) -> npt.NDArray[np.float64]:
    """How each SKU has been going of late (K,), 1 as its rates expect."""
    sold = np.bincount(state.sku, state.recent_sold, state.skus)
    expected = np.bincount(state.sku, state.recent_expected, state.skus)
    late: npt.NDArray[np.float64] = (sold + _LATE_UNITS) / (expected + _LATE_UNITS)
    return late


def _others_of_late(state: TillState) -> npt.NDArray[np.float64]:
    """The same for each pair (P,), as the SKU has been going in the other stores."""
    sold = np.bincount(state.sku, state.recent_sold, state.skus)[state.sku] - state.recent_sold
    expected = np.bincount(state.sku, state.recent_expected, state.skus)[state.sku] - state.recent_expected
    late: npt.NDArray[np.float64] = np.maximum(sold, 0) + _LATE_UNITS
    late /= np.maximum(expected, 0) + _LATE_UNITS
    return late
