"""The engine's promises: who may write, what waits, what is refused."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from catalog.database import make_engine, reading, writing
from catalog.errors import Invalid
from catalog.people import ensure_chain
from catalog.queries_people import catalog_version, find_chain
from catalog.queries_skus import load_shelf_facts
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.tables import Audit, Store, User
from tests.catalog.conftest import EMBEDDER, NOW, Company


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/db"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(Invalid, match="unsupported_database"):
        make_engine(url)


def test_reading_cannot_write(engine: Engine) -> None:
    with pytest.raises(DBAPIError), reading(engine) as session:
        ensure_chain(session, "x")
    with writing(engine) as session:
        ensure_chain(session, "y")
    with reading(engine) as session:
        assert find_chain(session, "x") is None
        assert find_chain(session, "y") is not None


def test_an_exception_rolls_back(engine: Engine) -> None:
    def fail_late() -> None:
        with writing(engine) as session:
            ensure_chain(session, "x")
            raise RuntimeError("late")

    with pytest.raises(RuntimeError, match="late"):
        fail_late()
    with reading(engine) as session:
        assert find_chain(session, "x") is None


def test_readers_do_not_wait_for_a_writer(engine: Engine, company: Company) -> None:
    with writing(engine) as writer:
        ensure_chain(writer, "unseen")
        writer.flush()
        with reading(engine) as reader:
            assert find_chain(reader, "default") is not None
            assert find_chain(reader, "unseen") is None


def test_a_reader_sees_one_moment(engine: Engine, company: Company) -> None:
    with reading(engine) as reader:
        before = catalog_version(reader, company.chain_id)
        with writing(engine) as writer:
            create_sku(writer, company.chain_id, SkuDraft(code="N", brand="b", name="n"), now=NOW)
        facts = load_shelf_facts(reader, company.chain_id, EMBEDDER)
        assert facts.catalog_version == before
        assert "N" not in facts.skus
    with reading(engine) as reader:
        assert "N" in load_shelf_facts(reader, company.chain_id, EMBEDDER).skus


def test_foreign_keys_and_checks_hold(engine: Engine, company: Company) -> None:
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(Store(chain_id=999, code="x", name="x"))
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(Audit(photo_id=999, queued_at=NOW))
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(User(chain_id=company.chain_id, username="u", password_hash="", role="god"))


def test_sqlite_is_set_up_for_many_threads(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        settings = {
            p: connection.execute(text(f"PRAGMA {p}")).scalar() for p in ("journal_mode", "foreign_keys")
        }
        assert settings == {"journal_mode": "wal", "foreign_keys": 1}
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 30_000


def test_a_new_file_that_another_connection_is_writing_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE t (x)")
    other.execute(
        "BEGIN IMMEDIATE"
    )  # still with the rollback journal, as a database just created by another process
    end = threading.Timer(0.3, lambda: other.execute("COMMIT"))
    end.start()
    engine = make_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
    end.join()
    engine.dispose()
    other.close()
