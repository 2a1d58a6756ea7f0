"""Putting very many rows of scans into the database, new ones and known ones alike."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlmodel import Session

from catalog.scan_sums import Rows

AT_ONCE: Final = 100_000
_SQLITE: Final = (
    "INSERT INTO daily_scan (store_id, sku_id, day, units) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (store_id, sku_id, day) DO "
)
_POSTGRES: Final = (
    "INSERT INTO daily_scan (store_id, sku_id, day, units)"
    " SELECT store_id, sku_id, day, units / 1000.0 FROM new_scan ORDER BY store_id, sku_id, day"
    " ON CONFLICT (store_id, sku_id, day) DO "
)


def put_scans(session: Session, rows: Rows, *, keep: bool = False) -> None:
    """Insert or replace, in the caller's transaction; rows in order of their key, each once. With `keep`
    what is there stays.

    Rows go to the driver as they are: a million rows need not become a million objects first.
    """
    connection = session.connection()
    ending = "NOTHING" if keep else "UPDATE SET units = excluded.units"
    days = {ordinal: date.fromordinal(ordinal) for ordinal in set(rows["day"].tolist())}
    if connection.dialect.name == "sqlite":
        texts = {ordinal: day.isoformat() for ordinal, day in days.items()}
        for some in _pieces(rows):
            connection.exec_driver_sql(_SQLITE + ending, _tuples(some, texts))
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS new_scan"
            " (store_id bigint, sku_id bigint, day date, units bigint) ON COMMIT DELETE ROWS"
        )
        cursor.execute("DELETE FROM new_scan")
        with cursor.copy("COPY new_scan (store_id, sku_id, day, units) FROM STDIN") as copy:
            for some in _pieces(rows):
                for row in _tuples(some, days):
                    copy.write_row(row)
        cursor.execute(_POSTGRES + ending)


def _pieces(rows: Rows) -> Iterator[Rows]:
    for begin in range(0, len(rows), AT_ONCE):
        yield rows[begin : begin + AT_ONCE]


def _tuples(rows: Rows, days: dict[int, Any]) -> list[tuple[Any, ...]]:
    day = [days[ordinal] for ordinal in rows["day"].tolist()]
    return list(zip(rows["store"].tolist(), rows["sku"].tolist(), day, rows["units"].tolist(), strict=True))
