"""Tables into the lists: must-stock lines, daily sales, stores. Good rows in, bad rows listed."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import File, UploadFile

from api.deps import DbSession, Editor, LocaleDep, Now, PartsDep
from api.i18n import Locale
from api.reasons import say_row
from api.routing import api_router, errors
from api.schemas_lists import ScanImportAnswer, ScanRows, TillListAnswer, UnknownWordAnswer
from api.schemas_skus import BadRowAnswer, ImportAnswer
from api.uploads import display_name
from catalog.header_row import BadRow
from catalog.must_stock_import import import_must_stock as import_must_lines
from catalog.scan_import import Feed, ScanImport, take_rows
from catalog.scan_import import import_scans as import_daily_scans
from catalog.scan_reading import UnknownWord
from catalog.store_import import import_stores as import_store_rows
from catalog.till_lists import TillList, import_till_list

router = api_router("lists")

Table = Annotated[UploadFile, File(description="CSV (UTF-8 or GBK) or XLSX with a header line")]


@router.post("/must-stock/import", summary="Import must-stock lines", responses=errors(403, 413))
def import_must_stock(
    user: Editor, session: DbSession, parts: PartsDep, now: Now, locale: LocaleDep, file: Table
) -> ImportAnswer:
    """Columns sku (code or barcode), store class, min facings, valid from, valid until; only the first is needed."""
    today = now.astimezone(parts.settings.zone).date()
    done = import_must_lines(session, user.chain_id, file.file.read(), today=today)
    return ImportAnswer(
        imported=done.created + done.updated + done.unchanged,
        created=done.created,
        updated=done.updated,
        unchanged=done.unchanged,
        bad=bad_rows(done.bad, locale),
        ignored_columns=list(done.ignored_columns),
    )


@router.post("/scans/import", summary="Import daily sales", responses=errors(403, 413))
def import_scans(
    user: Editor, session: DbSession, parts: PartsDep, now: Now, locale: LocaleDep, file: Table
) -> ScanImportAnswer:
    """Columns store, sku (code or barcode), date and units. A later file replaces what an earlier one said of the same
    store, product and day; the same file twice changes nothing."""
    zone = parts.settings.zone
    feed = Feed(user.chain_id, now, now.astimezone(zone).date(), zone, display_name(file.filename), user.id)
    return _scan_answer(import_daily_scans(session, feed, file.file.read()), locale)


@router.post("/tills/{kind}/import", summary="Import what stores carry", responses=errors(403, 413))
def import_tills(
    kind: TillList,
    user: Editor,
    session: DbSession,
    parts: PartsDep,
    now: Now,
    locale: LocaleDep,
    file: Table,
) -> TillListAnswer:
    """listing: store, sku, since, until. stock: store, sku, units, date. closure: store (blank: all), first day, last
    day, reason. successor: old SKU, new SKU, since. A row known by its key is replaced."""
    today = now.astimezone(parts.settings.zone).date()
    done = import_till_list(session, user.chain_id, kind, file.file.read(), today=today)
    return TillListAnswer(
        imported=done.imported, bad=bad_rows(done.bad, locale), ignored_columns=list(done.ignored_columns)
    )


@router.post("/scans", summary="Send daily sales as JSON", responses=errors(403))
def send_scans(
    user: Editor, session: DbSession, parts: PartsDep, now: Now, locale: LocaleDep, sent: ScanRows
) -> ScanImportAnswer:
    """Rows as a file has them: the same sent twice changes nothing, a later one replaces. The row's number in the list,
    from 1, is its `line` in the answer."""
    zone = parts.settings.zone
    feed = Feed(user.chain_id, now, now.astimezone(zone).date(), zone, "JSON", user.id)
    return _scan_answer(
        take_rows(session, feed, [(r.store, r.sku, r.date, str(r.units)) for r in sent.rows]), locale
    )


@router.post("/stores/import", summary="Import stores", responses=errors(403, 413))
def import_stores(user: Editor, session: DbSession, locale: LocaleDep, file: Table) -> ImportAnswer:
    """Columns code and name, and city, trade area, store class; empty cells leave what a known store has."""
    done = import_store_rows(session, user.chain_id, file.file.read())
    counts = len(done.created), len(done.updated), len(done.unchanged)
    return ImportAnswer(
        imported=sum(counts),
        created=counts[0],
        updated=counts[1],
        unchanged=counts[2],
        bad=bad_rows(done.bad, locale),
        ignored_columns=list(done.ignored_columns),
    )


def bad_rows(rows: Sequence[BadRow], locale: Locale) -> list[BadRowAnswer]:
    """Rows that were left out, with the reason in words."""
    return [
        BadRowAnswer(
            line=row.line,
            column=row.column,
            reason=say_row(locale, row.reason, row.params),
            code=row.reason,
            value=row.value,
        )
        for row in rows
    ]


def _scan_answer(done: ScanImport, locale: Locale) -> ScanImportAnswer:
    return ScanImportAnswer(
        rows=done.rows,
        kept=done.kept,
        added_up=done.added_up,
        first_day=done.first_day,
        last_day=done.last_day,
        stores=done.stores,
        skus=done.skus,
        bad=bad_rows(done.bad, locale),
        bad_rows=done.bad_rows,
        aside=done.aside,
        cut=done.cut,
        unknown_stores=_words(done.unknown_stores),
        unknown_skus=_words(done.unknown_skus),
        ignored_columns=list(done.ignored_columns),
    )


def _words(words: Sequence[UnknownWord]) -> list[UnknownWordAnswer]:
    return [UnknownWordAnswer(**vars(word)) for word in words]
