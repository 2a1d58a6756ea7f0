"""Planograms out of and into files: Excel, CSV, our JSON, Azure's shape."""

from typing import Annotated, Any, Final, Literal
from urllib.parse import quote

from fastapi import File, Query, UploadFile
from fastapi.responses import Response

from api.deps import CurrentUser, DbSession, Editor, LocaleDep, Now, ReadSession
from api.plan_drafts import import_drafts
from api.plan_writers import write_plan
from api.reasons import say_row
from api.routes_plans import VersionId
from api.routing import api_router, errors
from api.schemas_plans import BadCellAnswer, DraftMade, PlanImportAnswer
from api.uploads import display_name
from catalog.plan_export import template_workbook
from catalog.queries_plans import get_version
from catalog.queries_sku_cards import sku_cards

router = api_router("planograms")

ExportFormat = Literal["xlsx", "csv", "json", "azure"]
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}


def _file_answer(*kinds: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": "The file", "content": {kind: _BINARY for kind in kinds}}}


@router.get(
    "/planograms/template.xlsx",
    summary="A table to fill in",
    response_class=Response,
    responses=_file_answer(_XLSX),
)
def read_plan_template(user: CurrentUser, locale: LocaleDep) -> Response:
    """An Excel file with the columns that an import reads, and how to fill them."""
    return _download(template_workbook(locale), _XLSX, "planogram-template.xlsx")


@router.post("/planograms/import", summary="Import planograms", responses=errors(403, 413))
def import_planograms(
    user: Editor,
    session: DbSession,
    now: Now,
    locale: LocaleDep,
    file: Annotated[UploadFile, File(description="XLSX, CSV, JSON, or JSON of Azure's planogram matching")],
) -> PlanImportAnswer:
    """Each planogram in the file becomes a draft; rows that cannot be used are listed with sheet, row and column."""
    name = display_name(file.filename)
    found, made = import_drafts(
        session, user.chain_id, file.file.read(), file_name=name, now=now, made_by=user.id
    )
    return PlanImportAnswer(
        planograms=[
            DraftMade(
                id=version_id,
                code=plan.code,
                name=plan.name or plan.code,
                version=number,
                slots=len(plan.slots),
                page=f"/plans/{version_id}",
            )
            for plan, version_id, number in made
        ],
        bad=[
            BadCellAnswer(
                sheet=cell.sheet,
                row=cell.row,
                column=cell.column,
                reason=say_row(locale, cell.reason, cell.params),
                code=cell.reason,
                value=cell.value,
            )
            for cell in found.bad
        ],
        ignored_sheets=list(found.ignored_sheets),
        ignored_columns=list(found.ignored_columns),
    )


@router.get(
    "/planograms/{version_id}/export",
    summary="A version as a file",
    response_class=Response,
    responses=errors(404) | _file_answer(_XLSX, "text/csv", "application/json"),
)
def export_planogram(
    version_id: VersionId,
    user: CurrentUser,
    session: ReadSession,
    locale: LocaleDep,
    format: Annotated[ExportFormat, Query(description="what an import reads again")] = "xlsx",
) -> Response:
    """What the import reads again; a text that looks like a formula stays a text."""
    plan = get_version(session, user.chain_id, version_id).plan
    cards = sku_cards(session, user.chain_id, {slot.sku for slot in plan.slots})
    kind, ending = _SHAPES[format]
    return _download(write_plan(format, plan, cards, locale), kind, f"{plan.code}-v{plan.version}.{ending}")


_SHAPES: Final[dict[ExportFormat, tuple[str, str]]] = {
    "xlsx": (_XLSX, "xlsx"),
    "csv": ("text/csv; charset=utf-8", "csv"),
    "json": ("application/json", "json"),
    "azure": ("application/json", "azure.json"),
}
"""Media type and ending."""


def _download(data: bytes, kind: str, name: str) -> Response:
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(data, media_type=kind, headers={"Content-Disposition": disposition})
