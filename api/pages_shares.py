"""The audit page's block of shares, as a piece of a page that its script asks for."""

from typing import Any, Final, get_args

from fastapi import APIRouter, Request, Response

from alerts.share_parts import By, Measure
from alerts.shares import Denominator
from api.answers_shares import ShareQuery, shares_answer
from api.deps import Now, PartsDep, ReadSession
from api.pages_render import PageUser, render_page
from api.routes_shares import day_of
from api.shelf_report import shelf_report
from catalog.queries_audits import audit_for

_DEFAULT: Final = ShareQuery()

router = APIRouter()


@router.get("/audits/{audit_id}/shares")
def shares(
    request: Request,
    audit_id: int,
    user: PageUser,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    by: str = "",
    measure: str = "",
    denominator: str = "",
    layer: str = "",
) -> Response:
    """Return shares, fill and must-stock check of a finished audit; unreadable wishes get the default."""
    row = audit_for(session, user, audit_id)
    report = shelf_report(session, row)
    query = ShareQuery(
        by=_one_of(By, by, _DEFAULT.by),
        measure=_one_of(Measure, measure, _DEFAULT.measure),
        denominator=_one_of(Denominator, denominator, _DEFAULT.denominator),
        layer=int(layer) if layer.isascii() and layer.isdigit() and 0 < len(layer) < 4 else None,
    )
    found = shares_answer(session, row, report, query, day=day_of(row, parts.settings.zone))
    return render_page(request, "_shares_found.html", me=user, now=now, found=found)


def _one_of(words: Any, wish: str, default: Any) -> Any:
    return wish if wish in get_args(words) else default
