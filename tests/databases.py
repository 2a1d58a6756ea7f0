"""Databases for tests: a migrated, empty one for each test, on SQLite and on PostgreSQL.

PostgreSQL is used where PAIMIAN_TEST_POSTGRES_URL points to a server (`source .ci/postgres` starts one). Migrating
once and copying keeps a test at milliseconds.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, make_url

from catalog.database import make_engine, migrate

POSTGRES_URL = os.environ.get("PAIMIAN_TEST_POSTGRES_URL", "")


@contextmanager
def postgres_database(template: str = "template1") -> Iterator[str]:
    """The URL of a new database of its own name, dropped afterwards."""
    name = f"paimian_test_{uuid.uuid4().hex[:12]}"
    server = make_url(POSTGRES_URL).set(drivername="postgresql")
    with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file; copy it, leave it alone."""
    path = tmp_path_factory.mktemp("template") / "paimian.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres() -> Iterator[str]:
    """The name of a migrated PostgreSQL database to copy from."""
    with postgres_database() as url:
        migrate(url)
        yield make_url(url).database or ""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables, once on each backend."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    _need_postgres()
    with postgres_database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database without rows, once on each backend."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "paimian.db")
        yield f"sqlite:///{tmp_path / 'paimian.db'}"
        return
    _need_postgres()
    with postgres_database(request.getfixturevalue("migrated_postgres")) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on `database_url`, its connections closed afterwards."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


def _need_postgres() -> None:
    if not POSTGRES_URL:
        pytest.skip("PAIMIAN_TEST_POSTGRES_URL names no server: `source .ci/postgres` starts one")
