"""Tables of a store's days: units scanned at the till, and what its shelves showed on a day."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Index, LargeBinary, PrimaryKeyConstraint, UniqueConstraint
from sqlmodel import Field

from catalog.column_types import ExactDecimal, Id, UtcDateTime
from catalog.tables_base import Table, link_to, primary_key


class DailyScan(Table, table=True):
    """Units of a SKU sold in a store on a day; returns count against it, so it may be negative. No row: no word."""

    __tablename__ = "daily_scan"
    __table_args__: ClassVar[Any] = (
        # The key holds the units beside it: sums over weeks of a chain's sales read nothing else.
        PrimaryKeyConstraint("store_id", "sku_id", "day", postgresql_include=["units"]),
        # A night reads one day of every store, and new days are put at its end.
        Index("ix_daily_scan_day_store_id_sku_id_units", "day", "store_id", "sku_id", "units"),
        {"sqlite_with_rowid": False},
    )
    store_id: int = Field(foreign_key="store.id", primary_key=True, sa_type=Id)
    sku_id: int = Field(foreign_key="sku.id", primary_key=True, sa_type=Id, index=True)
    day: date = Field(primary_key=True)
    units: Decimal = Field(sa_type=ExactDecimal(12, 3))


class ShelfDay(Table, table=True):
    """What the shelf photos of a store showed on a day, over the newest audit of each photo; of two photos of one
    bay the newest (`catalog.bay_photos`), though `photos` counts all.

    `facings` counts columns, the unknown ones included; derived from audits, and made anew when one of them changes.
    """

    __tablename__ = "shelf_day"
    __table_args__: ClassVar[Any] = (UniqueConstraint("store_id", "day"),)
    id: int | None = primary_key()
    store_id: int = link_to("store.id")
    day: date = Field(index=True)
    photos: int
    facings: int
    unknown: int
    gaps: int
    made_at: datetime = Field(sa_type=UtcDateTime)


class ShelfDaySku(Table, table=True):
    """A SKU on a store's day. `facings` counts columns; 0 where the must-stock list or the planogram asks for it and
    no photo shows it (`must` tells)."""

    __tablename__ = "shelf_day_sku"
    shelf_day_id: int = Field(foreign_key="shelf_day.id", primary_key=True, sa_type=Id, ondelete="CASCADE")
    sku_id: int = Field(foreign_key="sku.id", primary_key=True, sa_type=Id, index=True)
    facings: int
    units: int
    must: bool = False


class ShelfDayPack(Table, table=True):
    """A store's day in one value, all its `shelf_day_sku` rows (`catalog.shelf_lines.PACKED`), written beside them: a
    report over a chain reads one row a store and moment rather than one for each SKU."""

    __tablename__ = "shelf_day_pack"
    shelf_day_id: int = Field(foreign_key="shelf_day.id", primary_key=True, sa_type=Id, ondelete="CASCADE")
    lines: bytes = Field(sa_type=LargeBinary)
