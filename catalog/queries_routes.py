"""Reading routes: which stores a person visits on which weekday, and who may be sent where."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, select

from catalog.queries_people import WIDE_ROLES, stores_seen_by
from catalog.rows import key
from catalog.tables import Role, Store, User, UserStore
from catalog.tables_visits import RouteStop

ROUTED: Final[tuple[Role, ...]] = ("rep", "supervisor")
"""Roles that have routes: those who go from store to store."""


@dataclass(frozen=True)
class Traveller:
    """Somebody who may have a route, and the ids of the stores that they are assigned to."""

    user: User
    store_ids: frozenset[int]


@dataclass(frozen=True)
class StopRow:
    """A stop with its person and store."""

    user: User
    stop: RouteStop
    store: Store


def travellers(session: Session, chain_id: int) -> dict[str, Traveller]:
    """Everybody of the chain who may have a route, by username."""
    people = session.exec(
        select(User)
        .where(User.chain_id == chain_id, col(User.active).is_(True), col(User.role).in_(ROUTED))
        .order_by(User.username)
    ).all()
    own: dict[int, set[int]] = {}
    links = select(UserStore).join(User, col(User.id) == UserStore.user_id).where(User.chain_id == chain_id)
    for link in session.exec(links):
        own.setdefault(link.user_id, set()).add(link.store_id)
    return {user.username: Traveller(user, frozenset(own.get(key(user.id), ()))) for user in people}


def travellers_of(session: Session, editor: User) -> dict[str, Traveller]:
    """Those whose routes the editor may say: all, or who shares a store with a supervisor."""
    everybody = travellers(session, editor.chain_id)
    if editor.role in WIDE_ROLES:
        return everybody
    mine = set(session.exec(stores_seen_by(editor)))
    return {name: each for name, each in everybody.items() if each.store_ids & mine}


def stops_of(session: Session, user_ids: Iterable[int]) -> dict[tuple[int, int], list[RouteStop]]:
    """The stops of these people by person and weekday, in the day's order."""
    query = select(RouteStop).where(col(RouteStop.user_id).in_(sorted(set(user_ids))))
    found: dict[tuple[int, int], list[RouteStop]] = {}
    for stop in session.exec(query.order_by(col(RouteStop.position), col(RouteStop.store_id))):
        found.setdefault((stop.user_id, stop.weekday), []).append(stop)
    return found


def list_stops(session: Session, editor: User, *, username: str = "") -> tuple[StopRow, ...]:
    """Stops in the stores that the editor may see, of one person or of all, in the order of a week."""
    query: Any = (
        select(User, RouteStop, Store)
        .join(RouteStop, col(RouteStop.user_id) == User.id)
        .join(Store, col(Store.id) == RouteStop.store_id)
        .where(User.chain_id == editor.chain_id, col(Store.id).in_(stores_seen_by(editor)))
        .order_by(User.username, col(RouteStop.weekday), col(RouteStop.position), Store.code)
    )
    if username:
        query = query.where(User.username == username)
    return tuple(StopRow(*found) for found in session.exec(query))
