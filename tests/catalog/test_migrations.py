"""The migrations and the tables must say the same, on both databases."""

import json
import threading
from pathlib import Path

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import downgrade, upgrade
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, Engine, String, inspect, text
from sqlalchemy.exc import IntegrityError

from catalog.database import make_engine, migrate, reading
from catalog.migrations import configuration
from catalog.queries_people import get_user, stores_of
from catalog.shelf_lines import ShelfLine, unpack_lines
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
    assert errors == [], errors


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


def test_cosines_become_probabilities_and_go_back(empty_database_url: str) -> None:
    migrate(empty_database_url, "0001")
    engine = make_engine(empty_database_url)
    cosines = [{"sku": "A", "similarity": 0.95}, {"sku": "B", "similarity": 0.88}]
    with engine.connect() as connection:  # a group alone, without the audit it belongs to
        if engine.dialect.name == "sqlite":
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            if engine.dialect.name != "sqlite":
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(
                text(
                    "INSERT INTO shelf_group (id, audit_id, number, best_xyxy, size, vector, similarity, alternatives)"
                    " VALUES (1, 1, 1, '[0,0,1,1]', 3, :vector, 0.95, :alternatives),"
                    " (2, 1, 2, '[0,0,1,1]', 3, :vector, NULL, '[]')"
                ),
                {"vector": b"", "alternatives": json.dumps(cosines)},
            )
    engine.dispose()
    found = text("SELECT id, probability, alternatives FROM shelf_group ORDER BY id")
    engine = make_engine(empty_database_url)
    with engine.connect() as connection:
        config = configuration(connection)
        upgrade(config, "0002")
        connection.commit()
        (_, first, alternatives), (_, none, empty) = connection.execute(found).all()
        shares = alternatives if isinstance(alternatives, list) else json.loads(alternatives)
        assert first == shares[0]["probability"] == pytest.approx(np.exp(2.8) / (2 + np.exp(2.8)), abs=1e-3)
        assert shares[1]["probability"] == pytest.approx(1 / (2 + np.exp(2.8)), abs=1e-3)
        assert (none, empty if isinstance(empty, list) else json.loads(empty)) == (None, [])
        connection.commit()
        downgrade(config, "0001")
        connection.commit()
        (back,) = connection.execute(text("SELECT similarity FROM shelf_group WHERE id = 1")).one()
        assert back == pytest.approx(0.95, abs=2e-3)
    engine.dispose()


def test_stores_of_old_have_no_class(empty_database_url: str) -> None:
    migrate(empty_database_url, "0002")
    engine = make_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO chain (id, name, catalog_version) VALUES (1, 'old', 1)"))
        connection.execute(
            text(
                "INSERT INTO store (chain_id, code, name, city, trade_area) VALUES (1, 'S1', 'old store', '', '')"
            )
        )
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT code, store_class FROM store")).all() == [("S1", "")]
    engine.dispose()


def test_store_days_of_old_are_packed(empty_database_url: str) -> None:
    migrate(empty_database_url, "0007")
    engine = make_engine(empty_database_url)
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO chain (id, name, catalog_version) VALUES (1, 'old', 1)",
            "INSERT INTO store (id, chain_id, code, name, city, trade_area, store_class)"
            " VALUES (1, 1, 'S1', 'old', '', '', '')",
            "INSERT INTO brand (id, chain_id, name, competitor) VALUES (1, 1, 'B', false)",
            "INSERT INTO sku (id, chain_id, code, brand_id, name, category, spec, pack_count, active, created_at)"
            " VALUES (7, 1, 'A', 1, 'A', '', '', 1, true, '2026-11-01 00:00:00'),"
            " (9, 1, 'B', 1, 'B', '', '', 1, true, '2026-11-01 00:00:00')",
            "INSERT INTO shelf_day (id, store_id, day, photos, facings, unknown, gaps, made_at) VALUES"
            " (3, 1, '2026-11-01', 1, 4, 1, 0, '2026-11-01 00:00:00'),"
            " (6000, 1, '2026-11-02', 1, 1, 1, 0, '2026-11-02 00:00:00')",
            "INSERT INTO shelf_day_sku (shelf_day_id, sku_id, facings, units, must) VALUES"
            " (3, 9, 0, 0, true), (3, 7, 3, 4, false)",
        ):
            connection.execute(text(statement))
    migrate(engine)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT shelf_day_id, lines FROM shelf_day_pack")).all()
    packs = {day: bytes(lines) for day, lines in found}
    _, lines = unpack_lines([packs[3]], np.array([1]))
    assert list(lines) == [ShelfLine(1, 7, 3, False), ShelfLine(1, 9, 0, True)]
    assert (set(packs), packs[6000]) == ({3, 6000}, b"")
    engine.dispose()


