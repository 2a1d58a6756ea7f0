"""What a night needs to know of the tills: a day's scans as columns, who carries what, who is shut, what is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import BigInteger, Float, cast, func, type_coerce
from sqlmodel import Session, col, delete, select, update

from catalog.tables import Sku, Store
from catalog.tables_history import DailyScan
from catalog.tables_till import (
    Listing,
    ScanFile,
    SkuSuccessor,
    StateKept,
    StoreClosure,
    TillChainState,
    TillStoreState,
)

_AT_ONCE: Final = 50_000
_THOUSANDTHS: Final = 1000.0


@dataclass(frozen=True)
class DayScans:
    """A day's rows as columns (n,), in order of store and SKU: ids, and units."""

    store_id: npt.NDArray[np.int64]
    sku_id: npt.NDArray[np.int64]
    units: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Carried:
    """Listings as columns (n,): ids, first and last day as ordinals; `until` is far away where the listing is open."""

    store_id: npt.NDArray[np.int64]
    sku_id: npt.NDArray[np.int64]
    since: npt.NDArray[np.int32]
    until: npt.NDArray[np.int32]


FAR: Final = date.max.toordinal()


def scans_of_day(
    session: Session, chain_id: int, day: date, stores: npt.NDArray[np.int64] | None = None
) -> DayScans:
    """All that the chain's tills told of a day, or those of some stores; served by the index that begins with the
    day."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    # The exact decimal is a scaled integer there: a million of them need not become Decimals first.
    units: Any = type_coerce(DailyScan.units, BigInteger) if on_sqlite else cast(DailyScan.units, Float)
    query: Any = (
        select(col(DailyScan.store_id), col(DailyScan.sku_id), units)
        .where(DailyScan.day == day, col(DailyScan.store_id).in_(_asked(chain_id, stores)))
        .order_by(col(DailyScan.store_id), col(DailyScan.sku_id))
    )
    parts = [
        np.array(rows, np.float64).reshape(-1, 3)
        for rows in session.execute(query).yield_per(_AT_ONCE).partitions()
    ]
    table = np.concatenate(parts) if parts else np.zeros((0, 3))
    scale = _THOUSANDTHS if on_sqlite else 1.0
    return DayScans(
        table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), (table[:, 2] / scale).astype(np.float32)
    )


def scan_days(session: Session, chain_id: int) -> tuple[date, date] | None:
    """The first and the last day that any till told of; None before any. Walks the index of days from its ends."""
    mine = select(Store.id).where(Store.id == DailyScan.store_id, Store.chain_id == chain_id).exists()
    query = select(col(DailyScan.day)).where(mine).limit(1)
    first = session.exec(query.order_by(col(DailyScan.day))).first()
    last = session.exec(query.order_by(col(DailyScan.day).desc())).first()
    return None if first is None or last is None else (first, last)


def carried(session: Session, chain_id: int, stores: npt.NDArray[np.int64] | None = None) -> Carried:
    """Every listing of the chain's stores, or of some."""
    query: Any = (
        select(col(Listing.store_id), col(Listing.sku_id), col(Listing.since), col(Listing.until))
        .where(col(Listing.store_id).in_(_asked(chain_id, stores)))
        .order_by(col(Listing.store_id), col(Listing.sku_id))
    )
    ordinal = lru_cache(maxsize=100_000)(_ordinal)
    parts = [
        np.array(
            [(store, sku, ordinal(since), ordinal(until)) for store, sku, since, until in some], np.int64
        )
        for some in session.execute(query).yield_per(_AT_ONCE).partitions()
    ]
    table = np.concatenate(parts) if parts else np.zeros((0, 4), np.int64)
    return Carried(table[:, 0], table[:, 1], table[:, 2].astype(np.int32), table[:, 3].astype(np.int32))


def _ordinal(day: date | None) -> int:
    return FAR if day is None else day.toordinal()


