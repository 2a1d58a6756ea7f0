"""Reading store days for the distribution report: a few statements over sets, whatever the size of the chain."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np
from sqlalchemy import CTE, BigInteger, Date, Integer, and_, case, column, func, true, type_coerce, values
from sqlmodel import Session, col, select

from catalog.distribution_facts import (
    ArticleFact,
    CategorySales,
    DistributionScope,
    Moment,
    StoreFact,
    StoreVisit,
)
from catalog.queries_people import stores_seen_by
from catalog.rows import key
from catalog.shelf_lines import unpack_lines
from catalog.store_states import StoreStates
from catalog.tables import Brand, Sku, Store, User
from catalog.tables_history import DailyScan, ShelfDay, ShelfDayPack, ShelfDaySku


def last_shelf_day(session: Session, user: User) -> date | None:
    """The latest day of any store that the user may see; None where there is no shelf day at all."""
    seen = col(ShelfDay.store_id).in_(stores_seen_by(user))
    return session.exec(select(func.max(ShelfDay.day)).where(seen)).one()


def stores_in(session: Session, user: User, scope: DistributionScope) -> dict[int, StoreFact]:
    """The stores of the scope that the user may see, by id, in order of their codes."""
    query = select(Store).where(*_of_stores(user, scope)).order_by(Store.code)
    return {
        store.id or 0: StoreFact(store.id or 0, store.code, store.name, store.city, store.trade_area)
        for store in session.exec(query)
    }


def articles_in(session: Session, user: User, scope: DistributionScope) -> dict[int, ArticleFact]:
    """The chain's SKUs of the scope, by id, in order of their codes; those no longer active too."""
    query = select(Sku, Brand).join(Brand).where(*_of_skus(user, scope)).order_by(Sku.code)
    return {
        sku.id or 0: ArticleFact(
            sku.id or 0, sku.code, brand.name, sku.name, sku.spec, sku.category, brand.competitor
        )
        for sku, brand in session.exec(query)
    }


def store_states(
    session: Session, user: User, scope: DistributionScope, moments: Sequence[Moment], *, before: Moment
) -> StoreStates:
    """What tells the states of the scope's stores at each moment, and of the visits before the latest at `before`.

    First each store's latest days are read alone, for mostly they show every category there is; then all days of the
    stores of which some category is still open.
    """
    points = [(m.since, m.day, 0) for m in moments] + [
        (before.since, before.day, skipped) for skipped in (0, 1)
    ]
    skus = _skus_by_category(session, user, scope)
    here = _of_stores(user, scope)
    latest = _latest_days(points, here)
    found = _read_days(session, col(ShelfDay.id).in_(select(latest.c.shelf_day_id)))
    states = _states(found, skus)
    since, until = min(m.since for m in (*moments, before)), max(m.day for m in (*moments, before))
    never = states.silent - _shown_between(session, user, states.silent, since, until)
    asked = [(before, 1), *((moment, 0) for moment in moments)]
    open_stores = {store for when, skipped in asked for store in states.unsettled(when, skipped, never)}
    if not open_stores:
        return states
    own = select(Store.id).where(*here)
    if len(open_stores) <= _MOST_NAMED:
        own = own.where(col(Store.id).in_(open_stores))
    more = _read_days(session, col(ShelfDay.store_id).in_(own), col(ShelfDay.day).between(since, until))
    again = {visit.store for visit, _ in more}
    return _states([*(day for day in found if day[0].store not in again), *more], skus)


def category_sales(
    session: Session, user: User, scope: DistributionScope, moment: Moment
) -> tuple[CategorySales, ...]:
    """What each store sold of each category from `moment.since` to `moment.day`, whatever brand is asked for.

    Units and values are in a measure of the database's own: good for shares of one another, not as sums of money.
    """
    wide = DistributionScope(category=scope.category, trade_area=scope.trade_area, store=scope.store)
    # The sum of one store's SKU is a walk along the primary key: three times as fast as grouping all scans.
    sold = (
        select(func.sum(type_coerce(col(DailyScan.units), BigInteger)))
        .where(
            DailyScan.store_id == Store.id,
            DailyScan.sku_id == Sku.id,
            col(DailyScan.day).between(moment.since, moment.day),
        )
        .correlate(Store, Sku)
        .scalar_subquery()
    )
    each = (
        _columns(col(Store.id).label("store_id"), Sku.category, Sku.list_price, sold.label("units"))
        .join_from(Store, Sku, true())
        .where(*_of_stores(user, wide), *_of_skus(user, wide))
        .cte("each")
        .prefix_with("MATERIALIZED")
    )
    price = type_coerce(each.c.list_price, BigInteger)
    query = (
        _columns(
            each.c.store_id,
            each.c.category,
            func.sum(each.c.units),
            func.sum(each.c.units * price),
            func.sum(case((and_(each.c.units != 0, each.c.list_price.is_(None)), 1), else_=0)),
        )
        .where(each.c.units.is_not(None))
        .group_by(each.c.store_id, each.c.category)
    )
    return tuple(
        CategorySales(store, category, Decimal(units), Decimal(value or 0) if not unpriced else None)
        for store, category, units, value, unpriced in session.exec(query)
    )


