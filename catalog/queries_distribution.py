"""Reading store days for the distribution report: a few statements over sets, whatever the size of the chain."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Date,
    Integer,
    and_,
    case,
    column,
    func,
    true,
    type_coerce,
    union_all,
    values,
)
from sqlmodel import Session, col, select

from catalog.distribution_facts import (
    ArticleFact,
    CategorySales,
    DistributionScope,
    Moment,
    PointCount,
    PointTotal,
    ShelfLine,
    Snapshot,
    StoreFact,
    StoreVisit,
)
from catalog.queries_people import stores_seen_by
from catalog.tables import Brand, Sku, Store, User
from catalog.tables_history import DailyScan, ShelfDay, ShelfDaySku


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


def snapshots(
    session: Session, user: User, scope: DistributionScope, moments: Sequence[Moment], *, before: Moment
) -> tuple[Snapshot, ...]:
    """The states of the scope's stores at each moment, and last the visit before the latest at `before`."""
    state = _states(user, scope, moments, second=before)
    visits: list[dict[int, StoreVisit]] = [{} for _ in range(len(moments) + 1)]
    day = ShelfDay.store_id, ShelfDay.day, ShelfDay.facings, ShelfDay.unknown, ShelfDay.photos
    found = _columns(state.c.point, *day).join_from(state, ShelfDay, col(ShelfDay.id) == state.c.shelf_day_id)
    for point, *row in session.exec(found):
        visits[point][row[0]] = StoreVisit(*row)
    lines: list[list[ShelfLine]] = [[] for _ in visits]
    line = ShelfDaySku.sku_id, ShelfDaySku.facings, ShelfDaySku.must
    wanted = _columns(state.c.point, state.c.store_id, *line).join_from(
        state, ShelfDaySku, col(ShelfDaySku.shelf_day_id) == state.c.shelf_day_id
    )
    wanted = wanted.where(col(ShelfDaySku.sku_id).in_(_sku_ids(user, scope)))
    for point, *row in session.exec(wanted):
        lines[point].append(ShelfLine(*row))
    return tuple(Snapshot(seen, tuple(rows)) for seen, rows in zip(visits, lines, strict=True))


def series_counts(
    session: Session, user: User, scope: DistributionScope, moments: Sequence[Moment]
) -> tuple[PointCount, ...]:
    """Each SKU at each moment where any store had a line of it."""
    state = _states(user, scope, moments)
    there = func.sum(case((col(ShelfDaySku.facings) > 0, 1), else_=0))
    query = (
        select(ShelfDaySku.sku_id, state.c.point, there, func.sum(ShelfDaySku.facings))
        .join_from(state, ShelfDaySku, col(ShelfDaySku.shelf_day_id) == state.c.shelf_day_id)
        .where(col(ShelfDaySku.sku_id).in_(_sku_ids(user, scope)))
        .group_by(col(ShelfDaySku.sku_id), state.c.point)
    )
    return tuple(PointCount(sku, point, int(stores), int(n)) for sku, point, stores, n in session.exec(query))


def series_totals(
    session: Session, user: User, scope: DistributionScope, moments: Sequence[Moment]
) -> tuple[PointTotal, ...]:
    """For each moment how many stores have a state, and all facings of these."""
    state = _states(user, scope, moments)
    query = (
        select(state.c.point, func.count(), func.sum(ShelfDay.facings))
        .join_from(state, ShelfDay, col(ShelfDay.id) == state.c.shelf_day_id)
        .group_by(state.c.point)
    )
    found = {point: (stores, int(facings)) for point, stores, facings in session.exec(query)}
    return tuple(PointTotal(m.day, *found.get(place, (0, 0))) for place, m in enumerate(moments))


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


def _states(
    user: User, scope: DistributionScope, moments: Sequence[Moment], *, second: Moment | None = None
) -> CTE:
    """(point, store_id, shelf_day_id): each store's latest day at each moment; `second` adds its last but one."""
    points = _points("points", [(place, m.since, m.day) for place, m in enumerate(moments)])
    found = [_latest(user, scope, points, 0)]
    if second is not None:
        last = _points("last", [(len(moments), second.since, second.day)])
        found.append(_latest(user, scope, last, 1))
    # Found once and kept: both databases would look the days up again for every line otherwise.
    return union_all(*found).cte("state").prefix_with("MATERIALIZED")


def _points(name: str, rows: Sequence[tuple[int, date, date]]) -> CTE:
    columns = column("point", Integer), column("since", Date), column("day", Date)
    return values(*columns, name=name).data(rows).cte(name)


def _latest(user: User, scope: DistributionScope, points: CTE, skipped: int) -> Any:
    latest = (
        select(ShelfDay.id)
        .where(ShelfDay.store_id == Store.id, col(ShelfDay.day).between(points.c.since, points.c.day))
        .order_by(col(ShelfDay.day).desc())
        .offset(skipped)
        .limit(1)
        .correlate(Store, points)
        .scalar_subquery()
    )
    return (
        select(points.c.point, col(Store.id).label("store_id"), latest.label("shelf_day_id"))
        .join_from(Store, points, true())
        .where(*_of_stores(user, scope))
    )


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


def _sku_ids(user: User, scope: DistributionScope) -> Any:
    return select(Sku.id).where(*_of_skus(user, scope))


def _columns(*columns: Any) -> Any:
    """A query for these columns: the typed `select` knows no more than four."""
    wide: Any = select
    return wide(*columns)
