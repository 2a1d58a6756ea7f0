"""The page of routes: everybody's week at a glance, one person's week to be changed, tables in and out."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from api.answers_visits import person_name
from api.deps import Now, ReadSession, Today
from api.pages_render import PageRouteEditor, page_locale, render_page
from catalog.errors import NotFound
from catalog.queries_people import stores_of
from catalog.queries_routes import Traveller, list_stops, travellers_of
from catalog.route_import import HELP, TITLES, WEEKDAYS
from catalog.rows import key
from catalog.tables import Store, User

WEEK: Final = range(7)

router = APIRouter()


@dataclass(frozen=True)
class PersonWeek:
    """A person in the list: stops by weekday, own stores, and how many of those no day holds."""

    username: str
    name: str
    counts: tuple[int, ...]
    stores: int
    unrouted: int


@router.get("/routes")
def routes(
    request: Request,
    user: PageRouteEditor,
    session: ReadSession,
    now: Now,
    today: Today,
    chosen: Annotated[str, Query(alias="user", max_length=100)] = "",
) -> Response:
    """Return everybody's week, or one person's with its stores."""
    locale = page_locale(request, user)
    people = travellers_of(session, user)
    stores = {key(store.id): store for store in stores_of(session, user)}
    if chosen and chosen not in people:
        raise NotFound("user_not_found", user=chosen)
    return render_page(
        request,
        "route.html" if chosen else "routes.html",
        me=user,
        now=now,
        tab="routes",
        weekdays=WEEKDAYS[locale],
        today=today.weekday(),
        help=HELP[locale],
        columns=TITLES[locale],
        import_url="/api/routes/import",
        template_url=f"/api/routes/template.xlsx?lang={locale}",
        export_url=f"/api/routes/list.xlsx?lang={locale}",
        **(
            _person(session, user, people[chosen], stores)
            if chosen
            else {"people": _people(session, user, people, stores)}
        ),
    )


def _people(
    session: Session, user: User, people: dict[str, Traveller], stores: dict[int, Store]
) -> list[PersonWeek]:
    counts: dict[str, list[int]] = {}
    routed: dict[str, set[int]] = {}
    for row in list_stops(session, user):
        counts.setdefault(row.user.username, [0] * 7)[row.stop.weekday] += 1
        routed.setdefault(row.user.username, set()).add(row.stop.store_id)
    found = []
    for name, each in people.items():
        own = each.store_ids & stores.keys()
        week = tuple(counts.get(name, [0] * 7))
        left = len(own - routed.get(name, set()))
        found.append(PersonWeek(name, person_name(each.user), week, len(own), left))
    return found


def _person(session: Session, user: User, person: Traveller, stores: dict[int, Store]) -> dict[str, object]:
    days: list[list[Store]] = [[] for _ in WEEK]
    for row in list_stops(session, user, username=person.user.username):
        days[row.stop.weekday].append(row.store)
    own = [stores[store_id] for store_id in person.store_ids & stores.keys()]
    return {
        "person": person.user,
        "name": person_name(person.user),
        "days": days,
        "own": sorted(own, key=lambda store: store.code),
    }
