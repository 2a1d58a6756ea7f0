"""Routes of reps: read, set day by day, in and out of tables. A supervisor's reach is the own stores."""

from typing import Annotated

from fastapi import Query, Response
from sqlmodel import Session

from api.answers_imports import bad_rows
from api.deps import DbSession, LocaleDep, ReadSession, RouteEditor
from api.routes_imports import Table
from api.routes_lists import WORKBOOK, workbook_file
from api.routing import api_router, errors
from api.schemas_routes import (
    RouteDayBody,
    RoutesAnswer,
    RoutesImportAnswer,
    RoutesOrder,
    RoutesSetAnswer,
)
from catalog.queries_people import stores_of
from catalog.queries_routes import list_stops, travellers_of
from catalog.route_days import set_route_days
from catalog.route_import import import_routes as take_routes
from catalog.route_import import route_template, routes_workbook
from catalog.rows import key
from catalog.tables import User

router = api_router("visits")

Rep = Annotated[str, Query(alias="user", max_length=100, description="username; left out: everybody")]


@router.get("/routes", summary="Routes", responses=errors(403))
def read_routes(user: RouteEditor, session: ReadSession, rep: Rep = "") -> RoutesAnswer:
    """Who visits which stores on which weekday, in order; a supervisor sees the own stores' part."""
    days: dict[tuple[str, int], list[str]] = {}
    for row in list_stops(session, user, username=rep):
        days.setdefault((row.user.username, row.stop.weekday), []).append(row.store.code)
    return RoutesAnswer(
        days=[RouteDayBody(username=name, weekday=day, stores=codes) for (name, day), codes in days.items()]
    )


@router.put("/routes", summary="Set days of routes", responses=errors(403, 404))
def put_routes(body: RoutesOrder, user: RouteEditor, session: DbSession) -> RoutesSetAnswer:
    """These days become this, all or none of them; other days stay. The answer's `before` undoes it."""
    done = set_route_days(
        session,
        user.chain_id,
        [day.day() for day in body.days],
        people=travellers_of(session, user),
        stores=routable(session, user),
    )
    return RoutesSetAnswer.of(done)


@router.post("/routes/import", summary="Import routes", responses=errors(403, 413))
def import_routes(
    user: RouteEditor, session: DbSession, locale: LocaleDep, file: Table
) -> RoutesImportAnswer:
    """Columns rep, weekday, store, position. Days that the file names become what it says; while any row is bad,
    nothing is removed."""
    found = take_routes(
        session,
        user.chain_id,
        file.file.read(),
        people=travellers_of(session, user),
        stores=routable(session, user),
    )
    done = RoutesSetAnswer.of(found.done)
    return RoutesImportAnswer(
        imported=done.created + done.updated + done.unchanged,
        **done.model_dump(),
        bad=bad_rows(found.bad, locale),
        ignored_columns=list(found.ignored_columns),
    )


@router.get(
    "/routes/list.xlsx",
    summary="Routes as a workbook",
    response_class=Response,
    responses=errors(403) | WORKBOOK,
)
def export_routes(user: RouteEditor, session: ReadSession, locale: LocaleDep, rep: Rep = "") -> Response:
    """In the columns of the template, so that it can be changed and imported again; no text becomes a formula."""
    rows = list_stops(session, user, username=rep)
    return workbook_file(routes_workbook(rows, locale=locale), "routes.xlsx")


@router.get(
    "/routes/template.xlsx",
    summary="A template of routes",
    response_class=Response,
    responses=errors(403) | WORKBOOK,
)
def read_routes_template(user: RouteEditor, session: ReadSession, locale: LocaleDep) -> Response:
    """The header with drop-downs of people, weekdays and stores, and a second sheet that says how to fill it in."""
    people, stores = list(travellers_of(session, user)), list(routable(session, user))
    return workbook_file(route_template(people, stores, locale), "routes-template.xlsx")


def routable(session: Session, user: User) -> dict[str, int]:
    """Ids of the stores that the user may put into routes, by code."""
    return {store.code: key(store.id) for store in stores_of(session, user)}
