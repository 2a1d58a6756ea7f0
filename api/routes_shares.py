"""Shares of a photo: by brand, category or owner; count, width or area; the denominator named."""

from datetime import date, tzinfo
from typing import Annotated

from fastapi import Query

from alerts.share_parts import By, Measure
from alerts.shares import Denominator
from api.answers_shares import ShareQuery, shares_answer
from api.deps import CurrentUser, PartsDep, ReadSession
from api.routes_audits import AuditId
from api.routing import api_router, errors
from api.schemas_shares import SharesAnswer
from api.shelf_report import shelf_report
from catalog.queries_audits import AuditRow, audit_for

router = api_router("audits")


@router.get("/audits/{audit_id}/shares", summary="Shares, must-stock and fill", responses=errors(404, 409))
def read_shares(
    audit_id: AuditId,
    user: CurrentUser,
    session: ReadSession,
    parts: PartsDep,
    measure: Measure = "count",
    denominator: Annotated[Denominator, Query(description="what 100 % is")] = "known_unknown",
    by: By = "brand",
    layer: Annotated[int | None, Query(ge=1, le=1000, description="left out: the whole photo")] = None,
) -> SharesAnswer:
    """Each share comes with the interval that follows from what is unknown and from measured errors."""
    row = audit_for(session, user, audit_id)
    report = shelf_report(session, row)
    query = ShareQuery(by=by, measure=measure, denominator=denominator, layer=layer)
    return shares_answer(session, row, report, query, day=day_of(row, parts.settings.zone))


def day_of(row: AuditRow, zone: tzinfo) -> date:
    """The day when the photo was taken (uploaded, where that is not known) by the chain's clocks."""
    return (row.photo.captured_at or row.photo.uploaded_at).astimezone(zone).date()
