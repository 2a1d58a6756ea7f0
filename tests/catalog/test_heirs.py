"""Who gets what nobody answered in time: the store's supervisor, else somebody with the whole chain in view."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from catalog.people import assign_stores, create_user
from catalog.queries_heirs import escalation_of, roles_of
from catalog.queries_skus import sku_ids_by_code
from catalog.rows import key
from catalog.silence_alerts import SilenceDraft, raise_alerts
from catalog.silence_escalation import escalate_alerts
from catalog.tables import Role, Store, User
from catalog.tables_till import SilenceAlert
from catalog.tips import close_tip, expire_tips, reopen_tip
from tests.catalog.conftest import Company
from tests.catalog.test_tips import GAP, HOUR, MISSING, tell

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)


def person(session: Session, company: Company, name: str, role: Role, *stores: int) -> User:
    made = create_user(session, company.chain_id, name, "x", role)
    assign_stores(session, made, [session.get_one(Store, store) for store in stores])
    return made


def heirs(session: Session, company: Company) -> tuple[int | None, int | None]:
    found = escalation_of(session, company.chain_id, [company.store_id, company.other_store_id])
    return found[company.store_id], found[company.other_store_id]


def alert(session: Session, company: Company) -> SilenceAlert:
    sku = sku_ids_by_code(session, company.chain_id, ["C1"])["C1"]
    draft = SilenceDraft(
        store_id=company.store_id, sku_id=sku, since=date(2026, 11, 20), zero_days=4, expected_units=8, lost_units=7,
        lost_margin=Decimal("9.00"), chance=0.001, gone=0.9, rule="probability", rank=1, action="restock", evidence={},
    )  # fmt: skip
    due = timedelta(hours=72)
    (made,) = raise_alerts(session, company.chain_id, [draft], day=date(2026, 11, 24), now=NOW, due=due)
    return made


def test_the_store_s_first_active_supervisor(session: Session, company: Company) -> None:
    assert heirs(session, company) == (company.manager_id, company.manager_id)
    first = person(session, company, "sup1", "supervisor", company.store_id)
    second = person(session, company, "sup2", "supervisor", company.store_id, company.other_store_id)
    assert heirs(session, company) == (first.id, second.id)
    first.active = False
    assert heirs(session, company) == (second.id, second.id)
    second.active = False
    assert heirs(session, company) == (company.manager_id, company.manager_id)
    first.active = True
    assert heirs(session, company) == (first.id, company.manager_id)


def test_others_of_the_store_are_no_heirs(session: Session, company: Company) -> None:
    for number, role in enumerate(("rep", "store_manager", "director"), 1):
        person(session, company, f"other{number}", role, company.store_id)  # type: ignore[arg-type]
    far = person(session, company, "far", "supervisor")
    assert heirs(session, company) == (company.manager_id, company.manager_id)
    assert far.id not in heirs(session, company)
    near = person(session, company, "near", "category_manager", company.store_id)
    assert heirs(session, company) == (near.id, company.manager_id)
    assert roles_of(session, [key(near.id), key(far.id), 10**9]) == {
        near.id: "category_manager",
        far.id: "supervisor",
    }


def test_tips_and_alerts_go_the_same_way(session: Session, company: Company) -> None:
    supervisor = person(session, company, "sup", "supervisor", company.store_id)
    silent = alert(session, company)
    (tip,) = tell(session, company, MISSING).opened
    late = NOW + 100 * HOUR
    assert expire_tips(session, late) == (tip,)
    assert escalate_alerts(session, late, today=late.date()) == (silent,)
    assert (tip.escalated_to, silent.escalated_to) == (supervisor.id, supervisor.id)
    assert (tip.state, silent.state) == ("expired", "open")


def test_the_heir_s_answer_closes_it_and_it_stays_known_that_it_was_passed_on(
    session: Session, company: Company
) -> None:
    supervisor = person(session, company, "sup", "supervisor", company.store_id)
    manager = person(session, company, "boss", "store_manager", company.store_id)
    (tip,) = tell(session, company, GAP).opened
    expire_tips(session, tip.due_at + HOUR)
    row = close_tip(session, supervisor, key(tip.id), now=tip.due_at + 2 * HOUR)
    assert (row.tip.state, row.tip.closed_by, row.tip.escalated_to) == (
        "done",
        supervisor.id,
        supervisor.id,
    )
    again = reopen_tip(session, manager, key(tip.id), now=tip.due_at + 3 * HOUR)
    assert (again.tip.state, again.tip.escalated_to) == ("expired", supervisor.id)
