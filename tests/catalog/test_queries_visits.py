"""Lists of visits are read through indexes: a chain's year of visits must not be walked for one store or person."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col

from catalog.database import reading
from catalog.queries_people import get_user
from catalog.queries_visit_lines import count_visits
from catalog.queries_visits import VisitFilter, list_visits, wanted_visits
from catalog.tables_visits import Visit
from tests.catalog.conftest import Company

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STARTED = datetime(2026, 11, 25, 1, tzinfo=UTC)


def plan(engine: Engine, query: Any) -> str:
    compiled = (
        query.order_by(col(Visit.id).desc()).limit(25).compile(engine, compile_kwargs={"literal_binds": True})
    )
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
    return "\n".join(str(row[3]) for row in rows)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (VisitFilter(store="S001"), "ix_visit_store_id_started_at"),
        (VisitFilter(user="rep"), "ix_visit_user_id_started_at"),
        (VisitFilter(store="S001", user="rep"), "ix_visit_"),
    ],
)
@pytest.mark.parametrize("who", ["manager_id", "rep_id"])
def test_a_store_or_a_person_is_found_through_an_index(
    engine: Engine, company: Company, wanted: VisitFilter, index: str, who: str
) -> None:
    with reading(engine) as session:
        user = get_user(session, getattr(company, who))
    told = plan(engine, wanted_visits(user, wanted))
    assert index in told or "ix_visit_store_id_started_at" in told
    assert "SCAN visit" not in told


def test_the_newest_of_a_chain_are_read_from_the_newest_on(engine: Engine, company: Company) -> None:
    with reading(engine) as session:
        user = get_user(session, company.manager_id)
    told = plan(engine, wanted_visits(user, VisitFilter()))
    assert "TEMP B-TREE" not in told


def test_pages_go_on_where_the_last_one_ended(session: Session, company: Company) -> None:
    for number in range(7):
        session.add(
            Visit(
                store_id=company.store_id if number % 2 else company.other_store_id,
                user_id=company.rep_id,
                client_id=f"v{number}",
                started_at=STARTED - timedelta(days=number),
                received_at=STARTED,
            )
        )
    session.flush()
    manager, rep = get_user(session, company.manager_id), get_user(session, company.rep_id)
    seen: list[str] = []
    before = None
    while rows := list_visits(session, manager, before=before, limit=3):
        seen += [row.visit.client_id for row in rows]
        before = rows[-1].visit.id
    assert seen == [f"v{number}" for number in range(6, -1, -1)]
    assert [row.visit.client_id for row in list_visits(session, rep)] == ["v5", "v3", "v1"]
    few = VisitFilter(since=STARTED - timedelta(days=3), until=STARTED)
    assert [row.visit.client_id for row in list_visits(session, manager, few)] == ["v3", "v2", "v1"]
    assert count_visits(session, manager, few, most=100) == 3
    assert count_visits(session, manager, VisitFilter(), most=4) == 5
