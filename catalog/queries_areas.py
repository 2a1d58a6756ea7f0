"""Reading areas: trade areas of a user's stores, where posters hang, what an area sells a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from catalog.queries_people import stores_seen_by
from catalog.tables import Audit, Photo, Store, User
from catalog.tables_history import DailyScan
from catalog.tables_posters import Poster


@dataclass(frozen=True)
class AreaScope:
    """Stores of a city, or of one trade area of it; both "": every store that the user may see."""

    city: str = ""
    trade_area: str = ""


@dataclass(frozen=True)
class AreaFact:
    """A trade area with stores that the user may see."""

    city: str
    trade_area: str
    stores: int


def areas_seen(session: Session, user: User) -> tuple[AreaFact, ...]:
    """The trade areas of the stores that the user may see, by city and name; stores without one have ""."""
    query = (
        select(Store.city, Store.trade_area, func.count())
        .where(col(Store.id).in_(stores_seen_by(user)))
        .group_by(Store.city, Store.trade_area)
        .order_by(Store.city, Store.trade_area)
    )
    return tuple(AreaFact(city, area, int(count)) for city, area, count in session.exec(query))


def area_of_newest_poster(session: Session, user: User) -> AreaScope | None:
    """Where the last poster with offers hung that the user may see: what to show first."""
    query = (
        select(Store.city, Store.trade_area)
        .join(Photo, col(Photo.store_id) == Store.id)
        .join(Audit, col(Audit.photo_id) == Photo.id)
        .join(Poster, col(Poster.audit_id) == Audit.id)
        .where(Poster.outcome == "offers", col(Store.id).in_(stores_seen_by(user)))
        .order_by(col(Poster.id).desc())
    )
    found = session.exec(query.limit(1)).first()
    return None if found is None else AreaScope(*found)


def area_rates(
    session: Session, store_ids: Collection[int], sku_ids: Collection[int], until: date, *, days: int = 28
) -> dict[int, Decimal]:
    """Units a day that these stores sell together, by SKU id: of `days` days up to `until`, returns counted against it.

    SKUs without a scan are left out. Each store and SKU is a walk along the primary key.
    """
    start = until - timedelta(days=days - 1)
    query: Any = (
        select(DailyScan.sku_id, func.sum(DailyScan.units))
        .where(
            col(DailyScan.store_id).in_(store_ids),
            col(DailyScan.sku_id).in_(sku_ids),
            col(DailyScan.day).between(start, until),
        )
        .group_by(col(DailyScan.sku_id))
    )
    rates = {sku_id: max(Decimal(units), Decimal(0)) / days for sku_id, units in session.exec(query)}
    return {sku_id: rate.quantize(Decimal("0.0001")) for sku_id, rate in rates.items()}


def of_scope(user: User, scope: AreaScope) -> tuple[ColumnElement[bool], ...]:
    """What a store must be to count: of the scope, and one that the user may see."""
    wanted: list[ColumnElement[bool]] = [col(Store.id).in_(stores_seen_by(user))]
    if scope.city:
        wanted.append(col(Store.city) == scope.city)
    if scope.trade_area:
        wanted.append(col(Store.trade_area) == scope.trade_area)
    return tuple(wanted)
