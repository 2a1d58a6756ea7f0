"""What stores of a chain usually sell of a product: for stores that never sold it themselves."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.tables import Sku
from catalog.tables_history import DailyScan

_PLACES: Final = Decimal("0.0001")


def usual_rates(
    session: Session, chain_id: int, codes: Collection[str], until: date, days: int = 28
) -> dict[str, Decimal]:
    """Units a day by SKU code: the median over the chain's stores that sold it in the `days` days up to `until`.

    In each store from its first scan of these days on, a day without one as nothing sold; never below 0. SKUs that no
    store sold are left out. Served by `ix_daily_scan_sku_id`: ask for few SKUs.
    """
    start = until - timedelta(days=days - 1)
    query: Any = (
        select(Sku.code, func.sum(DailyScan.units), func.min(DailyScan.day))
        .join(Sku, col(Sku.id) == DailyScan.sku_id)
        .where(Sku.chain_id == chain_id, col(Sku.code).in_(codes), col(DailyScan.day).between(start, until))
        .group_by(Sku.code, col(DailyScan.store_id))
    )
    rates: dict[str, list[Decimal]] = {}
    for code, units, first in session.exec(query):
        rates.setdefault(code, []).append(units / ((until - first).days + 1))
    return {code: max(Decimal(0), Decimal(median(found))).quantize(_PLACES) for code, found in rates.items()}
