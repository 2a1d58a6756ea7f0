"""What a policy's products sold while and where it ran: all that tells what it may have cost so far."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from catalog.queries_policies import PolicyRow
from catalog.tables import Brand, Sku, Store
from catalog.tables_history import DailyScan


def sold_under(session: Session, row: PolicyRow, until: date) -> tuple[tuple[Sku, Decimal], ...]:
    """Units sold of each SKU that a policy is for, in its places, from its first day up to `until` or its last day.

    Served by `ix_daily_scan_sku_id`; of a category of a large chain it reads many rows, so ask for few policies.
    """
    policy = row.policy
    last = until if policy.valid_until is None else min(until, policy.valid_until)
    named = [sku.code for sku in row.skus]
    meant = or_(col(Sku.code).in_(named), and_(col(Sku.category).in_(row.categories), ~col(Brand.competitor)))
    places = [
        and_(
            *(column == part for column, part in _parts(place) if part),
            col(Store.chain_id) == policy.chain_id,
        )
        for place in row.places
    ]
    query: Any = (
        select(Sku, func.sum(DailyScan.units))
        .join(Brand, col(Brand.id) == Sku.brand_id)
        .join(DailyScan, col(DailyScan.sku_id) == Sku.id)
        .join(Store, col(Store.id) == DailyScan.store_id)
        .where(Sku.chain_id == policy.chain_id, meant, col(DailyScan.day).between(policy.valid_from, last))
        .group_by(*Sku.__table__.columns)  # type: ignore[attr-defined]
    )
    if places:
        query = query.where(or_(*places))
    return tuple((sku, max(Decimal(0), units)) for sku, units in session.exec(query))


def _parts(place: Any) -> tuple[tuple[Any, str], ...]:
    return (
        (Store.city, place.city),
        (Store.trade_area, place.trade_area),
        (Store.store_class, place.store_class),
    )
