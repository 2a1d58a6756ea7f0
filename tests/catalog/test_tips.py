"""Tips as photos and people move them: few, each once, answered for good, and every step remembered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from catalog.database import writing
from catalog.errors import Conflict, Invalid, NotFound
from catalog.people import assign_stores, create_user
from catalog.queries_people import get_user
from catalog.queries_queue import submit_photo
from catalog.queries_tips import changes_of, count_tips, get_tip, tips_for
from catalog.rows import key
from catalog.tables import Store, User
from catalog.tables_advice import Tip
from catalog.tip_draft import TipDraft, TipRound
from catalog.tip_sync import COOL_DOWN, TipSync, sync_tips
from catalog.tips import close_tip, decline_tip, expire_tips, reopen_tip
from tests.catalog.conftest import Company

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
DUE = timedelta(hours=72)
MISSING = TipDraft("missing", "missing:C1", 5.0, "C1", 1, (0, 1, 2, 3), {"planned": 2}, Decimal("12.34567"))
GAP = TipDraft("gap", "gap:2", 3.0, layer=2)


def audit(session: Session, company: Company, at: datetime = NOW, *, store_id: int | None = None) -> int:
    """A photo taken at `at`, uploaded a little later."""
    store = company.store_id if store_id is None else store_id
    sha256 = f"{at.timestamp():.0f}-{store}".ljust(64, "0")
    made = submit_photo(session, store_id=store, sha256=sha256, captured_at=at, now=at + timedelta(minutes=1))
    return key(made.audit.id)


def tell(
    session: Session,
    company: Company,
    *drafts: TipDraft,
    settled: set[str] | None = None,
    at: datetime = NOW,
    now: datetime | None = None,
    most: int = 5,
) -> TipSync:
    """A photo of `at` says this of the store's shelf."""
    return sync_tips(
        session,
        session.get_one(Store, company.store_id),
        audit(session, company, at),
        TipRound(drafts, frozenset(settled or ())),
        now=now or at + timedelta(minutes=2),
        most=most,
        due=DUE,
        assignee_id=company.rep_id,
    )


def boss(session: Session, company: Company) -> User:
    return get_user(session, company.manager_id)


def states(session: Session, company: Company) -> list[tuple[str, str]]:
    return sorted((row.tip.subject, row.tip.state) for row in tips_for(session, boss(session, company)))


def test_a_photo_opens_tips_with_all_that_was_found(session: Session, company: Company) -> None:
    result = tell(session, company, GAP, MISSING)
    assert [tip.subject for tip in result.opened] == ["missing:C1", "gap:2"]
    row = tips_for(session, get_user(session, company.rep_id), state="open", store_code="S001")[0]
    assert row.sku is not None
    assert (row.store.code, row.sku.code, row.sku.brand) == ("S001", "C1", "清泉")
    tip = row.tip
    assert (tip.xyxy, tip.params, tip.value) == ([0, 1, 2, 3], {"planned": 2}, Decimal("12.3457"))
    assert (tip.due_at, tip.assignee_id) == (NOW + timedelta(minutes=2) + DUE, company.rep_id)
    assert count_tips(session, boss(session, company)) == {"S001": 2}


def test_the_same_photo_again_changes_nothing(session: Session, company: Company) -> None:
    tell(session, company, MISSING)
    again = tell(session, company, MISSING)
    assert (len(again.opened), len(again.kept), len(again.closed)) == (0, 1, 0)
    assert states(session, company) == [("missing:C1", "open")]


def test_the_next_photo_keeps_the_tip_and_brings_newer_evidence(session: Session, company: Company) -> None:
    (tip,) = tell(session, company, MISSING).opened
    due = tip.due_at
    newer = replace(MISSING, rank=9.0, xyxy=(5, 5, 6, 6))
    tell(session, company, newer, at=NOW + HOUR)
    row = get_tip(session, boss(session, company), key(tip.id))
    assert (row.tip.rank, row.tip.xyxy, row.tip.due_at) == (9.0, [5, 5, 6, 6], due)
    tell(session, company, MISSING, at=NOW - HOUR, now=NOW + 2 * HOUR)
    assert get_tip(session, boss(session, company), key(tip.id)).tip.rank == 9.0


