"""What a space suggestion reads: the stores where a version is in force, and what they sell a day on average."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import or_
from sqlmodel import Session, col, select

from catalog.queries_history import daily_rates
from catalog.queries_plans import Targets
from catalog.rows import key
from catalog.tables import Store

STORES_MOST: Final = 30
"""So many stores stand for all: their average is sure enough, and each costs queries of its own."""
_PLACES: Final = Decimal("0.001")


def stores_targeted(session: Session, chain_id: int, targets: Targets) -> tuple[Store, ...]:
    """The stores that a version names by code or class, or all of the chain where it names none; by code."""
    query = select(Store).where(Store.chain_id == chain_id)
    if not targets.everywhere and (targets.stores or targets.store_classes):
        named = or_(col(Store.code).in_(targets.stores), col(Store.store_class).in_(targets.store_classes))
        query = query.where(named)
    return tuple(session.exec(query.order_by(Store.code)))


def average_rates(session: Session, stores: Sequence[Store], until: date) -> dict[str, Decimal]:
    """Units a day by SKU code, averaged over the stores that sell it; of more than `STORES_MOST` stores over so many,
    taken at even distances."""
    step = max(1, -(-len(stores) // STORES_MOST))
    found: dict[str, list[Decimal]] = {}
    for store in stores[::step]:
        for code, rate in daily_rates(session, key(store.id), until).items():
            found.setdefault(code, []).append(rate.units_per_day)
    return {code: (sum(each, Decimal(0)) / len(each)).quantize(_PLACES) for code, each in found.items()}
