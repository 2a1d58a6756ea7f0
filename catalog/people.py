"""Writing chains, stores, users and their tokens."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, delete

from catalog.errors import Conflict, Invalid, NotFound
from catalog.queries_people import find_chain, find_store, find_user, own_token
from catalog.rows import fetch_or_insert, key
from catalog.tables import AccessToken, Chain, Role, Store, TokenKind, User, UserStore


def ensure_chain(session: Session, name: str) -> Chain:
    """The chain of this name, made if there is none."""
    return fetch_or_insert(session, lambda: find_chain(session, name), lambda: Chain(name=name))[0]


def create_store(
    session: Session,
    chain_id: int,
    code: str,
    name: str,
    *,
    city: str = "",
    trade_area: str = "",
    store_class: str = "",
) -> Store:
    """A new store; raises Conflict store_exists."""
    store, new = fetch_or_insert(
        session,
        lambda: find_store(session, chain_id, code),
        lambda: Store(
            chain_id=chain_id,
            code=code,
            name=name,
            city=city,
            trade_area=trade_area,
            store_class=store_class,
        ),
    )
    if not new:
        raise Conflict("store_exists", store=code)
    return store


def set_store_class(session: Session, chain_id: int, code: str, store_class: str) -> Store:
    """Say what class (店型) a store is of; "" takes it back. From then on its lists and planograms are that class's.

    Raises:
        NotFound: store_not_found.
        Invalid: `bad_value` of the field store_class.
    """
    store = find_store(session, chain_id, code)
    if store is None:
        raise NotFound("store_not_found", store=code)
    plain = store_class.strip()
    if len(plain) > 64:
        raise Invalid("bad_value", field="store_class", value=plain[:20], reason="too_long")
    store.store_class = plain
    session.add(store)
    session.flush()
    return store


def create_user(
    session: Session, chain_id: int, username: str, password_hash: str, role: Role, *, locale: str = "zh-CN"
) -> User:
    """A new user without stores; raises Conflict username_taken."""
    user, new = fetch_or_insert(
        session,
        lambda: find_user(session, username),
        lambda: User(
            chain_id=chain_id, username=username, password_hash=password_hash, role=role, locale=locale
        ),
    )
    if not new:
        raise Conflict("username_taken", username=username)
    return user


def assign_stores(session: Session, user: User, stores: Iterable[Store]) -> None:
    """Make these, and no others, the user's own stores."""
    session.exec(delete(UserStore).where(col(UserStore.user_id) == user.id))
    for store in stores:
        if store.chain_id != user.chain_id:
            raise ValueError(
                f"expected stores of chain {user.chain_id}, got {store.code} of {store.chain_id}"
            )
        session.add(UserStore(user_id=key(user.id), store_id=key(store.id)))
    session.flush()


def create_token(
    session: Session,
    user: User,
    token_sha256: str,
    kind: TokenKind,
    *,
    now: datetime,
    expires_at: datetime,
    label: str = "",
) -> AccessToken:
    """Remember a token by its hash."""
    token = AccessToken(
        user_id=key(user.id),
        token_sha256=token_sha256,
        kind=kind,
        label=label,
        created_at=now,
        expires_at=expires_at,
    )
    session.add(token)
    session.flush()
    return token


def revoke_token(session: Session, user_id: int, token_id: int, *, now: datetime) -> None:
    """End one of the user's own tokens, for good; raises NotFound token_not_found."""
    token = own_token(session, user_id, token_id)
    if token.revoked_at is None:
        token.revoked_at = now
        session.flush()


def forget_tokens(session: Session, *, expired_before: datetime) -> int:
    """Delete the tokens that expired before then; how many."""
    gone = session.exec(delete(AccessToken).where(col(AccessToken.expires_at) < expired_before))
    return int(gone.rowcount)
