"""Planograms in the database: drafts, versions, who follows which on a day, and what may not be changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from catalog.database import writing
from catalog.errors import Conflict, Invalid, NotFound
from catalog.people import create_store, ensure_chain
from catalog.planograms import copy_to_draft, create_planogram, publish, replace_slots, withdraw
from catalog.plans import Plan, PlanSlot, UnknownPlace
from catalog.queries_people import find_store
from catalog.queries_plans import Targets, get_version, list_planograms, plans_in_force
from catalog.rows import key
from catalog.tables import Store
from tests.catalog.conftest import Company

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
DAY = date(2026, 11, 25)
PLAN = Plan(
    code="WATER",
    name="水柜",
    slots=(
        PlanSlot(1, 1, "C1", 3, 1, 0.0, 210.5),
        PlanSlot(1, 2, "C2", 2),
        PlanSlot(3, 1, "K1", 1, 2),
    ),
    layer_heights_mm=(320.0, None, 300.0),
    width_mm=900.0,
    category="水",
    unknown=(UnknownPlace(1, 3, 2, 1, 400.0, 130.0), UnknownPlace(2, 2)),
)


def draft(session: Session, company: Company, plan: Plan = PLAN) -> int:
    return key(create_planogram(session, company.chain_id, plan, source="import", now=NOW).id)


def in_force(
    session: Session, company: Company, day: date = DAY, store: str = "S001"
) -> list[tuple[str, int]]:
    row = find_store(session, company.chain_id, store)
    assert row is not None
    return [(plan.code, plan.version) for plan in plans_in_force(session, row, day)]


def put(session: Session, company: Company, plan: Plan = PLAN, **how: object) -> int:
    version = draft(session, company, plan)
    orders = {"valid_from": None, "valid_until": None, "now": NOW} | how
    publish(session, company.chain_id, version, **orders)  # type: ignore[arg-type]
    return version


def test_a_draft_reads_back_as_it_was_written(session: Session, company: Company) -> None:
    version_id = draft(session, company)
    row = get_version(session, company.chain_id, version_id)
    assert row.plan == replace(PLAN, version_id=version_id)
    assert row.targets == Targets()
    assert (row.version.state, row.version.source, row.version.number) == ("draft", "import", 1)


def test_layers_without_heights_are_counted(session: Session, company: Company) -> None:
    version_id = draft(session, company, replace(PLAN, layer_heights_mm=()))
    assert get_version(session, company.chain_id, version_id).plan.layer_heights_mm == (None, None, None)


def test_a_known_code_makes_the_next_version(session: Session, company: Company) -> None:
    first = draft(session, company)
    second = draft(session, company, replace(PLAN, name="水柜（新）", slots=PLAN.slots[:1]))
    (row,) = list_planograms(session, company.chain_id)
    assert row.planogram.name == "水柜（新）"
    assert [(note.version.id, note.version.number) for note in row.versions] == [(second, 2), (first, 1)]
    assert [(note.slots, note.facings, note.layers) for note in row.versions] == [(1, 3, 3), (3, 6, 3)]
    with pytest.raises(Conflict, match="planogram_exists"):
        create_planogram(session, company.chain_id, PLAN, source="editor", now=NOW, new=True)


def test_an_unknown_sku_is_refused_and_nothing_is_left(engine: Engine, company: Company) -> None:
    plan = replace(PLAN, slots=(PlanSlot(1, 1, "NONE"),))
    with pytest.raises(NotFound, match="sku_not_found"), writing(engine) as session:
        draft(session, company, plan)
    with writing(engine) as session:
        assert list_planograms(session, company.chain_id) == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"code": " "}, "empty"),
        ({"code": "X" * 65}, "too_long"),
        ({"code": "A\n"}, "control_character"),
        ({"name": "名" * 201}, "too_long"),
        ({"category": "类" * 101}, "too_long"),
    ],
)
def test_codes_and_names_are_checked(
    session: Session, company: Company, change: dict[str, str], reason: str
) -> None:
    with pytest.raises(Invalid) as caught:
        draft(session, company, replace(PLAN, **change))  # type: ignore[arg-type]
    assert caught.value.params["reason"] == reason


def test_a_draft_may_be_edited_by_one_at_a_time(session: Session, company: Company) -> None:
    version_id = draft(session, company)
    seen = get_version(session, company.chain_id, version_id).version.changed_at
    other = replace(PLAN, slots=(PlanSlot(2, 1, "C2", 5),), width_mm=1000.0)
    # Also two edits within one tick of the clock are told apart.
    version = replace_slots(session, company.chain_id, version_id, other, now=seen, unchanged_since=seen)
    assert version.changed_at > seen
    assert get_version(session, company.chain_id, version_id).plan.slots == other.slots
    with pytest.raises(Conflict, match="planogram_changed"):
        replace_slots(session, company.chain_id, version_id, PLAN, now=NOW, unchanged_since=seen)
    with pytest.raises(Invalid, match="other_code"):
        replace_slots(
            session,
            company.chain_id,
            version_id,
            replace(PLAN, code="TEA"),
            now=NOW,
            unchanged_since=version.changed_at,
        )


def test_what_was_published_is_never_changed(session: Session, company: Company) -> None:
    version_id = put(session, company)
    changed_at = get_version(session, company.chain_id, version_id).version.changed_at
    with pytest.raises(Conflict, match="planogram_not_draft"):
        replace_slots(session, company.chain_id, version_id, PLAN, now=NOW, unchanged_since=changed_at)
    with pytest.raises(Conflict, match="planogram_not_draft"):
        publish(session, company.chain_id, version_id, valid_from=None, valid_until=None, now=NOW)
    copy = copy_to_draft(session, company.chain_id, version_id, now=NOW, created_by=company.manager_id)
    assert (copy.number, copy.state, copy.source, copy.created_by) == (
        2,
        "draft",
        "editor",
        company.manager_id,
    )
    assert get_version(session, company.chain_id, key(copy.id)).plan.slots == PLAN.slots
    assert in_force(session, company) == [("WATER", 1)]


def test_a_withdrawn_version_is_in_force_no_more(session: Session, company: Company) -> None:
    version_id = put(session, company)
    withdraw(session, company.chain_id, version_id, now=NOW + timedelta(hours=1))
    again = withdraw(session, company.chain_id, version_id, now=NOW + timedelta(hours=2))
    assert again.changed_at == NOW + timedelta(hours=1)
    assert in_force(session, company) == []
    assert get_version(session, company.chain_id, version_id).plan.slots == PLAN.slots


def test_both_days_are_included(session: Session, company: Company) -> None:
    put(session, company, valid_from=date(2026, 11, 1), valid_until=date(2026, 11, 30))
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)]
    assert [len(in_force(session, company, day)) for day in days] == [0, 1, 1, 0]


def test_the_nearest_target_wins_then_the_newest_version(session: Session, company: Company) -> None:
    for code in ("S001", "S002"):
        row = find_store(session, company.chain_id, code)
        assert row is not None
        row.store_class = "A"
    create_store(session, company.chain_id, "S003", "无店型")
    put(session, company, stores=("S001",))
    put(session, company, store_classes=("A",))
    put(session, company)
    put(session, company, replace(PLAN, code="TEA"), stores=("S002",), store_classes=("A",))
    seen = {code: in_force(session, company, store=code) for code in ("S001", "S002", "S003")}
    assert seen == {
        "S001": [("TEA", 1), ("WATER", 1)],
        "S002": [("TEA", 1), ("WATER", 2)],
        "S003": [("WATER", 3)],
    }
    put(session, company, store_classes=("A",))
    assert in_force(session, company, store="S002") == [("TEA", 1), ("WATER", 4)]


def test_targets_are_listed(session: Session, company: Company) -> None:
    row = find_store(session, company.chain_id, "S001")
    assert row is not None
    row.store_class = "A"
    version_id = put(session, company, stores=("S002", "S001", "S001"), store_classes=("A",))
    assert get_version(session, company.chain_id, version_id).targets == Targets(("S001", "S002"), ("A",))
    everywhere = put(session, company)
    assert get_version(session, company.chain_id, everywhere).targets == Targets(everywhere=True)
    (planogram,) = list_planograms(session, company.chain_id)
    notes = [(note.stores, note.store_classes, note.everywhere) for note in planogram.versions]
    assert notes == [(0, (), True), (2, ("A",), False)]


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"stores": ("NONE",)}, "store_not_found"),
        ({"store_classes": ("a",)}, "bad_value"),
        ({"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)}, "bad_value"),
    ],
)
def test_a_slip_of_the_pen_publishes_nothing(
    session: Session, company: Company, how: dict[str, object], code: str
) -> None:
    with pytest.raises((NotFound, Invalid), match=code):
        put(session, company, **how)
    assert in_force(session, company) == []


def test_an_empty_draft_cannot_be_published(session: Session, company: Company) -> None:
    with pytest.raises(Invalid, match="empty"):
        put(session, company, Plan("NEW", "空", ()))


def test_another_chain_sees_nothing_of_it(session: Session, company: Company) -> None:
    version_id = put(session, company)
    other = key(ensure_chain(session, "另一家").id)
    store = create_store(session, other, "S001", "别家店")
    assert list_planograms(session, other) == ()
    assert plans_in_force(session, store, DAY) == ()
    for act in (
        lambda: get_version(session, other, version_id),
        lambda: withdraw(session, other, version_id, now=NOW),
        lambda: copy_to_draft(session, other, version_id, now=NOW),
    ):
        with pytest.raises(NotFound, match="planogram_not_found"):
            act()


def test_a_chain_of_2173_stores_is_asked_by_index(engine: Engine, company: Company) -> None:
    """The query of every audit must not read the targets of the other stores."""
    with writing(engine) as session:
        session.add_all(
            Store(chain_id=company.chain_id, code=f"T{n:04d}", name="店", store_class="ABCD"[n % 4])
            for n in range(2173)
        )
        session.flush()
        everyone = tuple(f"T{n:04d}" for n in range(2173))
        put(session, company, stores=everyone)
        session.execute(text("ANALYZE"))
    with writing(engine) as session:
        store = find_store(session, company.chain_id, "T0007")
        assert store is not None
        assert [plan.code for plan in plans_in_force(session, store, DAY)] == ["WATER"]
        plain = (
            "SELECT version_id FROM planogram_target WHERE store_id = 7 UNION ALL "
            "SELECT version_id FROM planogram_target WHERE store_id IS NULL AND store_class IN ('', 'A')"
        )
        explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
        steps = " ".join(str(tuple(row)) for row in session.execute(text(explain + plain)))
        assert steps.count("ix_planogram_target_store_id") == 2
        assert "SCAN planogram_target" not in steps
        assert "Seq Scan" not in steps
