"""Reading store days for the distribution report: a few statements over sets, whatever the size of the chain."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, and_, case, func, true, type_coerce
from sqlmodel import Session, col, select

from catalog.distribution_facts import (
    ArticleFact,
    CategorySales,
    DistributionScope,
    Moment,
    StoreFact,
)
from catalog.queries_people import stores_seen_by
from catalog.tables import Brand, Sku, Store, User
from catalog.tables_history import DailyScan, ShelfDay


def last_shelf_day(session: Session, user: User) -> date | None:
    """The latest day of any store that the user may see; None where there is no shelf day at all."""
    seen = col(ShelfDay.store_id).in_(stores_seen_by(user))
    return session.exec(select(func.max(ShelfDay.day)).where(seen)).one()


def stores_in(session: Session, user: User, scope: DistributionScope) -> dict[int, StoreFact]:
    """The stores of the scope that the user may see, by id, in order of their codes."""
    query = select(Store).where(*of_stores(user, scope)).order_by(Store.code)
    return {
        store.id or 0: StoreFact(store.id or 0, store.code, store.name, store.city, store.trade_area)
        for store in session.exec(query)
    }


def articles_in(session: Session, user: User, scope: DistributionScope) -> dict[int, ArticleFact]:
    """The chain's SKUs of the scope, by id, in order of their codes; those no longer active too."""
    query = select(Sku, Brand).join(Brand).where(*of_skus(user, scope)).order_by(Sku.code)
    return {
        sku.id or 0: ArticleFact(
            sku.id or 0, sku.code, brand.name, sku.name, sku.spec, sku.category, brand.competitor
        )
        for sku, brand in session.exec(query)
    }


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
        .where(*of_stores(user, wide), *of_skus(user, wide))
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


def of_stores(user: User, scope: DistributionScope) -> list[Any]:
    """What a store of the scope that the user may see fulfils."""
    wanted: list[Any] = [col(Store.id).in_(stores_seen_by(user))]
    if scope.store is not None:
        wanted.append(Store.code == scope.store)
    if scope.trade_area is not None:
        wanted.append(Store.trade_area == scope.trade_area)
    return wanted


def of_skus(user: User, scope: DistributionScope) -> list[Any]:
    """What a SKU of the scope fulfils."""
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
