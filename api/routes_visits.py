"""A person's stores of the day, and visits: begun, filled in, submitted, looked at."""

from datetime import date, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import Path, Query, Response

from api.answers_visits import form_answer, say_lacking, store_today, visit_answer
from api.deps import Contributor, CurrentUser, DbSession, LocaleDep, Now, PartsDep, ReadSession, Today
from api.errors import ApiError
from api.routes_lists import WORKBOOK, workbook_file
from api.routing import api_router, errors
from api.schemas_visits import CLIENT_ID, SubmitOrder, TodayAnswer, VisitAnswer, VisitList, VisitOrder
from catalog.queries_people import store_for
from catalog.queries_today import start_of, stores_today
from catalog.queries_visit_lines import count_visits, visit_lines
from catalog.queries_visits import VisitFilter, form_in_force, own_visit, visit_row
from catalog.queries_visits import list_visits as select_visits
from catalog.rows import key
from catalog.visit_form import form_of
from catalog.visit_workbook import visits_workbook
from catalog.visits import Incomplete
from catalog.visits import put_visit as save_visit
from catalog.visits import submit_visit as end_visit

router = api_router("visits")

EXPORT_MOST: Final = 30_000
"""Rows of a workbook: about three weeks of a chain of 2,173 stores."""

ClientId = Annotated[str, Path(pattern=CLIENT_ID, description="the phone's own id of the visit")]
Store = Annotated[str, Query(max_length=64, description="the store's code")]
Person = Annotated[str, Query(alias="user", max_length=100, description="username of the visitor")]
From = Annotated[date | None, Query(alias="from", description="begun that day or later")]
Until = Annotated[date | None, Query(alias="to", description="begun that day or earlier")]


@router.get("/today", summary="A person's stores of the day")
def read_today(
    user: CurrentUser, session: ReadSession, parts: PartsDep, now: Now, today: Today, locale: LocaleDep
) -> TodayAnswer:
    """What a visit asks, and the stores: today's route first, then the others, longest not visited first."""
    row = form_in_force(session, user.chain_id)
    form = form_of(row)
    return TodayAnswer.model_validate(
        {
            "day": today,
            "form": form_answer(None if row is None else row.id, form, locale),
            "photos": dict(form.photos),
            "stores": [
                store_today(each) for each in stores_today(session, user, now=now, zone=parts.settings.zone)
            ],
        }
    )


@router.get("/visits", summary="Visits", responses=errors(404))
def list_visits(
    user: CurrentUser,
    session: ReadSession,
    parts: PartsDep,
    locale: LocaleDep,
    store: Store = "",
    person: Person = "",
    first: From = None,
    last: Until = None,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="`next_before` of a page")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> VisitList:
    """Of the stores that the user may see, with photos; the last that came first."""
    wanted = visit_filter(store, person, first, last, parts.settings.zone)
    if store:
        store_for(session, user, store)
    rows = select_visits(session, user, wanted, before=before, limit=limit)
    more = len(rows) == limit
    return VisitList(
        visits=[visit_answer(row, locale) for row in rows],
        next_before=key(rows[-1].visit.id) if more else None,
    )


@router.get(
    "/visits.xlsx",
    summary="Visits as a workbook",
    response_class=Response,
    responses=errors(404) | WORKBOOK,
)
def export_visits(
    user: CurrentUser,
    session: ReadSession,
    parts: PartsDep,
    locale: LocaleDep,
    store: Store = "",
    person: Person = "",
    first: From = None,
    last: Until = None,
) -> Response:
    """The same as the list, all of it: a row a visit, a column a question; no text becomes a formula."""
    wanted = visit_filter(store, person, first, last, parts.settings.zone)
    if store:
        store_for(session, user, store)
    if count_visits(session, user, wanted, most=EXPORT_MOST) > EXPORT_MOST:
        raise ApiError(422, "too_many_visits", most=EXPORT_MOST)
    lines = visit_lines(session, user, wanted, limit=EXPORT_MOST)
    return workbook_file(visits_workbook(lines, locale=locale, zone=parts.settings.zone), "visits.xlsx")


@router.put("/visits/{client_id}", summary="Begin or fill in a visit", responses=errors(403, 404, 409))
def put_visit(
    client_id: ClientId,
    body: VisitOrder,
    user: Contributor,
    session: DbSession,
    now: Now,
    locale: LocaleDep,
    response: Response,
) -> VisitAnswer:
    """Sent again, it is the same visit; store, time and form stay those of the first time. 409 once submitted."""
    visit, _ = save_visit(session, user, client_id, body.draft(), now=now)
    response.headers["Location"] = f"/api/visits/{client_id}"
    return visit_answer(visit_row(session, visit), locale)


@router.get("/visits/{client_id}", summary="One's own visit", responses=errors(404))
def read_visit(
    client_id: ClientId, user: CurrentUser, session: ReadSession, locale: LocaleDep
) -> VisitAnswer:
    """The visit as the service has it; others' are in the list."""
    return visit_answer(visit_row(session, own_visit(session, key(user.id), client_id)), locale)


@router.post("/visits/{client_id}/submit", summary="Submit a visit", responses=errors(403, 404))
def submit_visit(
    client_id: ClientId,
    user: Contributor,
    session: DbSession,
    now: Now,
    locale: LocaleDep,
    body: SubmitOrder | None = None,
) -> VisitAnswer:
    """Refused with 422 `visit_incomplete` while something compulsory is missing: `params.missing` names it."""
    try:
        visit, _ = end_visit(
            session, user, client_id, now=now, submitted_at=body.submitted_at if body is not None else None
        )
    except Incomplete as error:
        said = say_lacking(error.lacking, locale)
        raise ApiError(422, error.code, **error.params, said=said) from error
    return visit_answer(visit_row(session, visit), locale)


def visit_filter(
    store: str, person: str, first: date | None, last: date | None, zone: ZoneInfo
) -> VisitFilter:
    """The filter of days that both count."""
    return VisitFilter(
        store=store,
        user=person,
        since=None if first is None else start_of(first, zone),
        until=None if last is None else start_of(last + timedelta(days=1), zone),
    )
