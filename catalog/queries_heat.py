"""How every store of a user stands: compliance, last visit, sales; three sets, whatever the size of the chain."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, func, type_coerce
from sqlmodel import Session, col, select

from catalog.queries_people import stores_seen_by
from catalog.rows import key
from catalog.tables import Audit, Photo, Sku, Store, User
from catalog.tables_advice import Compliance
from catalog.tables_history import DailyScan
from catalog.tables_till import ScanFile
from catalog.tables_visits import Visit


@dataclass(frozen=True)
class StoreStanding:
    """A store; `compliance_pct` 0..100 of the last day on which a photo of it was held against a planogram, None where
    that never was; `seen_at` the last visit or photo."""

    store: Store
    compliance_pct: float | None
    seen_at: datetime | None


def store_standings(
    session: Session, user: User, since: datetime, zone: tzinfo, *, city: str | None = None
) -> tuple[StoreStanding, ...]:
    """The stores that the user may see, by city, trade area and code; compliance of photos judged since then, days
    being those of the zone.

    Last times are read from the ends of `ix_visit_store_id_started_at` and `ix_photo_store_id_uploaded_at`.
    """
    visited: Any = select(func.max(Visit.started_at)).where(Visit.store_id == Store.id)
    sent: Any = select(func.max(Photo.uploaded_at)).where(Photo.store_id == Store.id)
    columns: Any = select
    query = columns(
        Store,
        visited.correlate(Store).scalar_subquery(),
        sent.correlate(Store).scalar_subquery(),
    ).where(col(Store.id).in_(stores_seen_by(user)))
    if city is not None:
        query = query.where(Store.city == city)
    found = session.exec(query.order_by(Store.city, Store.trade_area, Store.code)).all()
    scores = _scores(session, user.chain_id, since, zone)
    return tuple(
        StoreStanding(
            store, scores.get(key(store.id)), max((at for at in (visit, photo) if at), default=None)
        )
        for store, visit, photo in found
    )


def _scores(session: Session, chain_id: int, since: datetime, zone: tzinfo) -> dict[int, float]:
    """By store, the mean of the newest words on its last judged day. Served by `ix_compliance_made_at`."""
    columns: Any = select
    query = (
        columns(Photo.store_id, Compliance.audit_id, Compliance.made_at, Compliance.score_pct)
        .join(Audit, col(Audit.id) == Compliance.audit_id)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(Store.chain_id == chain_id, col(Compliance.made_at) >= since, Compliance.outcome == "judged")
        .order_by(col(Compliance.id))
    )
    days: dict[int, date] = {}
    words: dict[int, dict[int, float]] = {}
    for store, audit, made, score in session.exec(query):
        day = made.astimezone(zone).date()
        if score is None or day < days.get(store, day):
            continue
        if day != days.get(store):
            days[store], words[store] = day, {}
        words[store][audit] = float(score)
    return {store: sum(found.values()) / len(found) for store, found in words.items()}


def sales_mark(session: Session, chain_id: int) -> int:
    """Changes whenever a feed of the chain was taken in."""
    return session.exec(select(func.max(col(ScanFile.id))).where(ScanFile.chain_id == chain_id)).one() or 0


def sales_of_stores(session: Session, chain_id: int, first: date, last: date) -> dict[int, Decimal]:
    """Money that each store took from `first` to `last`, at list prices; SKUs without one count nothing.

    Reads every till row of those days: seconds for a large chain, so keep the answer (`api.store_sales`).
    """
    whole = session.get_bind().dialect.name == "sqlite"  # where exact decimals are scaled integers
    units, price = DailyScan.units, Sku.list_price
    worth: Any = (
        func.sum(type_coerce(col(units), BigInteger) * type_coerce(col(price), BigInteger))
        if whole
        else func.sum(col(units) * col(price))
    )
    query: Any = (
        select(DailyScan.store_id, worth)
        .join(Sku, col(Sku.id) == DailyScan.sku_id)
        .where(Sku.chain_id == chain_id, col(DailyScan.day).between(first, last))
        .group_by(col(DailyScan.store_id))
    )
    scale = Decimal(10) ** 7 if whole else Decimal(1)
    return {store: Decimal(value) / scale for store, value in session.exec(query) if value is not None}
