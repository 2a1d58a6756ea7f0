"""Sales of the till into the history: a row a store, SKU and day; a later file replaces what an earlier one said.

A file of any size is read in chunks of columns (`catalog.scan_lines`), summed on disk (`catalog.scan_sums`) and put
into the database part by part. What names a store or SKU that nobody knows is kept aside until somebody does.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Final

import numpy as np
from sqlalchemy import Engine
from sqlmodel import Session

from catalog.database import writing
from catalog.errors import Invalid
from catalog.header_row import Table
from catalog.queries_aside import ENDED
from catalog.rows import key
from catalog.scan_aside import put_aside
from catalog.scan_lines import open_words
from catalog.scan_reading import FIELDS, ScanReader
from catalog.scan_report import ScanImport
from catalog.scan_rows import put_scans
from catalog.scan_sums import PARTS, ScanSums
from catalog.scan_words import words_known
from catalog.tables_till import ScanFile

SCAN_TABLE: Final = Table(
    {
        "store": (
            "门店",
            "门店编码",
            "门店编号",
            "门店名称",
            "店号",
            "店铺",
            "storecode",
            "storeid",
            "shop",
            "outlet",
        ),
        "sku": (
            "商品编码",
            "商品条码",
            "编码",
            "条码",
            "条形码",
            "货号",
            "gtin",
            "ean",
            "barcode",
            "skucode",
            "item",
            "itemcode",
            "productcode",
        ),
        "date": ("日期", "销售日期", "交易日期", "营业日期", "day", "salesdate", "businessdate"),
        "units": ("数量", "销量", "销售数量", "件数", "qty", "quantity", "unitssold"),
    },
    required=("store", "sku", "date", "units"),
)
MOST_ROWS: Final = 600_000
MOST_BYTES: Final = 60_000_000
"""Of workbooks; a CSV may be of any size."""
_SMALL_BYTES: Final = 30_000_000


@dataclass(frozen=True)
class Feed:
    """Where a feed comes from: whose chain, what it is called, who sends it when; `zone` is where its days are days."""

    chain_id: int
    now: datetime
    today: date
    zone: tzinfo
    name: str = ""
    by: int | None = None


@dataclass(frozen=True)
class Progress:
    """How far an import is: `step` read or write, 0..1 of it, rows so far."""

    step: str
    fraction: float
    rows: int


Sessions = Callable[[], AbstractContextManager[Session]]
Told = Callable[[Progress], None]


def import_scans(session: Session, feed: Feed, data: bytes) -> ScanImport:
    """Take a CSV or XLSX with columns store, sku (code or GTIN), date and units; other columns are ignored by name.

    Several rows of one store, SKU and day in a file (one a till, say) are added up; what an earlier file said of the
    three is replaced, so that the same file twice changes nothing. Returns may be negative. A day later than
    tomorrow is bad (a store may be a day ahead of the server). SKUs that left the catalogue are known.

    Raises:
        Invalid: `bad_file` as `catalog.scan_lines.open_words`: nothing is read.
    """
    return _import(lambda: nullcontext(session), feed, data, lambda progress: None)


def take_rows(session: Session, feed: Feed, rows: Sequence[tuple[str, str, str, str]]) -> ScanImport:
    """The same of rows that come without a file: words for store, SKU, day and units; lines count from 1."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    # A line is a row: none may go over two.
    writer.writerows([FIELDS, *([" ".join(word.split()) for word in row] for row in rows)])
    done = import_scans(session, feed, text.getvalue().encode())
    bad = tuple(replace(row, line=row.line - 1) for row in done.bad)
    return replace(done, bad=bad)


def begin_scan_file(session: Session, feed: Feed) -> int:
    """Note that a feed is coming in; its number, to be asked for and given to `import_scan_file`."""
    file = ScanFile(
        chain_id=feed.chain_id,
        name=feed.name[:255],
        sha256="",
        taken_at=feed.now,
        taken_by=feed.by,
        rows=0,
        kept=0,
        report={},
    )
    session.add(file)
    session.flush()
    return key(file.id)


