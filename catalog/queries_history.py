"""Reading a store's days: what its photos of a day show by the names in force, and what it sells a day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import case, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.queries_boxes import boxes_in_force, products_in_force
from catalog.rows import key
from catalog.tables import Audit, Photo, Sku
from catalog.tables_history import DailyScan, ShelfDay, ShelfDaySku

_RATE_PLACES: Final = Decimal("0.0001")


@dataclass(frozen=True)
class Seen:
    """Facings (columns) and units of a SKU, or of what is unknown where `sku_id` is None, over some audits."""

    sku_id: int | None
    facings: int
    units: int


@dataclass(frozen=True)
class Rate:
    """Units a day that a store sells of a SKU, over so many days that it told of."""

    units_per_day: Decimal
    days: int


def audit_day(session: Session, audit_id: int, zone: tzinfo) -> date:
    """The store's local day that an audit's photo belongs to; raises NotFound audit_not_found."""
    query = select(_taken()).join(Audit, col(Audit.photo_id) == Photo.id).where(Audit.id == audit_id)
    taken: datetime | None = session.exec(query).first()
    if taken is None:
        raise NotFound("audit_not_found", audit=audit_id)
    return taken.astimezone(zone).date()


def audits_of_day(session: Session, store_id: int, day: date, zone: tzinfo) -> tuple[int, ...]:
    """The newest finished audit of each shelf photo that was taken in the store on its local day, by id.

    Served by `uq_photo_store_id_sha256` (a store's photos) and `ix_audit_photo_id`.
    """
    newer = aliased(Audit)
    superseded = select(newer.id).where(
        newer.photo_id == Audit.photo_id, newer.state == "done", col(newer.id) > col(Audit.id)
    )
    query = (
        select(Audit.id)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .where(
            Photo.store_id == store_id,
            Photo.kind == "shelf",
            Audit.state == "done",
            ~superseded.exists(),
            _taken() >= datetime.combine(day, time(), zone),
            _taken() < datetime.combine(day + timedelta(days=1), time(), zone),
        )
        .order_by(col(Audit.id))
    )
    return tuple(key(audit_id) for audit_id in session.exec(query))


def facings_of(session: Session, audit_ids: tuple[int, ...]) -> tuple[Seen, ...]:
    """What these audits show by the names in force, counted as `queries_audits.count_again` counts one of them."""
    product = products_in_force(audit_ids).c
    unknown = case((product.sku_id.is_(None), product.group_number))
    stack = func.coalesce(product.column_no, -1)
    counted: Any = (
        select(
            product.sku_id.label("sku_id"),
            func.count(func.distinct(stack)).label("facings"),
            func.count().label("units"),
        )
        .group_by(product.audit_id, product.layer, product.sku_id, unknown)
        .subquery()
    )
    query: Any = select(counted.c.sku_id, func.sum(counted.c.facings), func.sum(counted.c.units)).group_by(
        counted.c.sku_id
    )
    return tuple(Seen(sku_id, int(facings), int(units)) for sku_id, facings, units in session.exec(query))


def count_gaps(session: Session, audit_ids: tuple[int, ...]) -> int:
    """Gaps (空位) on these audits' photos."""
    box = boxes_in_force(audit_ids).c
    query: Any = select(func.count()).where(box.kind == "gap")
    return int(session.exec(query).one())


def categories_of(session: Session, sku_ids: set[int]) -> dict[int, str]:
    """The categories of SKUs by their ids."""
    query = select(Sku.id, Sku.category).where(col(Sku.id).in_(sku_ids))
    return {key(sku_id): category for sku_id, category in session.exec(query)}


def find_shelf_day(session: Session, store_id: int, day: date) -> ShelfDay | None:
    """What is kept of a store's day."""
    query = select(ShelfDay).where(ShelfDay.store_id == store_id, ShelfDay.day == day)
    return session.exec(query.execution_options(populate_existing=True)).first()


def skus_of_day(session: Session, shelf_day_id: int) -> dict[str, ShelfDaySku]:
    """The SKUs of a kept day by code."""
    query = (
        select(Sku.code, ShelfDaySku)
        .join(ShelfDaySku, col(ShelfDaySku.sku_id) == Sku.id)
        .where(ShelfDaySku.shelf_day_id == shelf_day_id)
        .order_by(Sku.code)
        .execution_options(populate_existing=True)
    )
    return dict(session.exec(query).all())


def daily_rates(session: Session, store_id: int, until: date, days: int = 28) -> dict[str, Rate]:
    """What a store sells a day, by SKU code, over the `days` days up to and with `until`.

    A till's file names what was sold, so a day counts when the store told of anything that day: a SKU without a row
    on it sold nothing, while a day without any row is no word (the feed was down) and is left out. A SKU that was
    never scanned before counts from its first scan on: it was not listed earlier. Returns count against sales, but
    a rate is never below 0. SKUs without a scan in these days are left out: nobody knows whether they are listed.

    Served by the primary key, which begins with the store.
    """
    start = until - timedelta(days=days - 1)
    here = (DailyScan.store_id == store_id, col(DailyScan.day).between(start, until))
    told = sorted(session.exec(select(col(DailyScan.day)).where(*here).distinct()))
    earlier = aliased(DailyScan)
    listed = (
        select(col(earlier.day))
        .where(
            earlier.store_id == DailyScan.store_id,
            earlier.sku_id == DailyScan.sku_id,
            col(earlier.day) < start,
        )
        .exists()
    )
    query: Any = (
        select(Sku.code, func.sum(DailyScan.units), func.min(DailyScan.day), listed)
        .join(Sku, col(Sku.id) == DailyScan.sku_id)
        .where(*here)
        .group_by(Sku.code, col(DailyScan.store_id), col(DailyScan.sku_id))
    )
    rates = {}
    for code, units, first, before in session.exec(query):
        counted = len(told) if before else sum(day >= first for day in told)
        rates[code] = Rate(max(Decimal(0), units / counted).quantize(_RATE_PLACES), counted)
    return rates


def _taken() -> Any:
    """When a photo was taken, but never later than its upload: clocks of phones run ahead."""
    known = col(Photo.captured_at)
    return case((known < col(Photo.uploaded_at), known), else_=col(Photo.uploaded_at))
