"""Reading what the live board is told: rows by id as they become visible, the newest for a page, a day's sums."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from catalog.board_cursor import BoardCursor
from catalog.queries_people import WIDE_ROLES, stores_seen_by
from catalog.rows import key
from catalog.tables import Brand, Sku, Store, User
from catalog.tables_board import BoardEvent

LOOK_BACK: Final = 200
"""So many ids below the newest are looked at for rows that are not visible yet."""


@dataclass(frozen=True)
class BoardRow:
    """An event with what its sentence names: the store, the person, the product; None or "" where there is none."""

    event: BoardEvent
    store: Store | None
    person: str
    product: str


def newest_event_id(session: Session) -> int:
    """The highest id that can be read; 0 where there is none."""
    return session.exec(select(func.max(col(BoardEvent.id)))).one() or 0


def cursor_now(session: Session) -> BoardCursor:
    """Where a reader stands who has seen all that is visible now."""
    query = select(BoardEvent.id).order_by(col(BoardEvent.id).desc()).limit(LOOK_BACK)
    ids = [key(found) for found in session.exec(query)]
    return BoardCursor(max(0, min(ids) - 1)).after(ids) if ids else BoardCursor()


def events_after(session: Session, cursor: BoardCursor, limit: int = 500) -> tuple[BoardRow, ...]:
    """Rows of every chain that the cursor has not seen, by id: a cursor knows ids, not whose they are."""
    unseen = [col(BoardEvent.id) > cursor.last]
    unseen += [col(BoardEvent.id).between(low, high) for low, high in cursor.missing]
    query = _events().where(or_(*unseen)).order_by(col(BoardEvent.id)).limit(limit)
    return _rows(session, query)


def newest_events(session: Session, user: User, limit: int = 40) -> tuple[BoardRow, ...]:
    """The last that happened in stores that the user may see, the newest first."""
    query = _events().where(*_seen_by(user)).order_by(col(BoardEvent.id).desc()).limit(limit)
    return _rows(session, query)


def day_sums(session: Session, user: User, since: datetime, until: datetime) -> dict[str, int]:
    """How many of each kind the board was told of from `since` to before `until`; what was taken back is taken off.

    Served by `ix_board_event_day` alone.
    """
    query: Any = (
        select(BoardEvent.kind, func.sum(BoardEvent.number))
        .where(*_seen_by(user), col(BoardEvent.at) >= since, col(BoardEvent.at) < until)
        .group_by(col(BoardEvent.kind))
    )
    return {str(kind): max(0, int(total)) for kind, total in session.exec(query)}


def store_ids_seen(session: Session, user: User) -> frozenset[int] | None:
    """Ids of the stores whose events the user may see; None: the whole chain's, those of no store too."""
    if user.role in WIDE_ROLES:
        return None
    return frozenset(key(found) for found in session.exec(stores_seen_by(user)))


def _seen_by(user: User) -> list[Any]:
    mine: list[Any] = [BoardEvent.chain_id == user.chain_id]
    if user.role not in WIDE_ROLES:
        mine.append(col(BoardEvent.store_id).in_(stores_seen_by(user)))
    return mine


def _events() -> Any:
    return select(BoardEvent, Store).outerjoin(Store, col(Store.id) == BoardEvent.store_id)


def _rows(session: Session, query: Any) -> tuple[BoardRow, ...]:
    found = session.exec(query).all()
    people = people_by_id(session, _ids(found, "by"))
    products = products_by_id(session, _ids(found, "sku"))
    return tuple(
        BoardRow(
            event,
            store,
            people.get(event.params.get("by", 0), ""),
            products.get(event.params.get("sku", 0), ""),
        )
        for event, store in found
    )


def _ids(found: Iterable[tuple[BoardEvent, Store | None]], name: str) -> set[int]:
    return {event.params[name] for event, _ in found if event.params.get(name) is not None}


def people_by_id(session: Session, ids: Collection[int]) -> dict[int, str]:
    """What people are called: the full name, or the name that they sign in with."""
    if not ids:
        return {}
    query = select(User.id, User.full_name, User.username).where(col(User.id).in_(ids))
    return {key(found): full or name for found, full, name in session.exec(query)}


def products_by_id(session: Session, ids: Collection[int]) -> dict[int, str]:
    """What products are called: brand, name, spec."""
    if not ids:
        return {}
    query = select(Sku, Brand.name).join(Brand).where(col(Sku.id).in_(ids))
    return {
        key(sku.id): " ".join(part for part in (brand, sku.name, sku.spec) if part)
        for sku, brand in session.exec(query)
    }
