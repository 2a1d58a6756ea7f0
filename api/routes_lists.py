"""Must-stock lists and daily sales: what there is, templates to fill in, taking a line off."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import Path, Query, Response

from api.deps import DbSession, Editor, LocaleDep, ReadSession
from api.routing import api_router, errors
from api.schemas_lists import MustStockAnswer, MustStockList, ScansAnswer
from catalog.list_workbook import template
from catalog.must_stock import remove_must_line
from catalog.must_stock_import import must_stock_workbook
from catalog.queries_must_stock import list_must_stock
from catalog.queries_scans import scan_span
from catalog.till_lists import TillList

router = api_router("lists")

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}, "description": "A workbook"}
}
"""The documentation of an answer that is a workbook."""

StoreClass = Annotated[
    str | None, Query(max_length=64, description="of this class; empty: of every store; left out: all lines")
]
On = Annotated[date | None, Query(description="in force that day; left out: all lines")]


@router.get("/must-stock", summary="Must-stock lines", responses=errors(403))
def read_must_stock(
    user: Editor, session: ReadSession, store_class: StoreClass = None, on: On = None
) -> MustStockList:
    """What stores of a class must carry (必分销清单), by class, SKU and first day."""
    rows = list_must_stock(session, user.chain_id, store_class=store_class, on=on)
    return MustStockList(lines=[MustStockAnswer.of(row) for row in rows])


@router.get(
    "/must-stock/list.xlsx",
    summary="Must-stock lines as a workbook",
    response_class=Response,
    responses=errors(403) | WORKBOOK,
)
def export_must_stock(
    user: Editor, session: ReadSession, locale: LocaleDep, store_class: StoreClass = None, on: On = None
) -> Response:
    """In the columns of the template, so that it can be changed and imported again; no text becomes a formula."""
    rows = list_must_stock(session, user.chain_id, store_class=store_class, on=on)
    return workbook_file(must_stock_workbook(rows, locale=locale), "must-stock.xlsx")


@router.get(
    "/must-stock/template.xlsx",
    summary="A must-stock template",
    response_class=Response,
    responses=errors(403) | WORKBOOK,
)
def read_must_stock_template(user: Editor, locale: LocaleDep) -> Response:
    """The header, and a second sheet that says how to fill it in."""
    return workbook_file(template("must_stock", locale), "must-stock-template.xlsx")


@router.delete(
    "/must-stock/{line_id}",
    summary="Take a must-stock line off",
    status_code=204,
    responses=errors(403, 404),
)
def delete_must_line(
    line_id: Annotated[int, Path(ge=1, le=2**63 - 1)], user: Editor, session: DbSession
) -> None:
    """As if it had never been; to end a line, import it with a last day."""
    remove_must_line(session, user.chain_id, line_id)


@router.get("/scans", summary="What is known of daily sales", responses=errors(403))
def read_scans(user: Editor, session: ReadSession) -> ScansAnswer:
    """How many stores and products have told of sales, and of which days."""
    return ScansAnswer(**vars(scan_span(session, user.chain_id)))


@router.get(
    "/scans/template.xlsx",
    summary="A template of daily sales",
    response_class=Response,
    responses=errors(403) | WORKBOOK,
)
def read_scans_template(user: Editor, locale: LocaleDep) -> Response:
    """The header, and a second sheet that says how to fill it in."""
    return workbook_file(template("scans", locale), "scans-template.xlsx")


@router.get(
    "/tills/{kind}/template.xlsx",
    summary="A template of listings, stock, closures or successors",
    response_class=Response,
    responses=errors(403) | WORKBOOK,
)
def read_tills_template(kind: TillList, user: Editor, locale: LocaleDep) -> Response:
    """The header, and a second sheet that says how to fill it in."""
    return workbook_file(template(kind, locale), f"{kind}-template.xlsx")


@router.get(
    "/stores/template.xlsx",
    summary="A template of stores",
    response_class=Response,
    responses=errors(403) | WORKBOOK,
)
def read_stores_template(user: Editor, locale: LocaleDep) -> Response:
    """The header, and a second sheet that says how to fill it in."""
    return workbook_file(template("stores", locale), "stores-template.xlsx")


def workbook_file(data: bytes, name: str) -> Response:
    """The answer of a workbook to be saved under that name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, media_type=XLSX, headers=headers)
