"""Between what is stored of the tills and what is judged: ids to numbers and back, new pairs put in their places."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from alerts.till_state import DISPERSIONS, TillState, new_state
from catalog.queries_till import Carried, DayScans
from catalog.till_states import PAIRS, StoredTills

_COLUMNS: Final = (
    "listed",
    "weight",
    "sold",
    "run_days",
    "run_exposure",
    "run_begin",
    "recent_sold",
    "recent_expected",
)

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tills:
    """A chain's state with the ids behind its numbers: `store_ids` (S,) and `sku_ids` (K,), both ascending.

    `weekdays` (7,) from Monday: what a store's day was worth of late.
    """

    state: TillState
    store_ids: Ids
    sku_ids: Ids
    weekdays: npt.NDArray[np.float64]

    def keys(self) -> Ids:
        """One number a pair, ascending."""
        return self.state.store.astype(np.int64) * len(self.sku_ids) + self.state.sku

    def ids_of(self, pair: int) -> tuple[int, int]:
        """Ids of a pair's store and SKU."""
        return int(self.store_ids[self.state.store[pair]]), int(self.sku_ids[self.state.sku[pair]])


def empty(store_ids: Ids, sku_ids: Ids, day: int) -> Tills:
    """A chain of which nothing is known; `day` is the day before the first."""
    nobody = np.zeros(0, np.int32)
    return Tills(new_state(nobody, nobody, nobody, len(sku_ids), day), store_ids, sku_ids, np.ones(7))


def recalled(stored: StoredTills, store_ids: Ids, sku_ids: Ids) -> Tills:
    """What was stored, for the stores and SKUs that there are now (none ever leaves, new ones come)."""
    kept = [
        (at, stored.pairs[int(store)]) for at, store in enumerate(store_ids) if int(store) in stored.pairs
    ]
    lengths = [len(pairs) for _, pairs in kept]
    store = np.repeat(np.array([at for at, _ in kept], np.int32), lengths)
    pairs = np.concatenate([pairs for _, pairs in kept]) if kept else np.zeros(0, PAIRS)
    table = np.zeros((len(sku_ids), 1 + len(DISPERSIONS)))
    table[np.searchsorted(sku_ids, stored.sku_ids)] = stored.zero_table
    columns: dict[str, Any] = {name: np.ascontiguousarray(pairs[name]) for name in _COLUMNS}
    state = TillState(
        store=store,
        sku=np.searchsorted(sku_ids, pairs["sku_id"]).astype(np.int32),
        zero_table=table,
        drift_table=stored.drift_table,
        day=stored.day.toordinal(),
        **columns,
    )
    return Tills(state, store_ids, sku_ids, stored.weekdays)


def to_store(tills: Tills, scan_file_id: int) -> StoredTills:
    """The state as it is kept."""
    state = tills.state
    table = np.zeros(state.store.shape, PAIRS)
    table["sku_id"] = tills.sku_ids[state.sku]
    for name in _COLUMNS:
        table[name] = getattr(state, name)
    bounds = np.searchsorted(state.store, np.arange(len(tills.store_ids) + 1))
    return StoredTills(
        day=date.fromordinal(state.day),
        scan_file_id=scan_file_id,
        pairs={
            int(store): table[bounds[at] : bounds[at + 1]]
            for at, store in enumerate(tills.store_ids)
            if bounds[at + 1] > bounds[at]
        },
        sku_ids=tills.sku_ids,
        zero_table=state.zero_table,
        drift_table=state.drift_table,
        weekdays=tills.weekdays,
    )


def with_pairs(tills: Tills, scans: DayScans, listings: Carried, day: int) -> Tills:
    """The pairs that were scanned for the first time and those that listings tell of are added."""
    store, sku = _numbers(tills, scans.store_id, scans.sku_id)
    begun = (listings.since <= day) & (day <= listings.until)
    told_store, told_sku = _numbers(tills, listings.store_id[begun], listings.sku_id[begun])
    skus = len(tills.sku_ids)
    keys = np.concatenate([told_store * skus + told_sku, store * skus + sku])
    since = np.concatenate([listings.since[begun], np.full(len(store), day, np.int32)])
    # Listings come first: of a pair in both, their day counts.
    keys, first = np.unique(keys, return_index=True)
    known = tills.keys()
    fresh = ~np.isin(keys, known, assume_unique=True)
    if not fresh.any():
        return tills
    keys, since = keys[fresh], since[first][fresh]
    state = tills.state
    new = new_state(
        (keys // skus).astype(np.int32),
        (keys % skus).astype(np.int32),
        since.astype(np.int32),
        skus,
        state.day,
    )
    order = np.argsort(np.concatenate([known, keys]), kind="stable")
    names = ("store", "sku", *_COLUMNS)
    merged: dict[str, Any] = {
        name: np.concatenate([getattr(state, name), getattr(new, name)])[order] for name in names
    }
    state = TillState(zero_table=state.zero_table, drift_table=state.drift_table, day=state.day, **merged)
    return Tills(state, tills.store_ids, tills.sku_ids, tills.weekdays)


def units_of(tills: Tills, scans: DayScans) -> npt.NDArray[np.float32]:
    """The day's units (P,), 0 where none were told; every scanned pair must be there (`with_pairs`)."""
    store, sku = _numbers(tills, scans.store_id, scans.sku_id)
    units = np.zeros(tills.state.store.shape, np.float32)
    units[np.searchsorted(tills.keys(), store * len(tills.sku_ids) + sku)] = scans.units
    return units


def not_carried(tills: Tills, listings: Carried, day: int) -> npt.NDArray[np.bool_]:
    """Pairs (P,) whose listing has ended or not begun."""
    store, sku = _numbers(tills, listings.store_id, listings.sku_id)
    over = (listings.until < day) | (listings.since > day)
    keys = np.sort((store * len(tills.sku_ids) + sku)[over])
    return np.isin(tills.keys(), keys)


def _numbers(tills: Tills, store_id: Ids, sku_id: Ids) -> tuple[Ids, Ids]:
    return (
        np.searchsorted(tills.store_ids, store_id).astype(np.int64),
        np.searchsorted(tills.sku_ids, sku_id).astype(np.int64),
    )