def closed_stores(session: Session, chain_id: int, day: date) -> frozenset[int] | None:
    """Ids of the stores that are shut on a day; None when the whole chain is."""
    query = select(StoreClosure.store_id).where(
        StoreClosure.chain_id == chain_id, StoreClosure.first_day <= day, StoreClosure.last_day >= day
    )
    found = set(session.exec(query))
    return None if None in found else frozenset(store for store in found if store is not None)


def find_closure(
    session: Session, chain_id: int, store_id: int | None, first_day: date
) -> StoreClosure | None:
    """The closure that begins on a day, of a store or (None) of all."""
    mine = col(StoreClosure.store_id).is_(None) if store_id is None else StoreClosure.store_id == store_id
    query = select(StoreClosure).where(
        StoreClosure.chain_id == chain_id, StoreClosure.first_day == first_day, mine
    )
    return session.exec(query).first()


def store_ids(session: Session, chain_id: int) -> npt.NDArray[np.int64]:
    """The chain's stores, ascending."""
    return np.array(session.exec(_stores(chain_id).order_by(col(Store.id))).all(), np.int64)


def sku_ids(session: Session, chain_id: int) -> npt.NDArray[np.int64]:
    """The chain's SKUs, those that left the catalogue too, ascending."""
    query = select(Sku.id).where(Sku.chain_id == chain_id).order_by(col(Sku.id))
    return np.array(session.exec(query).all(), np.int64)


def succeeded(session: Session, chain_id: int, day: date) -> frozenset[int]:
    """Ids of the SKUs whose place another had taken by then."""
    query = (
        select(SkuSuccessor.old_sku_id)
        .join(Sku, col(Sku.id) == SkuSuccessor.old_sku_id)
        .where(Sku.chain_id == chain_id, SkuSuccessor.since <= day)
    )
    return frozenset(session.exec(query))


def newest_feed(session: Session, chain_id: int) -> int:
    """The id of the feed that came last; 0 before any."""
    return session.exec(select(func.max(ScanFile.id)).where(ScanFile.chain_id == chain_id)).one() or 0


def late_from(session: Session, chain_id: int, after: int, day: date) -> date | None:
    """The earliest day up to `day` that feeds newer than number `after` told of; None when they told of later days."""
    query = select(func.min(ScanFile.first_day)).where(
        ScanFile.chain_id == chain_id, col(ScanFile.id) > after, col(ScanFile.first_day) <= day
    )
    return session.exec(query).one()


def chain_state(session: Session, chain_id: int, kept: StateKept) -> TillChainState | None:
    """What is remembered of the chain's SKUs."""
    return session.get(TillChainState, (chain_id, kept))


def checkpoint_day(session: Session, chain_id: int) -> date | None:
    """The day of the last checkpoint."""
    query: Any = select(col(TillChainState.day)).where(
        TillChainState.chain_id == chain_id, TillChainState.kept == "checkpoint"
    )
    found: date | None = session.exec(query).first()
    return found


def age_checkpoint(session: Session, chain_id: int) -> None:
    """The checkpoint becomes the older one, which is forgotten."""
    mine: Any = col(TillStoreState.store_id).in_(_stores(chain_id))
    for table, rows in ((TillStoreState, mine), (TillChainState, col(TillChainState.chain_id) == chain_id)):
        kept = col(table.kept)
        session.execute(delete(table).where(rows, kept == "older"))
        session.execute(update(table).where(rows, kept == "checkpoint").values(kept="older"))


def store_states(session: Session, chain_id: int, kept: StateKept) -> Iterator[tuple[int, bytes]]:
    """What is remembered of each store, by id."""
    query = (
        select(TillStoreState.store_id, TillStoreState.columns)
        .where(TillStoreState.kept == kept, col(TillStoreState.store_id).in_(_stores(chain_id)))
        .order_by(col(TillStoreState.store_id))
    )
    yield from (tuple(row) for row in session.execute(query).yield_per(200))


def _asked(chain_id: int, stores: npt.NDArray[np.int64] | None) -> Any:
    return _stores(chain_id) if stores is None else [int(store) for store in stores]


def _stores(chain_id: int) -> Any:
    return select(Store.id).where(Store.chain_id == chain_id)
