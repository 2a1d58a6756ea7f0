"""The migrations and the tables must say the same, on both databases."""

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import downgrade
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import CheckConstraint, Connection, Engine, String, inspect, text

from catalog.database import make_engine, migrate, reading
from catalog.migrations import configuration
from catalog.queries_people import get_user, stores_of
from catalog.tables import metadata
from tests.catalog.conftest import Company


def test_migrations_make_the_tables(empty_database_url: str) -> None:
    migrate(empty_database_url)
    engine = make_engine(empty_database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "target_metadata": metadata}
        )
        assert compare_metadata(context, metadata) == []
        migrated = {
            t: sorted(c["name"] or "" for c in inspect(connection).get_check_constraints(t))
            for t in metadata.tables
        }
    assert migrated == {
        name: sorted(str(c.name) for c in table.constraints if isinstance(c, CheckConstraint))
        for name, table in metadata.tables.items()
    }
    engine.dispose()


def test_migrating_again_changes_nothing(empty_database_url: str) -> None:
    migrate(empty_database_url)
    engine = make_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO chain (name, catalog_version) VALUES ('kept', 7)"))
    migrate(engine)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT name, catalog_version FROM chain")).all() == [("kept", 7)]
    engine.dispose()


def test_starting_together_migrates_once(empty_database_url: str) -> None:
    errors: list[BaseException] = []

    def start() -> None:
        try:
            migrate(empty_database_url)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_everything_can_be_undone(empty_database_url: str) -> None:
    migrate(empty_database_url)
    engine = make_engine(empty_database_url)
    with engine.begin() as connection:
        downgrade(configuration(connection), "base")
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
    engine.dispose()


def test_a_failing_migration_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'half.db'}"

    def fail(*arguments: object, **options: object) -> None:
        raise RuntimeError("cut")

    monkeypatch.setattr("alembic.operations.base.BatchOperations.create_index", fail)
    with pytest.raises(RuntimeError, match="cut"):
        migrate(url)
    engine = make_engine(url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_rebuilding_a_table_keeps_the_rows_that_point_to_it(
    engine: Engine, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite changes a table by dropping the old one; a cascade must not empty the tables below it."""

    def rebuild(connection: Connection, revision: str) -> None:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("app_user", recreate="auto") as batch:
            batch.alter_column("locale", type_=String(40), existing_type=String(20), existing_nullable=False)

    monkeypatch.setattr("catalog.database._upgrade", rebuild)
    migrate(engine)
    with reading(engine) as session:
        assert [s.code for s in stores_of(session, get_user(session, company.rep_id))] == ["S001"]
