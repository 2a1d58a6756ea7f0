"""A pair's daily units for a chart: its own, and what stores of its trade area that carry the product sell of it.

A day of which a store's till told nothing is no day of zeros: it is missing here, and so is a day it was shut.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, and_, exists, literal, or_, true, union_all
from sqlmodel import Session, col, select

from catalog.rows import key
from catalog.tables import Store
from catalog.tables_history import DailyScan
from catalog.tables_till import StoreClosure

AREA_STORES_MOST: Final = 60
"""More stores make the mean no better, only slower."""


@dataclass(frozen=True)
class AreaMean:
    """The mean of `stores` stores of a trade area that carry the product; a day that none told of is missing."""

    stores: int
    units: dict[date, float]


def pair_units(session: Session, store_id: int, sku_id: int, days: Collection[date]) -> dict[date, Decimal]:
    """Units of the days that the store's till told of: 0 where it told, and not of this product. By primary key."""
    if not days:
        return {}
    query: Any = select(col(DailyScan.day), col(DailyScan.units)).where(
        DailyScan.store_id == store_id,
        DailyScan.sku_id == sku_id,
        DailyScan.day >= min(days),
        DailyScan.day <= max(days),
    )
    sold: dict[date, Decimal] = {day: units for day, units in session.exec(query)}
    told = _told(session, [store_id], sorted(days))[store_id]
    return {day: sold.get(day, Decimal(0)) for day in told if day in days}


def shut_days(session: Session, store: Store, days: Sequence[date]) -> frozenset[date]:
    """Days on which the store, or its whole chain, was shut."""
    query: Any = select(col(StoreClosure.first_day), col(StoreClosure.last_day)).where(
        StoreClosure.chain_id == store.chain_id,
        or_(col(StoreClosure.store_id).is_(None), col(StoreClosure.store_id) == key(store.id)),
        StoreClosure.first_day <= max(days),
        StoreClosure.last_day >= min(days),
    )
    closures = session.exec(query).all()
    return frozenset(day for day in days if any(first <= day <= last for first, last in closures))


def area_mean(session: Session, store: Store, sku_id: int, days: Sequence[date]) -> AreaMean:
    """The mean over the other stores of its trade area that sold the product in these days, up to `AREA_STORES_MOST`.

    Their rows are found by the primary key, store by store. A store counts on the days that its till told of.
    """
    if not store.trade_area:
        return AreaMean(0, {})
    others = select(Store.id).where(
        Store.chain_id == store.chain_id, Store.trade_area == store.trade_area, Store.id != store.id
    )
    scans: Any = (
        select(col(DailyScan.store_id), col(DailyScan.day), col(DailyScan.units))
        .where(
            DailyScan.sku_id == sku_id,
            col(DailyScan.store_id).in_(others),
            DailyScan.day >= min(days),
            DailyScan.day <= max(days),
        )
        .order_by(col(DailyScan.store_id))
    )
    sold: dict[int, dict[date, Decimal]] = defaultdict(dict)
    for store_id, day, units in session.exec(scans):
        if store_id not in sold and len(sold) == AREA_STORES_MOST:
            break
        sold[store_id][day] = units
    told = _told(session, list(sold), list(days))
    sums: dict[date, list[Decimal]] = defaultdict(list)
    for store_id, of_store in sold.items():
        for day in told[store_id]:
            sums[day].append(of_store.get(day, Decimal(0)))
    return AreaMean(len(sold), {day: float(sum(units)) / len(units) for day, units in sums.items()})


def silent_since(session: Session, store_id: int, until: date, *, most: int = 60) -> date | None:
    """The day after the last one up to `until` that the store's till told of; None where it told of none of them."""
    days = [until - timedelta(days=back) for back in range(most)]
    told = _told(session, [store_id], days)[store_id]
    return max(told) + timedelta(days=1) if told else None


def _told(session: Session, store_ids: Sequence[int], days: Sequence[date]) -> dict[int, set[date]]:
    """The days that each store's till told of: one look each into the index that begins with day and store."""
    found: dict[int, set[date]] = {store_id: set() for store_id in store_ids}
    if not store_ids or not days:
        return found
    each = union_all(*(select(literal(day, Date).label("day")) for day in days)).subquery("asked")
    row: ColumnElement[bool] = exists().where(
        and_(col(DailyScan.day) == each.c.day, col(DailyScan.store_id) == Store.id)
    )
    query: Any = select(Store.id, each.c.day).join(each, true()).where(col(Store.id).in_(store_ids), row)
    for store_id, day in session.exec(query):
        found[store_id].add(day)
    return found
