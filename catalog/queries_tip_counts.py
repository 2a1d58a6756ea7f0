"""How the tips of many stores stand, in one query; and the names that go with a tip's people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, inspect
from sqlmodel import Session, col, select

from catalog.queries_people import stores_seen_by
from catalog.tables import Store, User
from catalog.tables_advice import Tip

WINDOW: Final = timedelta(days=30)
"""Tips that ended longer ago are history, not how a store stands."""
SOON: Final = timedelta(days=1)


@dataclass(frozen=True)
class TipCounts:
    """A store's tips: the open ones, those of them that are due within `SOON`, and what ended within `WINDOW`."""

    store: Store
    open: int
    due_soon: int
    done: int
    declined: int
    expired: int


def tip_counts(session: Session, user: User, *, now: datetime, limit: int = 500) -> tuple[TipCounts, ...]:
    """Stores that the user may see and that have or had tips, those with escalated and urgent ones first."""

    def number(rule: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((rule, 1), else_=0)), 0)

    is_open = col(Tip.state) == "open"
    recent = col(Tip.closed_at) >= now - WINDOW
    counts = (
        number(is_open),
        number(is_open & (col(Tip.due_at) < now + SOON)),
        *(number((col(Tip.state) == state) & recent) for state in ("done", "declined", "expired")),
    )
    query: Any = (
        select(Store, *counts)
        .join(Tip, col(Tip.store_id) == Store.id)
        .where(col(Store.id).in_(stores_seen_by(user)), is_open | recent)
        .group_by(*inspect(Store).columns)
        .order_by(counts[4].desc(), counts[1].desc(), counts[0].desc(), col(Store.code))
        .limit(limit)
    )
    return tuple(TipCounts(store, *map(int, numbers)) for store, *numbers in session.exec(query))


def usernames(session: Session, user_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of these users; None and ids that nobody has are left out."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    query = select(User.id, User.username).where(col(User.id).in_(wanted))
    return {user_id: name for user_id, name in session.exec(query) if user_id is not None}
