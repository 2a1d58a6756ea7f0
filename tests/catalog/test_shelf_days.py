"""What is kept of a store's day: newest audits, names in force, the store's own midnight, what should be there."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlmodel import Session

from catalog.compliances import save_compliance
from catalog.errors import NotFound
from catalog.must_stock import MustDraft, put_must_line
from catalog.planograms import create_planogram
from catalog.plans import Plan, PlanSlot
from catalog.queries_audits import audit_for, load_report
from catalog.queries_history import audit_day, audits_of_day, find_shelf_day, skus_of_day
from catalog.queries_naming import name_group, undo_naming
from catalog.queries_people import get_user
from catalog.queries_queue import claim_next, queue_audit, submit_photo
from catalog.reports_saving import finish_audit
from catalog.rows import key
from catalog.shelf_days import remake_shelf_day
from catalog.shelf_lines import unpack_lines
from catalog.tables_history import ShelfDayPack
from tests.catalog.conftest import EMBEDDER, LEASE, Company, report

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 25)
NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)  # noon in Shanghai


def visit(session: Session, company: Company, at: datetime = NOON, sign: str = "a", **how: object) -> int:
    """A finished audit of a photo taken then: C1 with 3 facings, an unknown one, a gap."""
    made = submit_photo(
        session,
        store_id=company.store_id,
        sha256=sign * 64,
        captured_at=at,
        now=at + timedelta(hours=1),
        **how,
    )  # type: ignore[arg-type]
    return finish(session, made.photo.id)


def finish(session: Session, photo_id: int | None, sku: str | None = "C1") -> int:
    claim = claim_next(session, "w", now=NOON, lease=LEASE)
    assert claim is not None
    assert claim.photo_id == photo_id
    assert finish_audit(session, claim, report(sku), now=NOON)
    return claim.audit_id


def counts(session: Session, company: Company) -> tuple[tuple[int, ...], dict[str, tuple[int, int, bool]]]:
    kept = remake_shelf_day(session, company.store_id, DAY, SHANGHAI, NOON)
    assert kept is not None
    skus = skus_of_day(session, key(kept.id))
    pack = session.get_one(ShelfDayPack, kept.id, populate_existing=True)
    _, lines = unpack_lines([pack.lines], np.array([company.store_id]))
    assert {(line.sku, line.facings, line.must) for line in lines} == {
        (row.sku_id, row.facings, row.must) for row in skus.values()
    }, "the packed lines are those of the day"
    return (
        (kept.photos, kept.facings, kept.unknown, kept.gaps),
        {code: (row.facings, row.units, row.must) for code, row in skus.items()},
    )


def test_photos_of_a_day_are_added_up(session: Session, company: Company) -> None:
    visit(session, company)
    assert counts(session, company) == ((1, 4, 1, 1), {"C1": (3, 4, False)})
    visit(session, company, sign="b")
    assert counts(session, company) == ((2, 8, 2, 2), {"C1": (6, 8, False)})
    assert counts(session, company) == ((2, 8, 2, 2), {"C1": (6, 8, False)})


def test_it_counts_as_the_report_does(session: Session, company: Company) -> None:
    audit = visit(session, company)
    user = get_user(session, company.rep_id)
    found = load_report(session, audit_for(session, user, audit))
    assert found is not None
    columns = sum(facing.columns for facing in found.facings)
    known = [facing for facing in found.facings if facing.sku is not None]
    (photos, facings, unknown, _), skus = counts(session, company)
    assert (photos, facings, unknown) == (1, columns, columns - sum(facing.columns for facing in known))
    assert skus["C1"][:2] == (sum(f.columns for f in known), sum(f.units for f in known))


def test_the_newest_audit_of_a_photo_counts(session: Session, company: Company) -> None:
    audit = visit(session, company)
    photo = audit_for(session, get_user(session, company.rep_id), audit).photo
    queue_audit(session, key(photo.id), now=NOON)
    assert counts(session, company)[1] == {"C1": (3, 4, False)}, "the new audit is not done yet"
    newer = finish(session, photo.id, "C2")
    assert audits_of_day(session, company.store_id, DAY, SHANGHAI) == (newer,)
    assert counts(session, company) == ((1, 4, 1, 1), {"C2": (3, 4, False)})


def test_names_in_force_count_and_their_undoing(session: Session, company: Company) -> None:
    row = audit_for(session, get_user(session, company.rep_id), visit(session, company))
    name_group(session, row, 1, "C1", (), EMBEDDER, now=NOON)
    name_group(session, row, 0, "K1", (), EMBEDDER, now=NOON)
    assert counts(session, company) == ((1, 4, 0, 1), {"C1": (1, 1, False), "K1": (3, 4, False)})
    undo_naming(session, row, 0, now=NOON)
    # Both groups are C1 now, and two groups of one SKU are one SKU.
    assert counts(session, company) == ((1, 4, 0, 1), {"C1": (4, 5, False)})


def test_a_day_ends_at_the_stores_own_midnight(session: Session, company: Company) -> None:
    midnight = datetime(2026, 11, 24, 16, tzinfo=UTC)
    second = timedelta(seconds=1)
    audits = [
        visit(session, company, at, sign)
        for at, sign in (
            (midnight - second, "a"),
            (midnight, "b"),
            (midnight + timedelta(days=1) - second, "c"),
            (midnight + timedelta(days=1), "d"),
        )
    ]
    assert audits_of_day(session, company.store_id, DAY, SHANGHAI) == tuple(audits[1:3])
    assert [audit_day(session, audit, SHANGHAI).day for audit in audits] == [24, 25, 25, 26]
    with pytest.raises(NotFound, match="audit_not_found"):
        audit_day(session, 999, SHANGHAI)


def test_a_clock_that_runs_ahead_does_not_move_a_photo_to_tomorrow(
    session: Session, company: Company
) -> None:
    made = submit_photo(
        session, store_id=company.store_id, sha256="e" * 64, captured_at=NOON + timedelta(days=400), now=NOON
    )
    audit = finish(session, made.photo.id)
    assert audits_of_day(session, company.store_id, DAY, SHANGHAI) == (audit,)


def test_posters_and_other_stores_are_not_counted(session: Session, company: Company) -> None:
    visit(session, company, kind="poster")
    visit(session, replace(company, store_id=company.other_store_id), sign="b")
    assert remake_shelf_day(session, company.store_id, DAY, SHANGHAI, NOON) is None


def test_a_day_that_lost_its_photos_is_not_kept(session: Session, company: Company) -> None:
    audit = visit(session, company)
    counts(session, company)
    row = audit_for(session, get_user(session, company.rep_id), audit)
    row.photo.captured_at = NOON - timedelta(days=1)
    session.flush()
    assert remake_shelf_day(session, company.store_id, DAY, SHANGHAI, NOON) is None
    assert find_shelf_day(session, company.store_id, DAY) is None


def test_what_should_be_there_is_kept_with_zero(session: Session, company: Company) -> None:
    audit = visit(session, company)
    for code in ("C1", "C2"):
        put_must_line(session, company.chain_id, MustDraft(code, valid_from=DAY))
    plan = Plan("TEA", "茶柜", (PlanSlot(1, 1, "K1"),))
    version = key(create_planogram(session, company.chain_id, plan, source="editor", now=NOON).id)
    assert counts(session, company)[1] == {"C1": (3, 4, True), "C2": (0, 0, True)}
    for outcome in ("other_bay", "judged"):
        seen = counts(session, company)[1]
        assert "K1" not in seen, "a plan that no photo was judged by asks for nothing"
        save_compliance(
            session,
            audit,
            version,
            outcome=outcome,  # type: ignore[arg-type]
            score_pct=Decimal(0),
            slots=1,
            judged=1,
            ok=0,
            verdicts={},
            now=NOON,
        )
    assert counts(session, company)[1]["K1"] == (0, 0, True)


def test_a_photo_of_the_drinks_says_nothing_about_the_crisps(session: Session, company: Company) -> None:
    from catalog.queries_skus import find_sku

    for code, category in (("C1", "饮料"), ("C2", "饮料"), ("K1", "薯片")):
        sku = find_sku(session, company.chain_id, code)
        assert sku is not None
        sku.category = category
        put_must_line(session, company.chain_id, MustDraft(code, valid_from=DAY))
    visit(session, company)
    assert counts(session, company)[1] == {"C1": (3, 4, True), "C2": (0, 0, True)}


def judge(
    session: Session, audit: int, version: int, shown: range, *, slots: int = 6, outcome: str = "judged"
) -> None:
    """Hold the audit against the version: the slots of layer 1 in `shown` are seen, the others not judged."""
    verdicts = [
        {
            "verdict": "ok" if place in shown else "not_judged",
            "layer": 1,
            "position": place,
            "sku": "C1",
        }
        for place in range(1, slots + 1)
    ]
    save_compliance(
        session,
        audit,
        version,
        outcome=outcome,  # type: ignore[arg-type]
        score_pct=Decimal(100),
        slots=slots,
        judged=len(shown),
        ok=len(shown),
        verdicts={"slots": verdicts},
        now=NOON,
    )


def test_a_bay_that_was_photographed_twice_counts_once_and_its_halves_add_up(
    session: Session, company: Company
) -> None:
    plan = Plan("TEA", "茶柜", (PlanSlot(1, 1, "C1"),))
    one, two = (
        key(create_planogram(session, company.chain_id, plan, source="editor", now=NOON).id) for _ in range(2)
    )
    early = visit(session, company)
    late = visit(session, company, NOON + timedelta(hours=2), "b")
    assert counts(session, company)[0] == (2, 8, 2, 2), "nobody knows their bays"
    judge(session, early, one, range(1, 7))
    judge(session, late, two, range(1, 7))
    assert counts(session, company) == ((2, 4, 1, 1), {"C1": (3, 4, True)}), "two versions of one bay"
    judge(session, early, one, range(1, 4))
    judge(session, late, two, range(4, 7))
    assert counts(session, company)[0] == (2, 8, 2, 2), "two halves"
    judge(session, late, two, range(3, 7))
    assert counts(session, company)[0] == (2, 8, 2, 2), "that overlap at the seam"
    judge(session, late, two, range(2, 7))
    assert counts(session, company)[0] == (2, 4, 1, 1), "the later shows most of what the earlier does"
    name_group(
        session, audit_for(session, get_user(session, company.rep_id), late), 0, "K1", (), EMBEDDER, now=NOON
    )
    assert counts(session, company)[1]["K1"][:2] == (3, 4), "it is the newest that counts"
    judge(session, late, two, range(0), outcome="other_bay")
    assert counts(session, company)[0] == (2, 8, 2, 2)
    other = key(
        create_planogram(
            session, company.chain_id, Plan("WATER", "水柜", plan.slots), source="editor", now=NOON
        ).id
    )
    judge(session, late, other, range(1, 7))
    assert counts(session, company)[0] == (2, 8, 2, 2), "two bays"
