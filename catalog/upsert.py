"""Writing many rows at once, new ones and known ones alike, on SQLite and PostgreSQL."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from catalog.tables_base import Table

BATCH: Final = 5_000


def upsert(
    session: Session, table: type[Table], rows: Iterable[dict[str, Any]], changed: Sequence[str]
) -> None:
    """Insert the rows; where one with the same primary key is there already, set its `changed` columns.

    Each key may stand in `rows` once. Writers of the same keys wait for one another: give rows in the order of
    their keys, or two may wait in a ring. They are taken a few thousand at a time.
    """
    described: SqlTable = table.__table__  # type: ignore[attr-defined]
    insert: Any = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(described)
    statement = statement.on_conflict_do_update(
        index_elements=list(described.primary_key.columns),
        set_={name: statement.excluded[name] for name in changed},
    )
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        session.connection().execute(statement, batch)
