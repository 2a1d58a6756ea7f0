"""Reading what the live board is told: rows by id, as they become visible."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.tables_board import BoardEvent


def newest_event_id(session: Session) -> int:
    """The highest id that can be read; 0 where there is none."""
    return session.exec(select(func.max(col(BoardEvent.id)))).one() or 0
