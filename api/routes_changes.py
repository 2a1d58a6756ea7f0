"""Who changed what: for administrators."""

from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Query, Response

from api.answers_changes import change_answers, changes_workbook
from api.deps import Admin, LocaleDep, PartsDep, ReadSession
from api.routes_lists import WORKBOOK, workbook_file
from api.routing import api_router, errors
from api.schemas_accounts import ChangeList
from catalog.queries_changes import ChangeFilter
from catalog.queries_changes import list_changes as select_changes
from catalog.rows import key

router = api_router("people")

ROWS_MOST = 50_000
"""As many as a workbook is filled with; a narrower question gets the rest."""
Person = Annotated[str, Query(alias="user", max_length=100, description="changes of this person")]
Action = Annotated[str, Query(max_length=80, description="an operation's id; left out: all")]
First = Annotated[date | None, Query(alias="from", description="that day or later")]
Last = Annotated[date | None, Query(alias="to", description="that day or earlier")]


@router.get("/changes", summary="Who changed what", responses=errors(403))
def list_changes(
    user: Admin,
    session: ReadSession,
    parts: PartsDep,
    locale: LocaleDep,
    person: Person = "",
    action: Action = "",
    first: First = None,
    last: Last = None,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="`next_before` of a page")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> ChangeList:
    """Changes through pages, API and command line, and sign-ins; the newest first. Records are never changed, and go
    after CHANGES_KEPT_DAYS."""
    wanted = change_filter(person, action, first, last, parts.settings.zone)
    rows = select_changes(session, user.chain_id, wanted, before=before, limit=limit)
    return ChangeList(
        changes=change_answers(session, user.chain_id, rows, locale),
        next_before=key(rows[-1].record.id) if len(rows) == limit else None,
    )


@router.get(
    "/changes.xlsx",
    summary="The same as a workbook",
    response_class=Response,
    responses=errors(403) | WORKBOOK,
)
def export_changes(
    user: Admin,
    session: ReadSession,
    parts: PartsDep,
    locale: LocaleDep,
    person: Person = "",
    action: Action = "",
    first: First = None,
    last: Last = None,
) -> Response:
    """At most 50,000 rows, the newest; no text becomes a formula."""
    zone = parts.settings.zone
    wanted = change_filter(person, action, first, last, zone)
    rows = select_changes(session, user.chain_id, wanted, limit=ROWS_MOST)
    answers = change_answers(session, user.chain_id, rows, locale)
    return workbook_file(changes_workbook(answers, locale, zone), "changes.xlsx")


def change_filter(
    person: str, action: str, first: date | None, last: date | None, zone: ZoneInfo
) -> ChangeFilter:
    """What was asked, days counted in the service's time zone."""
    since = None if first is None else datetime.combine(first, time(), zone)
    until = None if last is None else datetime.combine(last + timedelta(days=1), time(), zone)
    return ChangeFilter(person.strip(), (action,) if action else (), since, until)
