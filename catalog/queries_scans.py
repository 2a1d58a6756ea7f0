"""What is known of daily sales, in a few numbers."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.queries_till import scan_days
from catalog.tables import Sku, Store
from catalog.tables_history import DailyScan


@dataclass(frozen=True)
class ScanSpan:
    """How many stores and SKUs have told of sales, and of which days; None without any."""

    stores: int
    skus: int
    first_day: date | None
    last_day: date | None


def scan_span(session: Session, chain_id: int) -> ScanSpan:
    """The chain's daily sales as a whole; each store and SKU is looked up once, whatever the number of rows."""
    told = select(col(DailyScan.day)).where(DailyScan.store_id == Store.id).exists()
    sold = select(col(DailyScan.day)).where(DailyScan.sku_id == Sku.id).exists()
    stores = session.exec(
        select(func.count()).select_from(Store).where(Store.chain_id == chain_id, told)
    ).one()
    skus = session.exec(select(func.count()).select_from(Sku).where(Sku.chain_id == chain_id, sold)).one()
    return ScanSpan(stores, skus, *(scan_days(session, chain_id) or (None, None)))
