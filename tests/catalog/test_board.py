"""What the live board is told: each thing once, with its own transaction, and undone with -1."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from catalog.board import KEPT, forget_events, tell_board
from catalog.database import reading, writing
from catalog.queries_board import day_sums
from catalog.queries_people import get_user
from catalog.queries_queue import claim_next, fail_audit, submit_photo
from catalog.rows import key
from catalog.tables_board import BoardEvent
from catalog.tips import close_tip, decline_tip, expire_tips, reopen_tip
from tests.catalog.conftest import LEASE, Company
from tests.catalog.test_tips import DUE, GAP, MISSING, NOW, tell


def told(session: Session, *kinds: str) -> list[tuple[str, int, int | None]]:
    """Kind, number and subject, in the order of their ids."""
    rows = session.exec(select(BoardEvent).order_by(BoardEvent.id))  # type: ignore[arg-type]
    return [(row.kind, row.number, row.subject_id) for row in rows if not kinds or row.kind in kinds]


def test_a_photo_and_its_audit_are_told_once(session: Session, company: Company) -> None:
    for _ in range(2):
        made = submit_photo(
            session, store_id=company.store_id, sha256="a" * 64, uploaded_by=company.rep_id, now=NOW
        )
    claim = claim_next(session, "w", now=NOW, lease=LEASE)
    assert claim is not None
    assert fail_audit(session, claim, "too_dark", now=NOW)
    assert not fail_audit(session, claim, "too_dark", now=NOW)
    assert told(session) == [("photo", 1, made.audit.id), ("audit_failed", 1, made.audit.id)]
    photo, failed = session.exec(select(BoardEvent).order_by(BoardEvent.id))  # type: ignore[arg-type]
    assert photo.params == {"by": company.rep_id, "audit": made.audit.id, "what": "shelf"}
    assert (failed.params["what"], failed.store_id) == ("too_dark", company.store_id)


def test_tips_are_told_as_they_turn_and_an_undo_takes_one_away(session: Session, company: Company) -> None:
    rep = get_user(session, company.rep_id)
    (tip,) = tell(session, company, MISSING).opened
    number = key(tip.id)
    close_tip(session, rep, number, now=NOW)
    reopen_tip(session, rep, number, now=NOW)
    decline_tip(session, rep, number, reason="no room", now=NOW)
    reopen_tip(session, rep, number, now=NOW)
    expire_tips(session, NOW + DUE * 2)
    found = told(session, "tip_opened", "tip_done", "tip_declined", "tip_expired")
    assert [(kind, n) for kind, n, _ in found] == [
        ("tip_opened", 1),
        ("tip_done", 1),
        ("tip_done", -1),
        ("tip_declined", 1),
        ("tip_declined", -1),
        ("tip_expired", 1),
    ]
    assert {subject for _, _, subject in found} == {number}


def test_an_undo_counts_on_the_day_of_what_it_takes_back(session: Session, company: Company) -> None:
    """Yesterday's answer taken back today leaves today's figure as it is; the feed says when it was taken back."""
    rep, day = get_user(session, company.rep_id), timedelta(days=1)
    first, second = tell(session, company, MISSING, GAP).opened
    close_tip(session, rep, key(first.id), now=NOW)
    close_tip(session, rep, key(second.id), now=NOW + day)
    reopen_tip(session, rep, key(first.id), now=NOW + day)
    done = [day_sums(session, rep, NOW + n * day, NOW + (n + 1) * day).get("tip_done", 0) for n in (0, 1)]
    assert done == [0, 1]
    (undo,) = session.exec(select(BoardEvent).where(BoardEvent.number == -1))
    assert (undo.at, undo.params["told"]) == (NOW, (NOW + day).isoformat())


def test_that_it_ran_out_is_told_once(session: Session, company: Company) -> None:
    """Also where somebody answered it afterwards and took that back."""
    rep, late = get_user(session, company.rep_id), NOW + DUE * 2
    (tip,) = tell(session, company, MISSING).opened
    expire_tips(session, late)
    close_tip(session, rep, key(tip.id), now=late)
    assert reopen_tip(session, rep, key(tip.id), now=late).tip.state == "expired"
    assert [n for _, n, _ in told(session, "tip_expired")] == [1]


def test_what_was_rolled_back_was_never_told(engine: Engine, company: Company) -> None:
    def fails() -> None:
        with writing(engine) as session:
            tell_board(session, company.chain_id, "photo", store_id=None, subject_id=1, at=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    with reading(engine) as session:
        assert told(session) == []


def test_old_rows_are_dropped_and_an_id_never_comes_again(session: Session, company: Company) -> None:
    for days in (0, 1, 2):
        tell_board(
            session,
            company.chain_id,
            "photo",
            store_id=None,
            subject_id=days,
            at=NOW + timedelta(days=days),
        )
    assert forget_events(session, NOW + KEPT + timedelta(days=1, hours=1)) == 2
    assert forget_events(session, NOW + KEPT * 3) == 0
    (last,) = session.exec(select(BoardEvent)).all()
    tell_board(session, company.chain_id, "photo", store_id=None, subject_id=9, at=NOW)
    newest = session.exec(select(BoardEvent).where(BoardEvent.subject_id == 9)).one()
    assert key(newest.id) > key(last.id)
