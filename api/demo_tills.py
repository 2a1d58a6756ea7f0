"""The demo's tills: sales up to yesterday and of a year ago, three products that went quiet, a store without a feed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import numpy as np
from sqlmodel import Session

from catalog.history_filling import forget_scans, save_daily_scans
from catalog.queries_history_filling import mean_units
from catalog.rows import key
from catalog.tables import Sku, Store

LEAD_DAYS: Final = 30
"""Sales begin so many days before the made-up shelf days."""
LAST_YEAR_DAYS: Final = 35
QUIET_DAYS: Final = (8, 6, 5)
"""How long the best sellers of the first store have sold nothing."""
MUTE_STORE: Final = 2
MUTE_DAYS: Final = 4
_RATE_DAYS: Final = 14
_YEAR: Final = timedelta(days=364)
_SEED: Final = 11


@dataclass(frozen=True)
class TillDays:
    """Made-up sales lie from `begin` to `end` already; the tills tell of days up to `last`."""

    begin: date
    end: date
    last: date


def fill_tills(session: Session, stores: Sequence[Store], ours: Sequence[Sku], days: TillDays) -> int:
    """Sales around those that there are, at the rates that they show; how many rows.

    The three of `ours`, products of our own, that sell best in the first store go quiet, the third store's feed
    breaks off; the first store and the others of its trade area have sales of a year ago too.
    """
    rates = mean_units(
        session, [key(store.id) for store in stores], days.end - timedelta(days=_RATE_DAYS - 1), days.end
    )
    mine = {(key(stores[0].id), key(sku.id)) for sku in ours} & rates.keys()
    best = sorted(mine, key=lambda pair: (-rates[pair], pair))
    quiet = {pair: days.last - timedelta(days=n - 1) for pair, n in zip(best, QUIET_DAYS, strict=False)}
    mute = {
        key(store.id): days.last - timedelta(days=MUTE_DAYS - 1)
        for store in stores[MUTE_STORE : MUTE_STORE + 1]
    }
    around = [days.begin - timedelta(days=n) for n in range(LEAD_DAYS, 0, -1)]
    around += [days.end + timedelta(days=n) for n in range(1, (days.last - days.end).days + 1)]
    for (store_id, sku_id), since in quiet.items():
        forget_scans(session, store_id, since, sku_id=sku_id)
    for store_id, since in mute.items():
        forget_scans(session, store_id, since)
    near = {key(store.id) for store in stores if store.trade_area == stores[0].trade_area}
    before = [days.last - _YEAR - timedelta(days=n) for n in range(LAST_YEAR_DAYS)]
    rng = np.random.default_rng(_SEED)
    rows = [
        *_sales(rng, rates, around, quiet, mute),
        *_sales(rng, {pair: rate for pair, rate in rates.items() if pair[0] in near}, before, {}, {}),
    ]
    return save_daily_scans(session, rows)


def _sales(
    rng: np.random.Generator,
    rates: Mapping[tuple[int, int], float],
    days: Sequence[date],
    quiet: Mapping[tuple[int, int], date],
    mute: Mapping[int, date],
) -> Iterator[tuple[int, int, date, Decimal]]:
    for pair, rate in rates.items():
        until = min(quiet.get(pair, date.max), mute.get(pair[0], date.max))
        for day, units in zip(days, rng.poisson(rate, len(days)).tolist(), strict=True):
            if day < until and units:
                yield *pair, day, Decimal(units)
