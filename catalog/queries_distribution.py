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
    String,
    and_,
    case,
    cast,
    column,
    func,
    literal,
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
    visits: list[dict[tuple[int, str], StoreVisit]] = [{} for _ in range(len(moments) + 1)]
    day = ShelfDay.store_id, ShelfDay.day, ShelfDay.facings, ShelfDay.unknown, ShelfDay.photos
    found = _columns(state.c.point, state.c.category, *day).join_from(
        state, ShelfDay, col(ShelfDay.id) == state.c.shelf_day_id
    )
    for point, category, *row in session.exec(found):
        visits[point][row[0], category] = StoreVisit(*row)
    lines: list[list[ShelfLine]] = [[] for _ in visits]
    line = ShelfDaySku.sku_id, ShelfDaySku.facings, ShelfDaySku.must
    days = _days_of(state)
    wanted = _with_lines(_columns(days.c.point, days.c.store_id, *line), days, user, scope)
    for point, *row in session.exec(wanted):
        lines[point].append(ShelfLine(*row))
    return tuple(Snapshot(seen, tuple(rows)) for seen, rows in zip(visits, lines, strict=True))


def series_counts(
    session: Session, user: User, scope: DistributionScope, moments: Sequence[Moment]
) -> tuple[PointCount, ...]:
    """Each SKU at each moment where any store had a line of it."""
    state = _states(user, scope, moments)
    there = func.sum(case((col(ShelfDaySku.facings) > 0, 1), else_=0))
    days = _days_of(state)
    counts = _columns(ShelfDaySku.sku_id, days.c.point, there, func.sum(ShelfDaySku.facings))
    query = _with_lines(counts, days, user, scope).group_by(col(ShelfDaySku.sku_id), days.c.point)
    return tuple(PointCount(sku, point, int(stores), int(n)) for sku, point, stores, n in session.exec(query))


def series_totals(
    session: Session, user: User, scope: DistributionScope, moments: Sequence[Moment]
) -> tuple[PointTotal, ...]:
    """For each moment how many stores have a state, by category."""
    state = _states(user, scope, moments)
    seen = select(state.c.point, state.c.category, func.count()).where(state.c.shelf_day_id.is_not(None))
    by_category: list[dict[str, int]] = [{} for _ in moments]
    for point, category, stores in session.exec(seen.group_by(state.c.point, state.c.category)):
        by_category[point][category] = stores
    return tuple(PointTotal(moment.day, stores) for moment, stores in zip(moments, by_category, strict=True))


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
    """(point, store_id, category, number, shelf_day_id): at each moment each store's latest day that showed the
    category, None where there is none; `second` adds the last but one. `number` stands for the category."""
    points = _points("points", [(place, m.since, m.day) for place, m in enumerate(moments)])
    categories = _kept(_categories(user, scope), "categories")
    found = [_latest(user, scope, points, categories, 0)]
    if second is not None:
        last = _points("last", [(len(moments), second.since, second.day)])
        found.append(_latest(user, scope, last, categories, 1))
    return _kept(union_all(*found), "state")


def _kept(query: Any, name: str) -> CTE:
    """Worked out once and kept: both databases would do it again for every line otherwise."""
    kept: CTE = query.cte(name).prefix_with("MATERIALIZED")
    return kept


def _points(name: str, rows: Sequence[tuple[int, date, date]]) -> CTE:
    columns = column("point", Integer), column("since", Date), column("day", Date)
    return values(*columns, name=name).data(rows).cte(name)


def _latest(user: User, scope: DistributionScope, points: CTE, categories: CTE, skipped: int) -> Any:
    shown = (
        select(ShelfDaySku.sku_id)
        .join(Sku, col(Sku.id) == ShelfDaySku.sku_id)
        .where(
            ShelfDaySku.shelf_day_id == ShelfDay.id,
            # One that a plan misses is no view of its whole category.
            col(ShelfDaySku.facings) > 0,
            Sku.category == categories.c.category,
        )
        .correlate(ShelfDay, categories)
        .exists()
    )
    latest = (
        select(ShelfDay.id)
        .where(ShelfDay.store_id == Store.id, col(ShelfDay.day).between(points.c.since, points.c.day), shown)
        .order_by(col(ShelfDay.day).desc())
        .offset(skipped)
        .limit(1)
        .correlate(Store, points, categories)
        .scalar_subquery()
    )
    who: Any = points.c.point, col(Store.id).label("store_id"), categories.c.category, categories.c.number
    return (
        _columns(*who, latest.label("shelf_day_id"))
        .join_from(Store, points, true())
        .join(categories, true())
        .where(*_of_stores(user, scope))
    )


def _categories(user: User, scope: DistributionScope) -> Any:
    number = func.min(Sku.id).label("number")
    return select(Sku.category, number).where(*_of_skus(user, scope)).group_by(col(Sku.category))


def _days_of(state: CTE) -> CTE:
    """(point, store_id, shelf_day_id, marks): each day once, with the categories that it is the state of, `:7::12:`.

    Going through a day's lines once and asking the marks is several times as fast as once for each category.
    """
    mark = literal(":") + cast(state.c.number, String) + ":"
    key = state.c.point, state.c.store_id, state.c.shelf_day_id
    marks = func.aggregate_strings(mark, "").label("marks")
    return _kept(_columns(*key, marks).where(state.c.shelf_day_id.is_not(None)).group_by(*key), "days")


def _with_lines(query: Any, days: CTE, user: User, scope: DistributionScope) -> Any:
    """The query over the lines of each day that are of the categories that it is the state of."""
    categories = _categories(user, scope).subquery()
    mark = literal(":") + cast(categories.c.number, String) + ":"
    articles = _kept(
        select(col(Sku.id).label("id"), mark.label("mark"))
        .join(categories, categories.c.category == Sku.category)
        .where(*_of_skus(user, scope)),
        "articles",
    )
    # As LIKE says; but of LIKE PostgreSQL expects so little that it looks each SKU of each day up by itself.
    told = func.length(func.replace(days.c.marks, articles.c.mark, "")) < func.length(days.c.marks)
    return (
        query.select_from(days)
        .join(ShelfDaySku, col(ShelfDaySku.shelf_day_id) == days.c.shelf_day_id)
        .join(articles, and_(articles.c.id == ShelfDaySku.sku_id, told))
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


def _columns(*columns: Any) -> Any:
    """A query for these columns: the typed `select` knows no more than four."""
    wide: Any = select
    return wide(*columns)