def test_a_settled_subject_closes_its_tip_with_the_photo_as_witness(
    session: Session, company: Company
) -> None:
    (tip,) = tell(session, company, MISSING).opened
    result = tell(session, company, settled={"missing:C1", "gap:9"}, at=NOW + HOUR)
    assert [closed.id for closed in result.closed] == [tip.id]
    row = get_tip(session, boss(session, company), key(tip.id))
    assert (row.tip.state, row.tip.closed_by) == ("done", None)
    assert row.tip.after_audit_id not in {None, row.tip.audit_id}
    steps = changes_of(session, key(tip.id))
    assert [(step.state, step.by) for step in steps] == [("open", None), ("done", None)]
    assert steps[-1].audit_id == row.tip.after_audit_id


def test_an_older_photo_does_not_undo_what_a_newer_one_showed(session: Session, company: Company) -> None:
    tell(session, company, MISSING, at=NOW + HOUR)
    late = tell(session, company, settled={"missing:C1"}, at=NOW, now=NOW + 2 * HOUR)
    assert late.closed == ()
    tell(session, company, settled={"missing:C1"}, at=NOW + 3 * HOUR)
    late = tell(session, company, MISSING, at=NOW + 2 * HOUR, now=NOW + 4 * HOUR)
    assert late.opened == ()
    fresh = tell(session, company, MISSING, at=NOW + 5 * HOUR)
    assert len(fresh.opened) == 1


def test_what_somebody_says_is_done_opens_again_only_by_a_later_photo(
    session: Session, company: Company
) -> None:
    (tip,) = tell(session, company, MISSING).opened
    close_tip(session, boss(session, company), key(tip.id), now=NOW + HOUR)
    assert tell(session, company, MISSING, now=NOW + 2 * HOUR).opened == ()
    assert len(tell(session, company, MISSING, at=NOW + 2 * HOUR).opened) == 1


def test_a_store_gets_few_tips_and_an_open_one_is_never_thrown_out(
    session: Session, company: Company
) -> None:
    many = [replace(GAP, subject=f"gap:{n}", rank=float(n)) for n in range(8)]
    first = tell(session, company, *many, most=5)
    assert [tip.rank for tip in first.opened] == [7, 6, 5, 4, 3]
    assert [draft.rank for draft in first.held_back] == [2, 1, 0]
    urgent = replace(MISSING, rank=100.0)
    full = tell(session, company, urgent, at=NOW + HOUR, most=5)
    assert (full.opened, full.held_back) == ((), (urgent,))
    room = tell(session, company, urgent, settled={"gap:3"}, at=NOW + 2 * HOUR, most=5)
    assert [tip.subject for tip in room.opened] == ["missing:C1"]
    assert count_tips(session, boss(session, company)) == {"S001": 5}


def test_one_subject_twice_in_a_round_is_one_tip(session: Session, company: Company) -> None:
    (tip,) = tell(session, company, replace(GAP, rank=1.0), GAP, settled={"gap:2"}).opened
    assert tip.rank == 3.0


def test_a_declined_subject_rests(session: Session, company: Company) -> None:
    (tip,) = tell(session, company, MISSING).opened
    decline_tip(session, boss(session, company), key(tip.id), reason=" 供货商断货 ", now=NOW + HOUR)
    wobble = replace(MISSING, rank=5.5, value=Decimal("13"), params={"planned": 2, "share_pct": "12.5"})
    assert tell(session, company, wobble, at=NOW + 2 * HOUR).opened == ()
    assert tell(session, company, MISSING, at=NOW + COOL_DOWN).opened == ()
    assert len(tell(session, company, MISSING, at=NOW + COOL_DOWN + 2 * HOUR).opened) == 1


@pytest.mark.parametrize(
    "changed",
    [
        replace(MISSING, kind="wrong_product"),
        replace(MISSING, params={"planned": 2, "instead": "K1"}),
        replace(MISSING, value=Decimal("18.6")),
        replace(MISSING, value=None, rank=7.5),
    ],
)
def test_a_declined_subject_comes_back_when_the_evidence_changed(
    session: Session, company: Company, changed: TipDraft
) -> None:
    (tip,) = tell(session, company, MISSING).opened
    decline_tip(session, boss(session, company), key(tip.id), reason="断货", now=NOW + HOUR)
    assert len(tell(session, company, changed, at=NOW + 2 * HOUR).opened) == 1


