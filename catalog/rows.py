"""Writing a row that another process may be writing at the same moment."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from catalog.tables_base import Table

Row = TypeVar("Row", bound=Table)


def key(row_id: int | None) -> int:
    """The id of a saved row, which the tables type as optional for the time before it is saved."""
    if row_id is None:
        raise ValueError("the row is not saved yet, so it has no id")
    return row_id


def fetch_or_insert(
    session: Session, fetch: Callable[[], Row | None], make: Callable[[], Row]
) -> tuple[Row, bool]:
    """The row that `fetch` finds, else the one that `make` gives, saved; True when it was new.

    A unique constraint decides between two writers: the loser's insert fails and it fetches the winner's row.
    """
    found = fetch()
    if found is not None:
        return found, False
    row = make()
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        found = fetch()
        if found is None:
            raise
        return found, False
    return row, True
