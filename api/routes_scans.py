"""Daily sales: files and JSON in, what became of each file, what waits for its store or SKU."""

import os
from typing import Annotated, Final

from fastapi import File, Path, Response, UploadFile
from fastapi.responses import JSONResponse

from api.answers_scans import aside_answer, file_answer, scan_answer
from api.deps import DbSession, Editor, LocalDep, LocaleDep, Now, PartsDep, ReadSession
from api.reasons import say_row
from api.routes_lists import WORKBOOK, workbook_file
from api.routing import api_router, errors
from api.schemas_scans import (
    AsideAnswer,
    AsideTaken,
    ScanFileAnswer,
    ScanFileList,
    ScanImportAnswer,
    ScanRows,
)
from api.uploads import display_name
from catalog.database import writing
from catalog.queries_aside import scan_file, scan_files
from catalog.scan_aside import take_in_aside
from catalog.scan_import import Feed, take_rows
from catalog.scan_import import import_scans as import_daily_scans
from catalog.scan_report import ScanImport
from catalog.table_export import table_workbook

router = api_router("lists")
AT_ONCE_BYTES: Final = 4_000_000
"""A file up to this size is answered when it is in; a larger one at once, and taken in beside."""

Table = Annotated[
    UploadFile, File(description="CSV (UTF-8, UTF-16 or GBK) of any size, or XLSX, with a header line")
]
FileId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.post(
    "/scans/import",
    summary="Import daily sales",
    responses=errors(403, 413)
    | {202: {"model": ScanFileAnswer, "description": "Large: ask for it by its id"}},
    response_model=ScanImportAnswer,
)
def import_scans(
    user: Editor, parts: PartsDep, now: Now, local: LocalDep, locale: LocaleDep, file: Table
) -> ScanImportAnswer | JSONResponse:
    """Columns store, sku (code or barcode), date and units. A later file replaces what an earlier one said of the same
    store, product and day; the same file twice changes nothing. A file over 4 MB is answered with 202 and taken in
    beside: ask `GET /api/scans/files/{id}` how far it is."""
    feed = Feed(user.chain_id, now, local.today, local.zone, display_name(file.filename), user.id)
    size = file.file.seek(0, os.SEEK_END)
    file.file.seek(0)
    if size <= AT_ONCE_BYTES:
        with writing(parts.engine) as session:
            return scan_answer(import_daily_scans(session, feed, file.file.read()), locale)
    number = parts.intake.receive(feed, file.file)
    with writing(parts.engine) as session:
        answer = file_answer(scan_file(session, user.chain_id, number), locale)
    return JSONResponse(answer.model_dump(mode="json"), 202)


@router.post("/scans", summary="Send daily sales as JSON", responses=errors(403))
def send_scans(
    user: Editor, session: DbSession, now: Now, local: LocalDep, locale: LocaleDep, sent: ScanRows
) -> ScanImportAnswer:
    """Rows as a file has them: the same sent twice changes nothing, a later one replaces. The row's number in the list,
    from 1, is its `line` in the answer."""
    feed = Feed(user.chain_id, now, local.today, local.zone, "JSON", user.id)
    return scan_answer(
        take_rows(session, feed, [(r.store, r.sku, r.date, str(r.units)) for r in sent.rows]), locale
    )


@router.get("/scans/files", summary="Files of daily sales", responses=errors(403))
def read_scan_files(user: Editor, session: ReadSession, locale: LocaleDep) -> ScanFileList:
    """The last 50, the newest first, without their bad rows."""
    return ScanFileList(files=[file_answer(file, locale) for file in scan_files(session, user.chain_id)])


@router.get("/scans/files/{file_id}", summary="A file of daily sales", responses=errors(403, 404))
def read_scan_file(file_id: FileId, user: Editor, session: ReadSession, locale: LocaleDep) -> ScanFileAnswer:
    """How far it is, or what became of it, with its bad rows."""
    return file_answer(scan_file(session, user.chain_id, file_id), locale, whole=True)


@router.get(
    "/scans/files/{file_id}/bad.xlsx",
    summary="Bad rows of a file of daily sales",
    response_class=Response,
    responses=errors(403, 404) | WORKBOOK,
)
def export_bad_rows(file_id: FileId, user: Editor, session: ReadSession, locale: LocaleDep) -> Response:
    """The first 1,000 with their line, column, cell and reason; no text becomes a formula."""
    done = ScanImport.of_json(scan_file(session, user.chain_id, file_id).report)
    chinese = locale == "zh-CN"
    titles = ("行", "列", "内容", "原因") if chinese else ("line", "column", "value", "reason")
    rows = [
        (row.line, row.column, row.value, say_row(locale, row.reason, row.params))
        for row in (done.bad if done else ())
    ]
    return workbook_file(table_workbook("错误行" if chinese else "bad rows", titles, rows), "bad-rows.xlsx")


@router.get("/scans/aside", summary="Sales that wait for their store or product", responses=errors(403))
def read_aside(user: Editor, session: ReadSession) -> AsideAnswer:
    """By the words that nobody knows, the most rows first: kept until a store or product has that code or barcode."""
    return aside_answer(session, user.chain_id)


@router.post("/scans/aside", summary="Take in what waits", responses=errors(403))
def take_aside(user: Editor, session: DbSession, now: Now) -> AsideTaken:
    """What is known by now goes into the history; the night does so by itself."""
    return AsideTaken(rows=take_in_aside(session, user.chain_id, now))


@router.get(
    "/scans/aside.xlsx",
    summary="Words that nobody knows, as a workbook",
    response_class=Response,
    responses=errors(403) | WORKBOOK,
)
def export_aside(user: Editor, session: ReadSession, locale: LocaleDep) -> Response:
    """Stores and products that rows wait for; no text becomes a formula."""
    found = aside_answer(session, user.chain_id, shown=100_000)
    if locale == "zh-CN":
        title, titles = "待识别", ("类别", "写法", "行数", "数量", "首日", "末日")
        kinds = (("门店", found.stores), ("商品", found.skus))
    else:
        title, titles = "unknown", ("kind", "word", "rows", "units", "first day", "last day")
        kinds = (("store", found.stores), ("SKU", found.skus))
    rows = [
        (kind, word.word, word.rows, word.units, word.first_day, word.last_day)
        for kind, words in kinds
        for word in words
    ]
    return workbook_file(table_workbook(title, titles, rows), "unknown-words.xlsx")
