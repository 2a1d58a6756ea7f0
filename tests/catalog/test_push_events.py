"""Tips, escalations and proposals leave messages to those whom they concern, once."""

from datetime import timedelta

from sqlmodel import Session

from catalog.people import assign_stores, create_user
from catalog.push import add_target
from catalog.queries_push import messages_of
from catalog.rows import key
from catalog.tables import Store
from catalog.tips import expire_tips
from tests.catalog import test_proposals as proposals
from tests.catalog import test_tips as tips
from tests.catalog.conftest import Company

NOW = tips.NOW


def listen(session: Session, *users: int) -> None:
    for user_id in users:
        add_target(session, user_id, "json://hook.example.com/x", now=NOW)


def test_new_tips_are_told_to_whom_they_are_assigned(session: Session, company: Company) -> None:
    listen(session, company.rep_id, company.manager_id)
    tips.tell(session, company, tips.GAP, tips.MISSING)
    (message,) = messages_of(session, company.rep_id)
    assert (message.kind, message.params["n"], message.link) == ("tips", 2, "/inbox")
    assert messages_of(session, company.manager_id) == ()
    tips.tell(session, company, tips.GAP, tips.MISSING, at=NOW + tips.HOUR)
    assert len(messages_of(session, company.rep_id)) == 1


def test_tips_that_nobody_answered_are_told_to_whom_they_went(session: Session, company: Company) -> None:
    tips.tell(session, company, tips.GAP, tips.MISSING)
    listen(session, company.rep_id, company.manager_id)
    assert len(expire_tips(session, NOW + tips.DUE + timedelta(hours=1))) == 2
    (message,) = messages_of(session, company.manager_id)
    assert (message.kind, message.params["n"], message.params["stores"]) == ("expired", 2, 1)
    assert message.link == "/tips?state=expired"
    assert messages_of(session, company.rep_id) == ()


def test_a_supervisor_is_led_to_the_inbox(session: Session, company: Company) -> None:
    supervisor = create_user(session, company.chain_id, "sup", "x", "supervisor")
    assign_stores(session, supervisor, [session.get_one(Store, company.store_id)])
    listen(session, key(supervisor.id), company.manager_id)
    (first,) = tips.tell(session, company, tips.GAP).opened
    expire_tips(session, NOW + tips.DUE + timedelta(hours=1))
    (message,) = messages_of(session, key(supervisor.id))
    assert message.link == f"/inbox/tip/{first.id}"
    later = NOW + timedelta(days=9)
    tips.tell(session, company, tips.GAP, tips.MISSING, at=later)
    expire_tips(session, later + tips.DUE + timedelta(hours=1))
    assert messages_of(session, key(supervisor.id))[0].link == "/inbox"
    assert messages_of(session, company.manager_id) == ()


def test_a_proposal_is_told_once_to_category_managers(session: Session, company: Company) -> None:
    listen(session, company.rep_id, company.manager_id)
    (made,) = proposals.tell(session, company, proposals.draft(session, company, NOW), NOW)
    later = NOW + timedelta(days=1)
    proposals.tell(session, company, proposals.draft(session, company, later), later)
    (message,) = messages_of(session, company.manager_id)
    assert (message.kind, message.link) == ("proposal", f"/proposals#proposal{made.id}")
    assert message.params["points"] == "15"
    assert messages_of(session, company.rep_id) == ()