def import_scan_file(
    engine: Engine, feed: Feed, path: Path, on_progress: Told, number: int | None = None
) -> ScanImport:
    """The same of a file of any size, in many transactions, lest others wait: broken off, it may be sent again.

    How far it is, and at last its report or why it was refused, stands in its `ScanFile`.

    Raises:
        Invalid: as `import_scans`.
        OSError: the file cannot be read, or there is no room for its rows beside.
    """
    with writing(engine) as session:
        number = begin_scan_file(session, feed) if number is None else number
    try:
        return _import(lambda: writing(engine), feed, path, on_progress, number)
    except Exception as error:
        refused = error.params if isinstance(error, Invalid) else {"reason": "broken_off"}
        with writing(engine) as session:
            _noted(session, number).report = {"refused": refused}
        raise


def _import(
    sessions: Sessions, feed: Feed, source: Path | bytes, on_progress: Told, number: int | None = None
) -> ScanImport:
    table = open_words(source, SCAN_TABLE, most_rows=MOST_ROWS, most_bytes=MOST_BYTES)
    with sessions() as session:
        file_id = begin_scan_file(session, feed) if number is None else number
        reader = ScanReader(table.header, words_known(session, feed.chain_id), feed.today, feed.zone)

    def tell(session: Session, progress: Progress) -> None:
        _noted(session, file_id).report = {"progress": asdict(progress)}
        session.flush()
        on_progress(progress)

    parts = 1 if table.size < _SMALL_BYTES else PARTS
    with ScanSums(parts) as sums, ScanSums(parts) as aside:
        for chunk in table.chunks:
            rows, unknown = reader.take(chunk)
            sums.add(rows)
            aside.add(unknown)
            with sessions() as session:
                done_part = min(1.0, chunk.read_bytes / max(1, table.size))
                tell(session, Progress("read", done_part, reader.rows))
        sha256 = _sha256(source)
        with sessions() as session:
            # First, so that a night knows of the feed even if this is broken off.
            file = _noted(session, file_id)
            file.sha256, file.rows = sha256, reader.rows
            file.first_day, file.last_day = reader.first_day, reader.last_day
        kept = added_up = waiting = 0
        stores: set[int] = set()
        skus: set[int] = set()
        for part in sums.summed():
            kept, added_up = kept + len(part.rows), added_up + part.added_up
            with sessions() as session:
                put_scans(session, part.rows)
                tell(session, Progress("write", (kept + added_up) / sums.rows, kept))
            stores.update(np.unique(part.rows["store"]).tolist())
            skus.update(np.unique(part.rows["sku"]).tolist())
        for part in aside.summed():
            with sessions() as session:
                waiting += put_aside(session, feed.chain_id, part.rows, reader.words, file_id)
    done = ScanImport(
        rows=reader.rows,
        kept=kept,
        added_up=added_up,
        first_day=reader.first_day,
        last_day=reader.last_day,
        stores=len(stores),
        skus=len(skus),
        bad=tuple(reader.bad),
        bad_rows=reader.bad_rows,
        aside=waiting,
        unknown_stores=reader.unknown_stores(),
        unknown_skus=reader.unknown_skus(),
        ignored_columns=table.header.ignored,
        cut=reader.cut,
    )
    with sessions() as session:
        file = _noted(session, file_id)
        file.kept, file.report = kept, done.as_json()
        _note_end(session, file)
    return done


def _note_end(session: Session, file: ScanFile) -> None:
    """A night that ran beside the import saw a part of its rows: what is noted later than that night is new to it."""
    end = ScanFile(
        chain_id=file.chain_id,
        name="",
        sha256=ENDED,
        taken_at=file.taken_at,
        first_day=file.first_day,
        last_day=file.last_day,
        rows=0,
        kept=0,
        report={},
    )
    session.add(end)
    session.flush()


def _noted(session: Session, number: int) -> ScanFile:
    file = session.get_one(ScanFile, number)
    session.add(file)
    return file


def _sha256(source: Path | bytes) -> str:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