def test_an_answer_may_be_undone_and_every_step_is_kept(session: Session, company: Company) -> None:
    user = boss(session, company)
    (tip,) = tell(session, company, MISSING).opened
    number = key(tip.id)
    decline_tip(session, user, number, reason="太忙", now=NOW + HOUR)
    decline_tip(session, user, number, reason="再点一次", now=NOW + HOUR)
    with pytest.raises(Conflict, match="tip_closed"):
        close_tip(session, user, number, now=NOW + HOUR)
    row = reopen_tip(session, user, number, now=NOW + 2 * HOUR)
    assert (row.tip.state, row.tip.closed_at, row.tip.closed_by, row.tip.close_reason) == (
        "open",
        None,
        None,
        "",
    )
    close_tip(session, user, number, note="已补货", now=NOW + 3 * HOUR)
    assert [(c.state, c.by, c.at, c.reason) for c in changes_of(session, number)] == [
        ("open", None, NOW + timedelta(minutes=2), ""),
        ("declined", user.id, NOW + HOUR, "太忙"),
        ("open", user.id, NOW + 2 * HOUR, ""),
        ("done", user.id, NOW + 3 * HOUR, "已补货"),
    ]


def test_undoing_never_makes_a_second_open_tip_of_a_subject(session: Session, company: Company) -> None:
    user = boss(session, company)
    (first,) = tell(session, company, MISSING).opened
    close_tip(session, user, key(first.id), now=NOW + HOUR)
    tell(session, company, MISSING, at=NOW + 2 * HOUR)
    with pytest.raises(Conflict, match="tip_open_again"):
        reopen_tip(session, user, key(first.id), now=NOW + 3 * HOUR)


def test_the_index_itself_forbids_two_open_tips_of_a_subject(session: Session, company: Company) -> None:
    (tip,) = tell(session, company, MISSING).opened
    copy = Tip(**{**tip.model_dump(), "id": None})
    session.add(copy)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301, "a\0b"])
def test_a_reason_is_asked_for(session: Session, company: Company, reason: str) -> None:
    (tip,) = tell(session, company, MISSING).opened
    with pytest.raises(Invalid):
        decline_tip(session, boss(session, company), key(tip.id), reason=reason, now=NOW)
    assert states(session, company) == [("missing:C1", "open")]


def test_time_runs_out_and_a_category_manager_hears_of_it(session: Session, company: Company) -> None:
    (tip,) = tell(session, company, MISSING).opened
    assert expire_tips(session, tip.due_at) == ()
    assert expire_tips(session, tip.due_at + HOUR) == (tip,)
    assert expire_tips(session, tip.due_at + HOUR) == ()
    assert (tip.state, tip.escalated_to) == ("expired", company.manager_id)
    assert [row.tip.id for row in tips_for(session, boss(session, company), escalated_to=company.manager_id)]
    later = tip.due_at + 2 * HOUR
    assert len(tell(session, company, MISSING, at=later).opened) == 1
    ended = tell(session, company, settled={"missing:C1"}, at=later + HOUR)
    assert sorted(closed.id or 0 for closed in ended.closed)[0] == tip.id
    assert states(session, company) == [("missing:C1", "done"), ("missing:C1", "done")]


def test_an_expired_tip_may_still_be_answered_and_undone(session: Session, company: Company) -> None:
    user = boss(session, company)
    (tip,) = tell(session, company, MISSING).opened
    expire_tips(session, tip.due_at + HOUR)
    with pytest.raises(Conflict, match="tip_closed"):
        reopen_tip(session, user, key(tip.id), now=tip.due_at + HOUR)
    close_tip(session, user, key(tip.id), now=tip.due_at + 2 * HOUR)
    row = reopen_tip(session, user, key(tip.id), now=tip.due_at + 3 * HOUR)
    assert (row.tip.state, row.tip.escalated_to) == ("expired", company.manager_id)


