"""What the API says and hears of daily sales."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

from api.schemas_skus import BadRowAnswer


class UnknownWordAnswer(BaseModel):
    """A store or product that nobody knows, as the file calls it."""

    word: str
    rows: int = Field(description="how many rows name it")
    first_line: int


class ScanImportAnswer(BaseModel):
    """What became of a file of daily sales."""

    rows: int = Field(description="rows of the file")
    kept: int = Field(description="figures kept, one a store, product and day")
    added_up: int = Field(
        description="rows that were added to an earlier row of the same store, product and day"
    )
    first_day: date | None
    last_day: date | None
    stores: int
    skus: int
    bad: list[BadRowAnswer] = Field(description="the first of the rows that cannot be read")
    bad_rows: int = Field(description="how many there are in all")
    aside: int = Field(description="rows that wait for a store or SKU that nobody knows yet")
    cut: bool = Field(description="the file ends within a row: it may be cut off")
    unknown_stores: list[UnknownWordAnswer] = Field(description="the most rows first")
    unknown_skus: list[UnknownWordAnswer]
    ignored_columns: list[str]


class ScanRow(BaseModel):
    """Units of a SKU (code or barcode) sold in a store (code) on a day; fewer than 0 where more came back."""

    store: str = Field(max_length=200)
    sku: str = Field(max_length=200)
    date: str = Field(max_length=40, description="2026-11-25, or a moment with its zone")
    units: Decimal


class ScanRows(BaseModel):
    """Daily sales, at most 100,000 rows at a time."""

    rows: list[ScanRow] = Field(max_length=100_000)


class ScanFileAnswer(BaseModel):
    """A file of daily sales: how far it is, or what became of it."""

    id: int
    name: str
    taken_at: datetime
    state: Literal["coming", "done", "refused"]
    step: Literal["read", "write"] | None = Field(
        description="while it comes: the file is read, rows are written"
    )
    fraction: float | None = Field(description="0 to 1 of the step")
    from_aside: bool = Field(description="no file: rows that had waited for a store or product went in")
    refused: str | None = Field(description="why nothing was taken")
    first_day: date | None
    last_day: date | None
    rows: int
    kept: int
    bad_rows: int
    aside: int
    cut: bool
    report: ScanImportAnswer | None = Field(description="all of it; only where one file is asked for")


class ScanFileList(BaseModel):
    """The files that came last."""

    files: list[ScanFileAnswer]


class AsideWordAnswer(BaseModel):
    """A word of a till for a store or product that nobody knows."""

    word: str
    rows: int
    units: Decimal
    first_day: date
    last_day: date


class AsideAnswer(BaseModel):
    """What waits: rows in all, and the words that are not known; the most rows first."""

    rows: int
    stores: list[AsideWordAnswer]
    skus: list[AsideWordAnswer]
    more_stores: int
    more_skus: int


class AsideTaken(BaseModel):
    """How many rows went into the history."""

    rows: int
