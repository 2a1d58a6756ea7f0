"""Tables into the lists: must-stock lines, daily sales, stores. Good rows in, bad rows listed."""

from typing import Annotated

from fastapi import File, UploadFile

from api.answers_imports import bad_rows, import_answer
from api.deps import DbSession, Editor, LocaleDep, Today
from api.routing import api_router, errors
from api.schemas_lists import TillListAnswer
from api.schemas_skus import ImportAnswer
from catalog.must_stock_import import import_must_stock as import_must_lines
from catalog.store_import import import_stores as import_store_rows
from catalog.till_lists import TillList, import_till_list

router = api_router("lists")

Table = Annotated[UploadFile, File(description="CSV (UTF-8 or GBK) or XLSX with a header line")]


@router.post("/must-stock/import", summary="Import must-stock lines", responses=errors(403, 413))
def import_must_stock(
    user: Editor, session: DbSession, today: Today, locale: LocaleDep, file: Table
) -> ImportAnswer:
    """Columns sku (code or barcode), store class, min facings, valid from, valid until; only the first is needed."""
    done = import_must_lines(session, user.chain_id, file.file.read(), today=today)
    return import_answer(done, locale)


@router.post("/tills/{kind}/import", summary="Import what stores carry", responses=errors(403, 413))
def import_tills(
    kind: TillList,
    user: Editor,
    session: DbSession,
    today: Today,
    locale: LocaleDep,
    file: Table,
) -> TillListAnswer:
    """listing: store, sku, since, until. stock: store, sku, units, date. closure: store (blank: all), first day, last
    day, reason. successor: old SKU, new SKU, since. A row known by its key is replaced."""
    done = import_till_list(session, user.chain_id, kind, file.file.read(), today=today)
    return TillListAnswer(
        imported=done.imported, bad=bad_rows(done.bad, locale), ignored_columns=list(done.ignored_columns)
    )


@router.post("/stores/import", summary="Import stores", responses=errors(403, 413))
def import_stores(user: Editor, session: DbSession, locale: LocaleDep, file: Table) -> ImportAnswer:
    """Columns code and name, and city, trade area, store class; empty cells leave what a known store has."""
    done = import_store_rows(session, user.chain_id, file.file.read())
    return import_answer(done, locale)
