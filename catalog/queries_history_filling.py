"""Reading what a filling of history has to know: the ids of store days, what a chain holds already."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.rows import key
from catalog.tables import Store
from catalog.tables_history import DailyScan, ShelfDay


def shelf_day_ids(session: Session, store_ids: Iterable[int], since: date) -> dict[tuple[int, date], int]:
    """The ids of these stores' days from `since` on, by store id and day."""
    wanted = frozenset(store_ids)
    query = select(col(ShelfDay.id), col(ShelfDay.store_id), col(ShelfDay.day)).where(
        col(ShelfDay.day) >= since
    )
    return {(store, day): key(row) for row, store, day in session.exec(query) if store in wanted}


def store_codes(session: Session, chain_id: int) -> tuple[str, ...]:
    """The codes of all stores of a chain, whoever asks."""
    return tuple(session.exec(select(Store.code).where(Store.chain_id == chain_id).order_by(Store.code)))


def mean_units(
    session: Session, store_ids: Sequence[int], first: date, last: date
) -> dict[tuple[int, int], float]:
    """Units a day of each store and SKU that sold in these days, both included."""
    query: Any = (
        select(col(DailyScan.store_id), col(DailyScan.sku_id), func.sum(DailyScan.units))
        .where(col(DailyScan.store_id).in_(store_ids), DailyScan.day >= first, DailyScan.day <= last)
        .group_by(col(DailyScan.store_id), col(DailyScan.sku_id))
        .order_by(col(DailyScan.store_id), col(DailyScan.sku_id))
    )
    days = (last - first).days + 1
    return {(store, sku): float(units) / days for store, sku, units in session.exec(query) if units > 0}
