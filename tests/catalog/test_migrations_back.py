"""A step back and up again, with rows in the tables: what both sides know of is kept, on both databases."""

from alembic.command import downgrade, upgrade
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from catalog.database import writing
from catalog.likeness import Found, note_likenesses
from catalog.migrations import configuration
from catalog.place import Place
from catalog.queries_queue import submit_photo
from catalog.rows import key
from catalog.tables import User
from catalog.tables_corrections import CorrectedBox, ShelfCorrection, UnknownProduct
from catalog.tables_visits import Visit
from tests.catalog.conftest import NOW, Company

FIRST = "0017"
"""Further back, the tables of visits are gone."""


def fill(engine: Engine, company: Company) -> None:
    """Rows in the tables that came last, and in those that they point to."""
    with writing(engine) as session:
        session.add(User(chain_id=company.chain_id, username="su", password_hash="!", role="supervisor"))
        visit = Visit(
            store_id=company.store_id, user_id=company.rep_id, client_id="v", started_at=NOW, received_at=NOW
        )
        session.add(visit)
        session.flush()
        one, two = (
            submit_photo(
                session,
                store_id=company.store_id,
                sha256=letter * 64,
                now=NOW,
                uploaded_by=company.rep_id,
                place=Place(31.23, 121.47, 8.0),
                visit=visit,
                phash=2**63 + 5,
            )
            for letter in "ab"
        )
        note_likenesses(session, key(two.photo.id), [Found(key(one.photo.id), "near", 0)], now=NOW)
        audit_id = key(one.audit.id)
        session.add(
            ShelfCorrection(
                audit_id=audit_id, action="remove", number=1, before={}, source="page", corrected_at=NOW
            )
        )
        session.add(
            CorrectedBox(
                audit_id=audit_id, kind="gap", number=1, x1=0, y1=0, x2=1, y2=1, score=1, layer=1, position=1
            )
        )
        session.add(
            UnknownProduct(
                chain_id=company.chain_id,
                embedder="e",
                vector=b"",
                groups=1,
                facings=2,
                stores=1,
                first_seen=NOW,
                last_seen=NOW,
                changed_at=NOW,
            )
        )


def counts(connection: Connection, tables: set[str]) -> dict[str, int]:
    found = {
        table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables
    }
    connection.commit()
    return found


def test_a_step_back_and_up_again_keeps_the_rows(engine: Engine, company: Company) -> None:
    fill(engine, company)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":  # as `migrate` does on the way up
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
        config = configuration(connection)
        scripts = ScriptDirectory.from_config(config).walk_revisions()
        for revision in [script.revision for script in scripts][1:]:
            if revision < FIRST:
                break
            everything = counts(connection, set(inspect(connection).get_table_names()) - {"alembic_version"})
            connection.commit()
            downgrade(config, revision)
            connection.commit()
            known = set(inspect(connection).get_table_names()) & everything.keys()
            connection.commit()
            below = counts(connection, known)
            upgrade(config, "head")
            connection.commit()
            assert below == counts(connection, known) == {table: everything[table] for table in known}, (
                revision
            )
            if engine.dialect.name == "sqlite":
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
                connection.commit()
    assert {"photo", "audit", "app_user"} <= known
