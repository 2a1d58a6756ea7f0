"""Proposals as posters and people move them: one a subject, evidence of the newest photo, decided by a person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session

from catalog.errors import Conflict, Invalid, NotFound
from catalog.people import create_user, ensure_chain
from catalog.proposal_draft import Evidence, ProposalDraft, ProposalRound
from catalog.proposal_sync import REST, sync_proposals
from catalog.proposals import approve_proposal, decline_proposal, reopen_proposal
from catalog.queries_people import get_user
from catalog.queries_proposals import count_proposals, get_proposal, proposals_for, proposals_of_store
from catalog.queries_queue import submit_photo
from catalog.queries_skus import find_sku
from catalog.rows import key
from catalog.tables import Store, User
from catalog.tables_promotions import Proposal
from tests.catalog.conftest import Company

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def draft(session: Session, company: Company, at: datetime, **more: Any) -> ProposalDraft:
    """A proposal on a poster photographed at `at`."""
    sha256 = f"{at.timestamp():.0f}".ljust(64, "0")
    audit = submit_photo(session, store_id=company.store_id, sha256=sha256, captured_at=at, now=at).audit
    own, theirs = (find_sku(session, company.chain_id, code) for code in ("C1", "K1"))
    assert own is not None
    assert theirs is not None
    made = ProposalDraft(
        subject="gap:K1:C1:S001",
        offer="discount_rate:rate=0.75",
        rule="behind_competitor_by",
        own_depth=Decimal("0.1"),
        rival_depth=Decimal("0.25"),
        evidence=Evidence(key(audit.id), 0, at, None, (1.0, 2.0, 30.0, 40.0)),
        own_sku_id=key(own.id),
        rival_sku_id=key(theirs.id),
        params={"points": "15"},
        options=[{"kind": "floor_stack"}, {"kind": "match_mechanic"}],
    )
    return replace(made, **more)


def tell(
    session: Session, company: Company, one: ProposalDraft | None, at: datetime, *settled: str, audit: int = 0
) -> tuple[Proposal, ...]:
    said = ProposalRound(() if one is None else (one,), frozenset(settled))
    store = session.get_one(Store, company.store_id)
    audit_id = one.evidence.audit_id if one is not None else audit
    return sync_proposals(session, store, audit_id, at, said, now=at + timedelta(minutes=1))


def boss(session: Session, company: Company) -> User:
    return get_user(session, company.manager_id)


def test_the_same_offer_seen_again_brings_the_proposal_up_to_date(session: Session, company: Company) -> None:
    (first,) = tell(session, company, draft(session, company, NOW), NOW)
    deeper = draft(session, company, NOW + DAY, rival_depth=Decimal("0.4"), params={"points": "30"})
    (again,) = tell(session, company, deeper, NOW + DAY)
    assert again.id == first.id
    row = get_proposal(session, boss(session, company), key(first.id))
    assert (row.proposal.rival_depth, row.proposal.params["points"]) == (Decimal("0.4"), "30")
    assert row.proposal.params["evidence"]["audit_id"] == deeper.evidence.audit_id
    assert row.store is not None
    assert (row.store.code, row.proposal.city) == ("S001", "上海")
    assert count_proposals(session, boss(session, company)) == 1
    assert tell(session, company, deeper, NOW + DAY)[0].id == first.id  # told twice is told once


def test_an_older_photo_that_comes_late_changes_nothing(session: Session, company: Company) -> None:
    (new,) = tell(session, company, draft(session, company, NOW), NOW)
    tell(session, company, draft(session, company, NOW - DAY, rival_depth=Decimal("0.9")), NOW - DAY)
    assert new.rival_depth == Decimal("0.25")
    assert tell(session, company, None, NOW - DAY, new.subject, audit=1_000) == ()
    assert new.state == "open"
    approve_proposal(session, boss(session, company), key(new.id), 0, now=NOW + DAY)
    late = draft(session, company, NOW - 2 * DAY, offer="other")
    assert tell(session, company, late, NOW - 2 * DAY) == ()


def test_a_photo_read_anew_takes_back_what_it_does_not_say_any_more(
    session: Session, company: Company
) -> None:
    one = draft(session, company, NOW)
    (made,) = tell(session, company, one, NOW)
    tell(session, company, None, NOW, audit=one.evidence.audit_id)
    assert (made.state, made.decided_by) == ("withdrawn", None)
    assert proposals_of_store(session, boss(session, company), company.store_id) == {}
    (back,) = tell(session, company, one, NOW)
    assert (back.id, back.state, back.decided_at) == (made.id, "open", None)


def test_a_newer_photo_that_shows_no_need_ends_it(session: Session, company: Company) -> None:
    (made,) = tell(session, company, draft(session, company, NOW), NOW)
    other = draft(session, company, NOW + DAY).evidence.audit_id
    tell(session, company, None, NOW + DAY, audit=other)  # says nothing of the subject
    assert made.state == "open"
    tell(session, company, None, NOW + DAY, made.subject, audit=other)
    assert made.state == "withdrawn"


@pytest.mark.parametrize("how", ["approved", "declined"])
def test_a_decision_rests_unless_the_offer_is_another(session: Session, company: Company, how: str) -> None:
    (made,) = tell(session, company, draft(session, company, NOW), NOW)
    if how == "approved":
        approve_proposal(session, boss(session, company), key(made.id), 1, now=NOW)
    else:
        decline_proposal(session, boss(session, company), key(made.id), reason="不跟", now=NOW)
    for at in (NOW, NOW + DAY):
        assert tell(session, company, draft(session, company, at), at) == ()
    (news,) = tell(session, company, draft(session, company, NOW + 2 * DAY, offer="special"), NOW + 2 * DAY)
    assert news.id != made.id
    with pytest.raises(Conflict, match="proposal_open_again"):
        reopen_proposal(session, boss(session, company), key(made.id), now=NOW)


def test_after_a_month_the_same_offer_is_proposed_again(session: Session, company: Company) -> None:
    (made,) = tell(session, company, draft(session, company, NOW), NOW)
    decline_proposal(session, boss(session, company), key(made.id), reason="不跟", now=NOW)
    at = NOW + REST + DAY
    (again,) = tell(session, company, draft(session, company, at), at)
    assert again.id != made.id


def test_a_person_approves_one_option_declines_with_a_reason_and_takes_it_back(
    session: Session, company: Company
) -> None:
    user = boss(session, company)
    (made,) = tell(session, company, draft(session, company, NOW), NOW)
    number = key(made.id)
    approved = approve_proposal(session, user, number, 1, now=NOW)
    assert (approved.proposal.state, approved.proposal.chosen, approved.decided_by) == ("approved", 1, "cat")
    assert approve_proposal(session, user, number, 1, now=NOW + DAY).proposal.decided_at == NOW
    with pytest.raises(Conflict, match="proposal_closed"):
        approve_proposal(session, user, number, 0, now=NOW)
    with pytest.raises(Conflict, match="proposal_closed"):
        decline_proposal(session, user, number, reason="x", now=NOW)
    opened = reopen_proposal(session, user, number, now=NOW)
    assert (opened.proposal.state, opened.proposal.chosen, opened.decided_by) == ("open", None, "")
    declined = decline_proposal(session, user, number, reason="  预算用完  ", now=NOW)
    assert (declined.proposal.state, declined.proposal.reason) == ("declined", "预算用完")
    for bad, why in (("", "empty"), (" ", "empty"), ("x" * 301, "too_long"), ("a\0b", "control_character")):
        with pytest.raises(Invalid, match=why):
            decline_proposal(session, user, number, reason=bad, now=NOW)
    for option in (-1, 2):
        with pytest.raises(Invalid, match="out_of_range"):
            approve_proposal(session, user, number, option, now=NOW)


def test_a_withdrawn_one_is_not_decided_on(session: Session, company: Company) -> None:
    one = draft(session, company, NOW)
    (made,) = tell(session, company, one, NOW)
    tell(session, company, None, NOW, audit=one.evidence.audit_id)
    user = boss(session, company)
    with pytest.raises(Conflict, match="proposal_closed"):
        approve_proposal(session, user, key(made.id), 0, now=NOW)
    with pytest.raises(Conflict, match="proposal_closed"):
        reopen_proposal(session, user, key(made.id), now=NOW)


def test_who_sees_a_proposal(session: Session, company: Company) -> None:
    (made,) = tell(session, company, draft(session, company, NOW), NOW)
    regional = Proposal(
        chain_id=company.chain_id,
        rule="regional",
        subject="regional:x",
        trade_area="人民广场",
        params={},
        options=[],
        created_at=NOW,
    )
    session.add(regional)
    session.flush()
    stranger = create_user(session, key(ensure_chain(session, "other").id), "boss", "$argon2id$x", "admin")
    far = create_user(session, company.chain_id, "far", "$argon2id$x", "rep")
    rep = get_user(session, company.rep_id)
    seen = {
        user.username: [row.proposal.id for row in proposals_for(session, user)]
        for user in (boss(session, company), rep, far, stranger)
    }
    assert seen == {"cat": [made.id, regional.id], "rep": [made.id], "far": [], "boss": []}
    with pytest.raises(NotFound, match="proposal_not_found"):
        get_proposal(session, stranger, key(made.id))
    assert proposals_for(session, rep, state="approved") == ()
    assert len(proposals_for(session, rep, store_code="S001")) == 1
    assert proposals_for(session, rep, store_code="S002") == ()


def test_drafts_check_themselves(session: Session, company: Company) -> None:
    for bad in ({"options": []}, {"subject": ""}, {"own_depth": Decimal(2)}):
        with pytest.raises(ValueError, match="expected"):
            draft(session, company, NOW, **bad)