def test_a_new_kind_of_tip_loses_no_tip_and_nothing_that_guards_them(empty_database_url: str) -> None:
    """SQLite builds the table anew for it: rows, what points to them, the partial index and the foreign keys stay."""
    migrate(empty_database_url, "0014")
    engine = make_engine(empty_database_url)
    at = "'2026-11-01 00:00:00'"
    tip = (
        "INSERT INTO tip (id, chain_id, store_id, audit_id, kind, subject, params, rank, state, created_at, due_at,"
        " close_reason) VALUES"
    )
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO chain (id, name, catalog_version) VALUES (1, 'old', 1)",
            "INSERT INTO store (id, chain_id, code, name, city, trade_area, store_class)"
            " VALUES (1, 1, 'S1', 'old', '', '', '')",
            f"INSERT INTO photo (id, store_id, sha256, kind, file_name, content_type, talkers, uploaded_at)"
            f" VALUES (1, 1, '{'0' * 64}', 'shelf', '', '', false, {at})",
            f"INSERT INTO audit (id, photo_id, state, attempts, queued_at) VALUES (1, 1, 'done', 1, {at})",
            f"{tip} (7, 1, 1, 1, 'gap', 'gap:1', '{{}}', 1, 'open', {at}, {at}, '')",
            f"INSERT INTO tip_change (id, tip_id, state, at, reason) VALUES (1, 7, 'open', {at}, '')",
        ):
            connection.execute(text(statement))
    before = inspect(engine)
    keys = sorted((k["constrained_columns"], k["options"]) for k in before.get_foreign_keys("tip"))
    indexes = sorted(str(i["name"]) for i in before.get_indexes("tip"))
    migrate(engine)
    after = inspect(engine)
    assert sorted((k["constrained_columns"], k["options"]) for k in after.get_foreign_keys("tip")) == keys
    assert sorted(str(i["name"]) for i in after.get_indexes("tip")) == indexes
    with engine.begin() as connection:
        assert connection.execute(text("SELECT tip_id FROM tip_change")).all() == [(7,)]
        stack = f"{tip} (8, 1, 1, 1, 'floor_stack', 'floor_stack:1', '{{}}', 1, 'open', {at}, {at}, '')"
        connection.execute(text(stack))
    for wrong in ("(9, 1, 1, 1, 'gap', 'gap:1'", "(9, 1, 1, 1, 'nonsense', 'x'", "(9, 1, 1, 99, 'gap', 'y'"):
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(f"{tip} {wrong}, '{{}}', 1, 'open', {at}, {at}, '')"))
    with engine.begin() as connection:  # done ones may be many
        for number in (10, 11):
            connection.execute(
                text(f"{tip} ({number}, 1, 1, 1, 'gap', 'gap:1', '{{}}', 1, 'done', {at}, {at}, '')")
            )
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":  # as `migrate` does on the way up
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
        downgrade(configuration(connection), "0014")
        connection.commit()
        assert set(connection.execute(text("SELECT kind FROM tip")).scalars()) == {"gap"}
        assert connection.execute(text("SELECT tip_id FROM tip_change")).all() == [(7,)]
    engine.dispose()


def test_migrations_are_one_line_in_the_order_of_their_numbers(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(configuration(connection))
        numbers = [script.revision for script in scripts.walk_revisions()]
    engine.dispose()
    assert len(scripts.get_heads()) == 1
    assert numbers == sorted(numbers, reverse=True)
