"""Writing chains, stores and users."""

from collections.abc import Iterable

from sqlmodel import Session, col, delete

from catalog.errors import Conflict, Invalid, NotFound
from catalog.queries_people import find_chain, find_store, find_user
from catalog.rows import fetch_or_insert, key
from catalog.tables import Chain, Role, Store, User, UserStore


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
    session: Session,
    chain_id: int,
    username: str,
    password_hash: str,
    role: Role,
    *,
    locale: str = "zh-CN",
    full_name: str = "",
) -> User:
    """A new user without stores; raises Conflict username_taken."""
    user, new = fetch_or_insert(
        session,
        lambda: find_user(session, username),
        lambda: User(
            chain_id=chain_id,
            username=username,
            password_hash=password_hash,
            role=role,
            locale=locale,
            full_name=full_name,
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
