"""What is known of daily sales, in a few numbers."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.tables import Store
from catalog.tables_history import DailyScan


@dataclass(frozen=True)
class ScanSpan:
    """How many stores and SKUs have told of sales, and of which days; None without any."""

    stores: int
    skus: int
    first_day: date | None
    last_day: date | None


def scan_span(session: Session, chain_id: int) -> ScanSpan:
    """The chain's daily sales as a whole."""
    mine = select(Store.id).where(Store.chain_id == chain_id)
    query = select(
        func.count(func.distinct(col(DailyScan.store_id))),
        func.count(func.distinct(col(DailyScan.sku_id))),
        func.min(DailyScan.day),
        func.max(DailyScan.day),
    ).where(col(DailyScan.store_id).in_(mine))
    return ScanSpan(*session.exec(query).one())
