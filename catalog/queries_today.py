"""A person's stores of a day: the route's in its order, then the others, longest not visited first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.queries_people import stores_seen_by
from catalog.rows import key
from catalog.tables import Store, User
from catalog.tables_advice import Tip
from catalog.tables_visits import RouteStop, Visit

OTHERS_MOST: Final = 200
"""Whoever sees a whole chain is not sent all of it."""
OPEN_SINCE: Final = timedelta(days=31)
"""An unfinished visit is offered again so long."""


@dataclass(frozen=True)
class StoreToday:
    """A store and how it stands for a person today.

    `position` from 1 in the route of the weekday, None beside it; `last_visit_at` of anybody's submitted visit;
    `open_visit` the phone's id of the person's own last visit there that is not submitted.
    """

    store: Store
    position: int | None
    last_visit_at: datetime | None
    open_visit: str | None
    done_today: bool
    tips_open: int


def stores_today(session: Session, user: User, *, now: datetime, zone: ZoneInfo) -> tuple[StoreToday, ...]:
    """The stores of the weekday's route in order, then the person's others: longest not visited first, at most 200."""
    day = now.astimezone(zone).date()
    last = _last_visits()
    tips = _open_tips()
    places = route_places(session, key(user.id), day.weekday())
    base: Any = select(Store, last, tips).where(col(Store.id).in_(stores_seen_by(user)))
    routed = session.exec(base.where(col(Store.id).in_(list(places)))).all()
    routed = sorted(routed, key=lambda found: places[key(found[0].id)])
    others = session.exec(
        base.where(col(Store.id).not_in(list(places)))
        .order_by(last.is_not(None), last, col(Store.code))
        .limit(OTHERS_MOST)
    ).all()
    own = _own_visits(session, key(user.id), now)
    begin = start_of(day, zone)
    return tuple(
        _today(row, place, own, begin)
        for place, row in [*enumerate(routed, start=1), *((None, row) for row in others)]
    )


def route_places(session: Session, user_id: int, weekday: int) -> dict[int, int]:
    """The order of a person's stores of a weekday (0 = Monday) by the stores' ids."""
    query = select(RouteStop).where(RouteStop.user_id == user_id, RouteStop.weekday == weekday)
    return {stop.store_id: stop.position for stop in session.exec(query)}


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins there."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _last_visits() -> Any:
    return (
        select(col(Visit.started_at))
        .where(Visit.store_id == Store.id, col(Visit.submitted_at).is_not(None))
        .order_by(col(Visit.started_at).desc())
        .limit(1)
        .correlate(Store)
        .scalar_subquery()
    )


def _open_tips() -> Any:
    return (
        select(func.count())
        .select_from(Tip)
        .where(Tip.store_id == Store.id, Tip.state == "open")
        .correlate(Store)
        .scalar_subquery()
    )


def _own_visits(session: Session, user_id: int, now: datetime) -> dict[int, list[Visit]]:
    query = (
        select(Visit)
        .where(Visit.user_id == user_id, col(Visit.started_at) >= now - OPEN_SINCE)
        .order_by(col(Visit.started_at), col(Visit.id))
    )
    found: dict[int, list[Visit]] = {}
    for visit in session.exec(query):
        found.setdefault(visit.store_id, []).append(visit)
    return found


def _today(row: Sequence[Any], place: int | None, own: dict[int, list[Visit]], begin: datetime) -> StoreToday:
    store, last, tips = row
    visits = own.get(key(store.id), [])
    unfinished = [visit.client_id for visit in visits if visit.submitted_at is None]
    done = any(visit.submitted_at is not None and visit.started_at >= begin for visit in visits)
    return StoreToday(store, place, last, unfinished[-1] if unfinished else None, done, int(tips))
