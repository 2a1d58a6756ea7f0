"""Reading chains, stores, users and their tokens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from catalog.errors import NotFound
from catalog.rows import key
from catalog.tables import AccessToken, Chain, Store, User, UserStore

WIDE_ROLES: Final = frozenset({"category_manager", "director", "admin"})
"""Roles that see every store of their chain; the others see the stores that they are assigned to."""

TokenState = Literal["valid", "expired", "revoked", "inactive_user"]


@dataclass(frozen=True)
class Access:
    """A token that exists, its user, and whether it still opens anything."""

    token: AccessToken
    user: User
    state: TokenState


def find_chain(session: Session, name: str) -> Chain | None:
    """The chain of this name."""
    return session.exec(select(Chain).where(Chain.name == name)).first()


def catalog_version(session: Session, chain_id: int) -> int:
    """The version of the chain's catalogue: the same number means the same catalogue."""
    version = session.exec(select(Chain.catalog_version).where(Chain.id == chain_id)).first()
    if version is None:
        raise NotFound("chain_not_found", chain=chain_id)
    return version


def lock_chain(session: Session, chain_id: int) -> Chain:
    """The chain, held until the transaction ends, so that one writer at a time changes its catalogue."""
    query = select(Chain).where(Chain.id == chain_id).with_for_update(key_share=True)
    chain = session.exec(query.execution_options(populate_existing=True)).first()
    if chain is None:
        raise NotFound("chain_not_found", chain=chain_id)
    return chain


def find_user(session: Session, username: str) -> User | None:
    """The user of this name, active or not."""
    return session.exec(select(User).where(User.username == username)).first()


def get_user(session: Session, user_id: int) -> User:
    """The user; raises NotFound user_not_found."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("user_not_found", user=user_id)
    return user


def list_users(session: Session, chain_id: int) -> tuple[User, ...]:
    """The chain's users by name."""
    return tuple(session.exec(select(User).where(User.chain_id == chain_id).order_by(User.username)))


def find_store(session: Session, chain_id: int, code: str) -> Store | None:
    """The chain's store of this code, whoever asks."""
    return session.exec(select(Store).where(Store.chain_id == chain_id, Store.code == code)).first()


def stores_seen_by(user: User) -> SelectOfScalar[Any]:
    """A query for the ids of the stores that this user may see: part of every query about photos and audits."""
    query = select(Store.id).where(Store.chain_id == user.chain_id)
    if user.role in WIDE_ROLES:
        return query
    own = select(UserStore.store_id).where(UserStore.user_id == user.id)
    return query.where(col(Store.id).in_(own))


def in_seen_store(user: User) -> ColumnElement[bool]:
    """Of a query that joins `Store`: it is one that the user may see.

    For lists of the newest first: for who sees the whole chain it names no set of stores, which databases would walk
    store by store through a year of photos; the sum keeps them from going by the chain's stores, too.
    """
    if user.role in WIDE_ROLES:
        return col(Store.chain_id) + 0 == user.chain_id
    return col(Store.id).in_(stores_seen_by(user))


def stores_of(session: Session, user: User) -> tuple[Store, ...]:
    """The stores that this user may see, by code."""
    return tuple(
        session.exec(select(Store).where(col(Store.id).in_(stores_seen_by(user))).order_by(Store.code))
    )


def store_for(session: Session, user: User, code: str) -> Store:
    """The store of this code if the user may see it; raises NotFound store_not_found otherwise."""
    query = select(Store).where(Store.code == code, col(Store.id).in_(stores_seen_by(user)))
    store = session.exec(query).first()
    if store is None:
        raise NotFound("store_not_found", store=code)
    return store


def find_access(
    session: Session, token_sha256: str, now: datetime, *, idle: timedelta | None = None
) -> Access | None:
    """The token with this hash and what it is worth now; None when there never was one. A session that nobody used
    for `idle` has expired."""
    query = select(AccessToken, User).join(User).where(AccessToken.token_sha256 == token_sha256)
    found = session.exec(query).first()
    if found is None:
        return None
    token, user = found
    state: TokenState = "valid"
    if token.revoked_at is not None:
        state = "revoked"
    elif token.expires_at <= now or _idle(token, now, idle):
        state = "expired"
    elif not user.active:
        state = "inactive_user"
    return Access(token, user, state)


def _idle(token: AccessToken, now: datetime, idle: timedelta | None) -> bool:
    return token.kind == "session" and idle is not None and (token.used_at or token.created_at) + idle <= now


def sessions_of(session: Session, user_id: int, now: datetime) -> tuple[AccessToken, ...]:
    """The user's sessions that are open, the last used first."""
    query = select(AccessToken).where(
        AccessToken.user_id == user_id,
        AccessToken.kind == "session",
        col(AccessToken.revoked_at).is_(None),
        AccessToken.expires_at > now,
    )
    return tuple(session.exec(query.order_by(col(AccessToken.used_at).desc(), col(AccessToken.id).desc())))


def tokens_of(session: Session, user_id: int) -> tuple[AccessToken, ...]:
    """The user's API tokens that were not revoked, newest first."""
    query = select(AccessToken).where(
        AccessToken.user_id == user_id, AccessToken.kind == "api", col(AccessToken.revoked_at).is_(None)
    )
    return tuple(session.exec(query.order_by(col(AccessToken.id).desc())))


def own_token(session: Session, user_id: int, token_id: int) -> AccessToken:
    """This user's token; raises NotFound token_not_found also for somebody else's."""
    query = select(AccessToken).where(AccessToken.id == token_id, AccessToken.user_id == user_id)
    token = session.exec(query).first()
    if token is None:
        raise NotFound("token_not_found", token=token_id)
    return token


def chain_ids(session: Session) -> tuple[int, ...]:
    """Every chain, in order."""
    return tuple(key(found) for found in session.exec(select(Chain.id).order_by(col(Chain.id))))
