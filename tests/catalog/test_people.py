"""Who may see what: stores by role, tokens by hash and time."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from catalog.errors import Conflict, NotFound
from catalog.people import assign_stores, create_store, create_user, ensure_chain
from catalog.queries_people import (
    find_access,
    find_user,
    get_user,
    list_users,
    store_for,
    stores_of,
    tokens_of,
)
from catalog.rows import key
from catalog.tokens import create_token, forget_tokens, revoke_token
from tests.catalog.conftest import NOW, Company


def test_a_rep_sees_own_stores_and_a_manager_the_chain(session: Session, company: Company) -> None:
    rep, manager = get_user(session, company.rep_id), get_user(session, company.manager_id)
    assert [s.code for s in stores_of(session, rep)] == ["S001"]
    assert [s.code for s in stores_of(session, manager)] == ["S001", "S002"]
    assert store_for(session, rep, "S001").name == "人民路店"
    with pytest.raises(NotFound, match="store_not_found"):
        store_for(session, rep, "S002")
    assign_stores(session, rep, stores_of(session, manager)[1:])
    assert [s.code for s in stores_of(session, rep)] == ["S002"]


def test_no_role_sees_another_chain(session: Session, company: Company) -> None:
    other = ensure_chain(session, "other")
    foreign = create_store(session, key(other.id), "S001", "异地店")
    admin = create_user(session, key(other.id), "boss", "x", "admin")
    assert [s.id for s in stores_of(session, admin)] == [foreign.id]
    assert store_for(session, get_user(session, company.manager_id), "S001").id == company.store_id
    with pytest.raises(ValueError, match="expected stores of chain"):
        assign_stores(session, get_user(session, company.rep_id), [foreign])
    assert [u.username for u in list_users(session, company.chain_id)] == ["cat", "rep"]


def test_names_are_taken_once(session: Session, company: Company) -> None:
    with pytest.raises(Conflict, match="username_taken"):
        create_user(session, company.chain_id, "rep", "y", "admin")
    with pytest.raises(Conflict, match="store_exists"):
        create_store(session, company.chain_id, "S001", "again")
    assert ensure_chain(session, "default").id == company.chain_id
    found = find_user(session, "rep")
    assert found is not None
    assert found.role == "rep"


def test_tokens_expire_are_revoked_and_die_with_their_user(session: Session, company: Company) -> None:
    rep = get_user(session, company.rep_id)
    ends = NOW + timedelta(hours=1)
    token = create_token(session, rep, "1" * 64, "api", now=NOW, expires_at=ends, label="till")

    def state(seconds: int) -> str:
        access = find_access(session, "1" * 64, NOW + timedelta(seconds=seconds))
        assert access is not None
        assert access.user.id == rep.id
        return access.state

    assert (state(0), state(3599), state(3600)) == ("valid", "valid", "expired")
    rep.active = False
    session.flush()
    assert state(0) == "inactive_user"
    rep.active = True
    with pytest.raises(NotFound, match="token_not_found"):
        revoke_token(session, company.manager_id, key(token.id), now=NOW)
    assert [t.label for t in tokens_of(session, company.rep_id)] == ["till"]
    revoke_token(session, company.rep_id, key(token.id), now=NOW)
    assert state(0) == "revoked"
    assert tokens_of(session, company.rep_id) == ()
    assert find_access(session, "2" * 64, NOW) is None


def test_old_tokens_are_forgotten(session: Session, company: Company) -> None:
    rep = get_user(session, company.rep_id)
    for number, hours in enumerate((1, 2)):
        ends = NOW + timedelta(hours=hours)
        create_token(session, rep, f"{number:064d}", "session", now=NOW, expires_at=ends)
    assert forget_tokens(session, expired_before=NOW + timedelta(hours=2)) == 1
    assert find_access(session, f"{0:064d}", NOW) is None
    assert find_access(session, f"{1:064d}", NOW) is not None
