"""Opening the database: one engine for SQLite and PostgreSQL, transactions that read or write, migrations."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlmodel import Session

from catalog.errors import Invalid

BUSY_SECONDS: Final = 30
_MIGRATION_LOCK: Final = 0x7061696D69616E


def make_engine(url: str | URL) -> Engine:
    """An engine for `sqlite:///FILE` or `postgresql://...`; connects only when first used.

    Raises:
        Invalid: `unsupported_database` for other addresses, and for SQLite in memory, which threads cannot share.
    """
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise Invalid("unsupported_database", reason="memory", expected="sqlite:///FILE")
        engine = create_engine(
            parsed,
            connect_args={"timeout": BUSY_SECONDS},
            pool_size=10,
            max_overflow=40,
            pool_timeout=BUSY_SECONDS,
        )
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if backend in {"postgresql", "postgres"}:
        engine = create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=10)
        event.listen(engine, "connect", _configure_postgres)
        return engine
    raise Invalid("unsupported_database", reason=backend, expected="sqlite or postgresql")


def _configure_sqlite(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # or the driver begins by itself, and never immediately
    # FULL: with NORMAL a power cut may lose the last commits of a WAL database, and what was answered must stay.
    _use_wal(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch a new database to its write-ahead log; while another is writing its first rows that fails at once,
    whatever the busy timeout, so it is tried again for as long."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _configure_postgres(connection: Any, record: object) -> None:
    # It would compile a report's query for two seconds to save none: our queries are many and short.
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another wrote in between, whatever the
    # busy timeout; taking the write lock at the start waits instead.
    reads = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A transaction: committed at the end, rolled back by an exception. Rows stay readable after it."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A transaction that cannot write, waits for no writer, and sees one moment from its first query to its last."""
    reader = engine.execution_options(reads_only=True)
    if engine.dialect.name == "postgresql":
        reader = engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
    with Session(reader, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading_long(engine: Engine) -> Iterator[Session]:
    """As `reading`, for many minutes: whoever uses it ends the transaction (`rollback`) between its questions, for one
    held open keeps the database from tidying up."""
    reader = engine.execution_options(reads_only=True)
    if engine.dialect.name == "postgresql":
        reader = engine.execution_options(postgresql_readonly=True)
    with Session(reader, expire_on_commit=False) as session:
        yield session


def migrate(database: Engine | str, revision: str = "head") -> None:
    """Bring the tables up to date in one transaction; processes that start together wait for one another."""
    engine = make_engine(database) if isinstance(database, str) else database
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                _migrate_sqlite(connection, revision)
            else:
                with connection.begin():
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
                    _upgrade(connection, revision)
    finally:
        if isinstance(database, str):
            engine.dispose()


def _migrate_sqlite(connection: Connection, revision: str) -> None:
    # SQLite changes a table by copying and dropping it, and with foreign keys on the drop would delete every
    # row that points to it; the switch works only outside a transaction.
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            _upgrade(connection, revision)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise RuntimeError(f"the migration would leave a row that points nowhere: {tuple(broken)}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _upgrade(connection: Connection, revision: str) -> None:
    from alembic import command

    from catalog.migrations import configuration

    command.upgrade(configuration(connection), revision)
