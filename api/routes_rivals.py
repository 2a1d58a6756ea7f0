"""What rivals do in an area: as JSON, as a workbook, and as proposals where a category manager asks for them."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from api.answers_rivals import rivals_answer
from api.deps import CurrentUser, DbSession, Editor, LocaleDep, Now, PartsDep, ReadSession
from api.errors import ApiError
from api.regional import area_adjustments, regional_draft
from api.rivals import DAYS, EVERY, RivalsReport, rivals_report
from api.rivals_workbook import rivals_workbook
from api.routing import api_router, errors
from api.schemas_rivals import RegionalOpened, RegionalOrder, RivalsAnswer
from catalog.queries_areas import AreaScope
from catalog.regional_proposals import open_regional
from catalog.rows import key

router = api_router("reports")

_Word = Annotated[str, Query(max_length=100)]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {_XLSX: {"schema": {"type": "string", "format": "binary"}}}, "description": "A workbook"}
}


def _report(
    user: CurrentUser,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    city: _Word = "",
    trade_area: Annotated[str, Query(max_length=100, description="商圈; left out: the whole city")] = "",
    days: Annotated[int, Query(ge=1, le=90, description="up to today")] = DAYS,
) -> RivalsReport:
    scope = AreaScope(city, trade_area)
    return rivals_report(session, user, scope, days, now=now, zone=parts.settings.zone)


Report = Annotated[RivalsReport, Depends(_report)]


@router.get("/rivals", summary="Rivals' actions in an area", responses=errors(404))
def read_rivals(report: Report, locale: LocaleDep) -> RivalsAnswer:
    """The same poster seen again is one action: in how many stores, from when to when, how deep, what of ours it hits.

    Of the stores that you may see; offers that need a check are listed apart and count in no action.
    """
    return rivals_answer(report, locale)


@router.get(
    "/rivals.xlsx",
    summary="Rivals' actions as a workbook",
    response_class=Response,
    responses={**errors(404), **_FILE},
)
def read_rivals_xlsx(request: Request, report: Report, locale: LocaleDep) -> Response:
    """Actions, the photos that show them, and what is to be checked. Names that look like formulas stay text."""
    name = f"rivals-{report.first}-{report.last}.xlsx"
    base = str(request.base_url).rstrip("/")
    return Response(
        rivals_workbook(rivals_answer(report, locale), locale, base),
        media_type=_XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@router.post(
    "/rivals/proposals",
    summary="Propose adjustments for an area",
    status_code=201,
    responses=errors(403, 404, 409),
)
def propose_regional(
    body: RegionalOrder, user: Editor, session: DbSession, parts: PartsDep, now: Now
) -> RegionalOpened:
    """One proposal for each product of ours that falls behind there, with the actions as evidence; asked again, the
    open ones are brought up to date. No price and no policy is changed: a person decides on each. 409 where there is
    nothing to propose."""
    scope = AreaScope(body.city, body.trade_area)
    if scope == EVERY:
        raise ApiError(422, "invalid_request", field="trade_area", reason="missing")
    report = rivals_report(session, user, scope, body.days, now=now, zone=parts.settings.zone)
    found = area_adjustments(session, user, report)
    if not found:
        raise ApiError(409, "nothing_to_adjust", area=body.trade_area or body.city)
    drafts = tuple(regional_draft(one, report) for one in found)
    rows = open_regional(session, user, scope, drafts, now=now)
    return RegionalOpened(proposals=[key(row.id) for row in rows], page="/proposals")
