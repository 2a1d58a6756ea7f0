"""Telling the live board what happened: a row in the transaction of the thing itself, and the end of old rows.

An undo tells of the same kind with -1 of it on the day of what it takes back, so that a day's sum of a kind is what
still holds of that day, and yesterday's answer taken back today takes nothing from today's.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session, col, delete

from catalog.queries_board import newest_event_id
from catalog.tables_board import BoardEvent, BoardKind

KEPT: Final = timedelta(days=30)
"""The board forgets what is older; the things themselves stay."""


def tell_board(
    session: Session,
    chain_id: int,
    kind: BoardKind,
    *,
    store_id: int | None,
    subject_id: int | None,
    at: datetime,
    number: int = 1,
    takes_back: datetime | None = None,
    **params: Any,
) -> None:
    """Tell the board of one thing, or of `number` that happened at once; told when the transaction is committed.

    Args:
        session: of the thing's own transaction.
        chain_id: whose board.
        kind: what happened.
        store_id: where; None: in an area.
        subject_id: the thing's own id.
        at: the moment.
        number: how many at once.
        takes_back: the moment of the one that is taken back at `at`; None: nothing is.
        params: what the board's words know (JSON): `by`, `audit` and `sku` (ids), `what` (a word of the kind).
    """
    if takes_back is not None:
        at, number, params["told"] = takes_back, -1, at.isoformat()
    event = BoardEvent(
        chain_id=chain_id,
        store_id=store_id,
        kind=kind,
        subject_id=subject_id,
        at=at,
        number=number,
        params={name: value for name, value in params.items() if value is not None},
    )
    session.add(event)


def forget_events(session: Session, now: datetime) -> int:
    """Drop what is older than `KEPT`; how many. The newest stays: SQLite would give its id to the next again, and
    whoever reads on from an id would miss that one."""
    newest = newest_event_id(session)
    dropped = session.exec(
        delete(BoardEvent).where(col(BoardEvent.at) < now - KEPT, col(BoardEvent.id) < newest)
    )
    return dropped.rowcount
