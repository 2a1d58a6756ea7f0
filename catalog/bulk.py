"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from sqlalchemy import Column, Dialect
from sqlmodel import Session

from catalog.tables_base import Table


def insert_rows(
    session: Session, table: type[Table], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Insert plain tuples in the order of `columns`, inside the session's transaction; how many.

    Values pass through the column types as elsewhere. A million rows take seconds; a row that a constraint forbids
    raises the driver's own IntegrityError.
    """
    session.flush()
    target = cast(Any, table).__table__
    connection = session.connection()
    turned = _turned(rows, [target.c[name] for name in columns], connection.dialect)
    names = ", ".join(f'"{name}"' for name in columns)
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        return _copy(driver, f'COPY "{target.name}" ({names}) FROM STDIN', turned)
    marks = ", ".join("?" * len(columns))
    return int(driver.executemany(f'INSERT INTO "{target.name}" ({names}) VALUES ({marks})', turned).rowcount)


def _copy(driver: Any, command: str, rows: Iterable[Sequence[Any]]) -> int:
    with driver.cursor() as cursor:
        with cursor.copy(command) as copy:
            for row in rows:
                copy.write_row(row)
        return int(cursor.rowcount)


def _turned(
    rows: Iterable[Sequence[Any]], columns: Sequence[Column[Any]], dialect: Dialect
) -> Iterator[Sequence[Any]]:
    """The rows as the driver takes them: dates, instants and exact decimals in the form of this database."""
    found = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
    turns = [(place, turn) for place, turn in enumerate(found) if turn is not None]
    for row in rows:
        values = list(row)
        for place, turn in turns:
            values[place] = turn(values[place])
        yield values
