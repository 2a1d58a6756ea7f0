"""Visits as lines of a table: many at once, with counts instead of photos."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.queries_visits import VisitFilter, wanted_visits
from catalog.rows import key
from catalog.tables import Photo, Store, User
from catalog.tables_visits import Visit, VisitForm
from catalog.visit_form import FormDraft, form_of

_AT_ONCE: Final = 900
"""Ids in one query: SQLite takes a thousand and more, PostgreSQL plans fewer better."""


@dataclass(frozen=True)
class VisitLine:
    """A visit with what a table says of it; `photos` counts them by kind."""

    visit: Visit
    store: Store
    user: User
    form: FormDraft
    photos: dict[str, int]


def count_visits(session: Session, user: User, wanted: VisitFilter, *, most: int) -> int:
    """How many visits the filter finds; `most` + 1 stands for any number beyond it."""
    found = wanted_visits(user, wanted).with_only_columns(col(Visit.id)).limit(most + 1).subquery()
    return int(session.exec(select(func.count()).select_from(found)).one())


def visit_lines(session: Session, user: User, wanted: VisitFilter, *, limit: int) -> tuple[VisitLine, ...]:
    """Visits of the stores that the user may see, the last that came first."""
    query = wanted_visits(user, wanted).order_by(col(Visit.id).desc()).limit(limit)
    visits = session.exec(query).all()
    stores = {key(row.id): row for row in _all(session, Store, user.chain_id)}
    users = {key(row.id): row for row in _all(session, User, user.chain_id)}
    forms = {key(row.id): form_of(row) for row in _all(session, VisitForm, user.chain_id)}
    counts = dict(_counts(session, [key(visit.id) for visit in visits]))
    return tuple(
        VisitLine(
            visit,
            stores[visit.store_id],
            users[visit.user_id],
            form_of(None) if visit.form_id is None else forms[visit.form_id],
            counts.get(key(visit.id), {}),
        )
        for visit in visits
    )


def _all(session: Session, table: Any, chain_id: int) -> Sequence[Any]:
    return session.exec(select(table).where(table.chain_id == chain_id)).all()


def _counts(session: Session, visit_ids: Sequence[int]) -> Iterator[tuple[int, dict[str, int]]]:
    for begin in range(0, len(visit_ids), _AT_ONCE):
        ids = visit_ids[begin : begin + _AT_ONCE]
        query = (
            select(Photo.visit_id, Photo.kind, func.count())
            .where(col(Photo.visit_id).in_(ids))
            .group_by(col(Photo.visit_id), col(Photo.kind))
        )
        found: dict[int, dict[str, int]] = {}
        for visit_id, kind, number in session.exec(query):
            found.setdefault(visit_id or 0, {})[str(kind)] = int(number)
        yield from found.items()