def test_who_hears_of_it(session: Session, company: Company) -> None:
    near = create_user(session, company.chain_id, "near", "x", "category_manager")
    assign_stores(session, near, [session.get_one(Store, company.store_id)])
    (tip,) = tell(session, company, MISSING).opened
    expire_tips(session, tip.due_at + HOUR)
    assert tip.escalated_to == near.id
    for user in (near, boss(session, company)):
        user.active = False
    admin = create_user(session, company.chain_id, "root", "x", "admin")
    (tip,) = tell(session, company, GAP).opened
    expire_tips(session, tip.due_at + HOUR)
    assert tip.escalated_to == admin.id


def test_others_stores_are_not_to_be_seen_or_answered(session: Session, company: Company) -> None:
    (tip,) = tell(session, company, MISSING).opened
    stranger = create_user(session, company.chain_id, "stranger", "x", "store_manager")
    assign_stores(session, stranger, [session.get_one(Store, company.other_store_id)])
    assert tips_for(session, stranger) == ()
    assert count_tips(session, stranger) == {}
    for act in (
        lambda: get_tip(session, stranger, key(tip.id)),
        lambda: close_tip(session, stranger, key(tip.id), now=NOW),
        lambda: decline_tip(session, stranger, key(tip.id), reason="x", now=NOW),
        lambda: reopen_tip(session, stranger, key(tip.id), now=NOW),
    ):
        with pytest.raises(NotFound, match="tip_not_found"):
            act()


def test_workers_that_speak_at_once_all_succeed(engine: Engine, company: Company) -> None:
    workers = 6
    with writing(engine) as session:
        audits = [audit(session, company, NOW + timedelta(seconds=n)) for n in range(workers)]
    start, errors, opened = Barrier(workers), [], []
    drafts = tuple(replace(GAP, subject=f"gap:{n}", rank=float(n)) for n in range(4))

    def work(audit_id: int) -> None:
        try:
            start.wait()
            with writing(engine) as session:
                store = session.get_one(Store, company.store_id)
                result = sync_tips(
                    session, store, audit_id, TipRound(drafts, frozenset()), now=NOW, most=3, due=DUE
                )
                opened.extend(tip.subject for tip in result.opened)
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=work, args=(number,)) for number in audits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(opened) == ["gap:1", "gap:2", "gap:3"]


def test_sweeps_that_run_at_once_pass_each_tip_on_once(engine: Engine, company: Company) -> None:
    with writing(engine) as session:
        tell(session, company, *(replace(GAP, subject=f"gap:{n}") for n in range(20)), most=20)
    start, errors, expired = Barrier(4), [], []

    def sweep() -> None:
        try:
            start.wait()
            with writing(engine) as session:
                expired.extend(tip.subject for tip in expire_tips(session, NOW + 2 * DUE))
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(expired) == sorted({f"gap:{n}" for n in range(20)})


def test_an_answer_and_a_photo_at_once_leave_one_story(engine: Engine, company: Company) -> None:
    """A manager undoes an answer while a photo shows the trouble again: one open tip, and no failure but a refusal."""
    for turn in range(6):
        draft = replace(GAP, subject=f"gap:{turn}")
        with writing(engine) as session:
            (tip,) = tell(session, company, draft, at=NOW + turn * 10 * HOUR, most=99).opened
            close_tip(session, boss(session, company), key(tip.id), now=NOW + turn * 10 * HOUR + HOUR)
            later = audit(session, company, NOW + turn * 10 * HOUR + 2 * HOUR)
        start, errors = Barrier(2), []

        def undo(number: int = key(tip.id), start: Barrier = start, errors: list[object] = errors) -> None:
            start.wait()
            try:
                with writing(engine) as session:
                    reopen_tip(session, boss(session, company), number, now=NOW + HOUR)
            except Conflict:
                pass
            except BaseException as error:
                errors.append(error)

        def photo(
            number: int = later,
            draft: TipDraft = draft,
            start: Barrier = start,
            errors: list[object] = errors,
        ) -> None:
            start.wait()
            try:
                with writing(engine) as session:
                    store = session.get_one(Store, company.store_id)
                    found = TipRound((draft,), frozenset())
                    sync_tips(session, store, number, found, now=NOW, most=99, due=DUE)
            except BaseException as error:
                errors.append(error)

        threads = [Thread(target=undo), Thread(target=photo)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        with writing(engine) as session:
            rows = tips_for(session, boss(session, company), state="open")
            assert [row.tip.subject for row in rows].count(draft.subject) == 1
