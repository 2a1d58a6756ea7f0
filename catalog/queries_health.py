"""How the work itself goes, week by week: what was asked for, what came when, what can be traced."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from catalog.queries_people import in_seen_store
from catalog.tables import Photo, Store, User
from catalog.tables_trust import PhotoSeal
from catalog.tables_visits import RouteStop, Visit


@dataclass(frozen=True)
class VisitFact:
    """A visit as health counts it: whose, where, when; `photos` that came with it, `placed` and `sealed` of them."""

    user_id: int
    store_id: int
    city: str
    started_at: datetime
    submitted_at: datetime | None
    received_at: datetime
    located: bool
    photos: int
    placed: int
    sealed: int
    timed: int


@dataclass(frozen=True)
class PhotoLag:
    """A photo of a visit: whose, where, when it was taken and when it came."""

    user_id: int
    city: str
    captured_at: datetime
    uploaded_at: datetime


def visit_facts(session: Session, user: User, since: datetime, until: datetime) -> tuple[VisitFact, ...]:
    """Visits begun from `since` to before `until` in stores that the user may see, with sums over their photos."""
    inside = (col(Visit.started_at) >= since, col(Visit.started_at) < until, in_seen_store(user))
    columns: Any = select
    placed = case((col(Photo.latitude).is_not(None) | col(Visit.latitude).is_not(None), 1), else_=0)
    timed = case((col(Photo.captured_at).is_not(None), 1), else_=0)
    sealed = case((col(PhotoSeal.photo_id).is_not(None), 1), else_=0)
    sums = columns(Photo.visit_id, func.count(), func.sum(placed), func.sum(sealed), func.sum(timed))
    sums = sums.join(Visit, col(Visit.id) == Photo.visit_id).join(Store, col(Store.id) == Visit.store_id)
    sums = sums.outerjoin(PhotoSeal, col(PhotoSeal.photo_id) == Photo.id).where(*inside)
    photos: dict[int, tuple[int, int, int, int]] = {
        visit: (count, at, seal, time)
        for visit, count, at, seal, time in session.exec(sums.group_by(col(Photo.visit_id)))
    }
    query = columns(
        Visit.id,
        Visit.user_id,
        Visit.store_id,
        Store.city,
        Visit.started_at,
        Visit.submitted_at,
        Visit.received_at,
        Visit.latitude,
    ).join(Store, col(Store.id) == Visit.store_id)
    return tuple(
        VisitFact(
            person, store, city, begun, done, came, latitude is not None, *photos.get(visit, (0, 0, 0, 0))
        )
        for visit, person, store, city, begun, done, came, latitude in session.exec(query.where(*inside))
    )


def photo_lags(session: Session, user: User, since: datetime, until: datetime) -> tuple[PhotoLag, ...]:
    """Photos that came in that time and say when they were taken; who sent them and where.

    Photos without a visit count too; one that says that it was taken after it came is taken as sent at once.
    """
    columns: Any = select
    query = (
        columns(Photo.uploaded_by, Store.city, Photo.captured_at, Photo.uploaded_at)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(
            col(Photo.uploaded_at) >= since,
            col(Photo.uploaded_at) < until,
            col(Photo.captured_at).is_not(None),
            in_seen_store(user),
        )
    )
    return tuple(
        PhotoLag(person or 0, city, min(taken, came), came)
        for person, city, taken, came in session.exec(query)
    )


def planned_stops(session: Session, user: User) -> tuple[tuple[int, int, int, str], ...]:
    """Person, weekday (0 = Monday), store and its city of every stop of today's routes in stores that the user sees."""
    columns: Any = select
    query = (
        columns(RouteStop.user_id, RouteStop.weekday, RouteStop.store_id, Store.city)
        .join(Store, col(Store.id) == RouteStop.store_id)
        .where(in_seen_store(user))
    )
    return tuple((person, weekday, store, city) for person, weekday, store, city in session.exec(query))
