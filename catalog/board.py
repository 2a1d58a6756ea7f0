"""Telling the live board what happened: a row in the transaction of the thing itself, and the end of old rows.

An undo tells of the same kind with -1 of it, so that a day's sum of a kind is what still holds at its end.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session, col, delete

from catalog.queries_board import newest_event_id
from catalog.tables_board import BoardEvent, BoardKind

KEPT: Final = timedelta(days=30)
"""The board forgets what is older; the things themselves stay."""
UNDONE: Final = -1
"""As `number`: one that was told of is taken back."""


def tell_board(
    session: Session,
    chain_id: int,
    kind: BoardKind,
    *,
    store_id: int | None,
    subject_id: int | None,
    at: datetime,
    number: int = 1,
    **params: Any,
) -> None:
    """Tell the board of one thing, or of `number` that happened at once; told when the transaction is committed.

    `params` (JSON) that the board's words know: `by` and `audit` (ids), `what` (a word of the kind), `undone`.
    """
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
