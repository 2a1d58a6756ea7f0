"""Writing many store days at once: what a generated or migrated history is put in with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, col, delete

from catalog.bulk import insert_rows
from catalog.queries_history_filling import shelf_day_ids
from catalog.shelf_lines import pack_lines
from catalog.tables_history import DailyScan, ShelfDay, ShelfDayPack, ShelfDaySku


@dataclass(frozen=True)
class StoreDay:
    """A store's day: facings by SKU id as (sku_id, facings, units, must); `photos` 0 says that none was taken."""

    store_id: int
    day: date
    photos: int
    unknown: int
    gaps: int
    skus: Sequence[tuple[int, int, int, bool]]

    def __post_init__(self) -> None:
        if min(self.photos, self.unknown, self.gaps, 0) < 0 or any(row[1] < 0 for row in self.skus):
            raise ValueError(f"expected counts from 0 on {self.day}")

    @property
    def facings(self) -> int:
        """All columns of the day, the unknown ones included."""
        return self.unknown + sum(row[1] for row in self.skus)


def save_store_days(session: Session, days: Sequence[StoreDay], *, now: datetime) -> int:
    """Insert these days, none of which may be there yet; how many rows of SKUs."""
    head = ("store_id", "day", "photos", "facings", "unknown", "gaps", "made_at")
    rows = ((d.store_id, d.day, d.photos, d.facings, d.unknown, d.gaps, now) for d in days)
    insert_rows(session, ShelfDay, head, rows)
    ids = shelf_day_ids(session, {d.store_id for d in days}, min(d.day for d in days)) if days else {}
    packs = ((ids[d.store_id, d.day], pack_lines((sku, n, must) for sku, n, _, must in d.skus)) for d in days)
    insert_rows(session, ShelfDayPack, ("shelf_day_id", "lines"), packs)
    lines = ((ids[d.store_id, d.day], *row) for d in days for row in d.skus)
    return insert_rows(session, ShelfDaySku, ("shelf_day_id", "sku_id", "facings", "units", "must"), lines)


def save_daily_scans(session: Session, rows: Iterable[tuple[int, int, date, Decimal]]) -> int:
    """Insert units sold as (store_id, sku_id, day, units), none of which may be there yet; how many."""
    return insert_rows(session, DailyScan, ("store_id", "sku_id", "day", "units"), rows)


def forget_scans(session: Session, store_id: int, since: date, *, sku_id: int | None = None) -> None:
    """Take back what a store's till told of a SKU, or of all, from `since` on."""
    gone = delete(DailyScan).where(col(DailyScan.store_id) == store_id, col(DailyScan.day) >= since)
    session.execute(gone if sku_id is None else gone.where(col(DailyScan.sku_id) == sku_id))