_Day = tuple[StoreVisit, bytes]
_MOST_NAMED: Final = 10_000
"""So many values go into one statement on every database."""


def _latest_days(points: Sequence[tuple[date, date, int]], here: Sequence[Any]) -> CTE:
    """(shelf_day_id): for each store and each (since, until, skipped) the latest day in between but so many."""
    columns = column("since", Date), column("day", Date), column("skipped", Integer)
    asked: CTE = values(*columns, name="points").data(list(points)).cte("points")

    def latest(skipped: int) -> Any:
        query = select(ShelfDay.id).where(
            ShelfDay.store_id == Store.id, col(ShelfDay.day).between(asked.c.since, asked.c.day)
        )
        newest_first = query.order_by(col(ShelfDay.day).desc()).offset(skipped).limit(1)
        return newest_first.correlate(Store, asked).scalar_subquery()

    each = case((asked.c.skipped == 0, latest(0)), else_=latest(1))
    found: CTE = (
        _columns(each.label("shelf_day_id")).join_from(Store, asked, true()).where(*here).distinct().cte()
    )
    return found


def _read_days(session: Session, *wanted: Any) -> list[_Day]:
    """The days with their lines, packed."""
    day = ShelfDay.store_id, ShelfDay.day, ShelfDay.facings, ShelfDay.unknown, ShelfDay.photos
    query = (
        _columns(*day, ShelfDayPack.lines)
        .join_from(ShelfDay, ShelfDayPack, col(ShelfDayPack.shelf_day_id) == ShelfDay.id)
        .where(*wanted)
    )
    return [(StoreVisit(*row), lines) for *row, lines in session.exec(query)]


def _shown_between(
    session: Session, user: User, categories: frozenset[str], since: date, until: date
) -> frozenset[str]:
    """Those of the categories that any store showed in between."""
    if not categories:
        return categories
    shown = (
        select(ShelfDaySku.sku_id)
        .join(ShelfDay, col(ShelfDay.id) == ShelfDaySku.shelf_day_id)
        .where(
            ShelfDaySku.sku_id == Sku.id,
            col(ShelfDaySku.facings) > 0,
            col(ShelfDay.day).between(since, until),
        )
        .correlate(Sku)
        .exists()
    )
    query = select(Sku.category).where(
        Sku.chain_id == user.chain_id, col(Sku.category).in_(categories), shown
    )
    return frozenset(session.exec(query.distinct()))


def _skus_by_category(session: Session, user: User, scope: DistributionScope) -> dict[int, tuple[str, bool]]:
    """The SKUs of the scope's categories by id: the category, and whether the report is about the SKU itself."""
    categories = select(Sku.category).where(*_of_skus(user, scope))
    asked = set(session.exec(select(col(Sku.id)).where(*_of_skus(user, scope))))
    query = select(col(Sku.id), Sku.category).where(
        Sku.chain_id == user.chain_id, col(Sku.category).in_(categories)
    )
    return {key(sku): (category, sku in asked) for sku, category in session.exec(query)}


def _states(days: list[_Day], skus: dict[int, tuple[str, bool]]) -> StoreStates:
    categories = sorted({category for category, _ in skus.values()})
    ids = np.array(sorted(skus), np.int64)
    place = np.array([categories.index(skus[sku][0]) for sku in ids.tolist()], np.int64)
    asked = np.array([skus[sku][1] for sku in ids.tolist()], np.bool_)
    visits = [visit for visit, _ in days]
    stores = np.array([visit.store for visit in visits], np.int64)
    owner, lines = unpack_lines([pack for _, pack in days], stores)
    known = np.isin(lines.sku, ids)
    which = np.searchsorted(ids, lines.sku[known])
    return StoreStates(visits, categories, owner[known], lines.only(known), place[which], asked[which])


def _of_stores(user: User, scope: DistributionScope) -> list[Any]:
    wanted: list[Any] = [col(Store.id).in_(stores_seen_by(user))]
    if scope.store is not None:
        wanted.append(Store.code == scope.store)
    if scope.trade_area is not None:
        wanted.append(Store.trade_area == scope.trade_area)
    return wanted


def _of_skus(user: User, scope: DistributionScope) -> list[Any]:
    wanted: list[Any] = [Sku.chain_id == user.chain_id]
    if scope.category is not None:
        wanted.append(Sku.category == scope.category)
    if scope.sku is not None:
        wanted.append(Sku.code == scope.sku)
    if scope.brand is not None:
        named = select(Brand.id).where(Brand.chain_id == user.chain_id, Brand.name == scope.brand)
        wanted.append(col(Sku.brand_id).in_(named))
    return wanted


def _columns(*columns: Any) -> Any:
    """A query for these columns: the typed `select` knows no more than four."""
    wide: Any = select
    return wide(*columns)
