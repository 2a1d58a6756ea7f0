"""Which indexes SQLite takes for what is asked of the tills every night and for every tip, with no ANALYZE run."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from catalog.database import make_engine, reading, writing
from catalog.queries_history import daily_rates
from catalog.queries_scans import scan_span
from catalog.queries_till import scan_days, scans_of_day
from catalog.queries_usual_rates import usual_rates
from catalog.rows import key
from catalog.tables import Sku, Store
from catalog.tables_history import DailyScan
from catalog.upsert import upsert
from tests.catalog.conftest import Company, found_company

TODAY = date(2026, 11, 25)


@pytest.fixture
def sqlite_engine(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Engine]:
    """SQLite alone: PostgreSQL plans by its statistics."""
    shutil.copy(migrated_sqlite, tmp_path / "paimian.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'paimian.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def known(sqlite_engine: Engine) -> Company:
    with writing(sqlite_engine) as session:
        company = found_company(session)
        skus = [key(sku.id) for sku in session.exec(select(Sku))]
        stores = [key(store.id) for store in session.exec(select(Store))]
        rows = [
            {"store_id": store, "sku_id": sku, "day": TODAY - timedelta(days=n), "units": Decimal(n)}
            for store in stores
            for sku in skus
            for n in range(40)
        ]
        upsert(session, DailyScan, rows, ["units"])
        return company


@contextmanager
def plans(session: Session) -> Iterator[list[str]]:
    """What SQLite says of each query that names the daily scans, as it is asked."""
    connection, found = session.connection(), []

    def note(_: object, cursor: object, statement: str, parameters: object, *rest: object) -> None:
        if "daily_scan" in statement and not statement.startswith("EXPLAIN"):
            rows = connection.connection.driver_connection.execute(  # type: ignore[union-attr]
                f"EXPLAIN QUERY PLAN {statement}", parameters
            )
            found.append("\n".join(row[3] for row in rows))

    event.listen(connection, "before_cursor_execute", note)
    yield found
    event.remove(connection, "before_cursor_execute", note)


def test_a_night_reads_its_day_from_the_index_alone(sqlite_engine: Engine, known: Company) -> None:
    with reading(sqlite_engine) as session, plans(session) as found:
        assert len(scans_of_day(session, known.chain_id, TODAY).units) == 6
    (plan,) = found
    assert "daily_scan USING COVERING INDEX ix_daily_scan_day_store_id_sku_id_units (day=?" in plan
    assert "TEMP B-TREE" not in plan


def test_the_days_told_are_read_from_the_ends_of_the_index(sqlite_engine: Engine, known: Company) -> None:
    with reading(sqlite_engine) as session, plans(session) as found:
        assert scan_days(session, known.chain_id) == (TODAY - timedelta(days=39), TODAY)
    assert len(found) == 2
    for plan in found:
        assert plan.startswith("SCAN daily_scan USING COVERING INDEX ix_daily_scan_day_store_id_sku_id_units")
        assert "TEMP B-TREE" not in plan


def test_what_is_known_of_sales_is_told_without_reading_them_all(
    sqlite_engine: Engine, known: Company
) -> None:
    with reading(sqlite_engine) as session, plans(session) as found:
        span = scan_span(session, known.chain_id)
    assert (span.stores, span.skus, span.first_day, span.last_day) == (
        2,
        3,
        TODAY - timedelta(days=39),
        TODAY,
    )
    whole = [line for plan in found for line in plan.splitlines() if "SCAN daily_scan" in line]
    assert len(whole) == 2, "the two that stop at the first row"


def test_a_stores_rates_are_read_by_the_key(sqlite_engine: Engine, known: Company) -> None:
    with reading(sqlite_engine) as session, plans(session) as found:
        assert len(daily_rates(session, known.store_id, TODAY)) == 3
    assert len(found) == 2
    for plan in found:
        assert "SEARCH daily_scan USING PRIMARY KEY (store_id=?" in plan, plan


def test_usual_rates_are_read_by_the_sku(sqlite_engine: Engine, known: Company) -> None:
    with reading(sqlite_engine) as session, plans(session) as found:
        assert len(usual_rates(session, known.chain_id, ["C1"], TODAY)) == 1
    (plan,) = found
    assert "SEARCH daily_scan USING INDEX ix_daily_scan_sku_id (sku_id=?" in plan, plan
