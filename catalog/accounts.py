"""What an administrator changes about people: name, role, stores, whether the account is open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from catalog.errors import Conflict, Invalid, NotFound
from catalog.people import assign_stores
from catalog.queries_accounts import count_active_admins, person
from catalog.queries_people import WIDE_ROLES, stores_of
from catalog.queries_stores import stores_by_code
from catalog.tables import Role, Store, User

USERNAME: Final = r"[\w.@+-]{2,60}"
"""What a new name may be made of: letters of any script, digits, dot, at, plus, hyphen."""
_ENDINGS: Final = (".xlsx", ".zip", ".csv")
"""A name that ends so would be taken for a file in addresses."""


@dataclass(frozen=True)
class AccountChange:
    """What to change; None: leave it. `stores` are codes."""

    full_name: str | None = None
    role: Role | None = None
    stores: tuple[str, ...] | None = None
    active: bool | None = None


def checked_username(username: str) -> str:
    """The name as it will be kept; raises Invalid `bad_value` of username, reason `username`."""
    if not re.fullmatch(USERNAME, username) or username.lower().endswith(_ENDINGS):
        raise Invalid("bad_value", field="username", value=username[:60], reason="username")
    return username


def change_account(session: Session, chain_id: int, username: str, change: AccountChange, by: User) -> User:
    """Change a person's account.

    Raises:
        NotFound: user_not_found; store_not_found, with the first code that no store of the chain has.
        Conflict: own_account, nobody takes their own rights away; last_admin, somebody must stay who can add people.
    """
    user = person(session, chain_id, username)
    loses = (change.role not in {None, "admin"} and user.role == "admin") or change.active is False
    if user.id == by.id and (loses or (change.role is not None and change.role != user.role)):
        raise Conflict("own_account", username=username)
    if loses and user.role == "admin" and user.active and count_active_admins(session, chain_id) == 1:
        raise Conflict("last_admin", username=username)
    if change.full_name is not None:
        user.full_name = change.full_name
    if change.role is not None:
        user.role = change.role
    if change.active is not None:
        user.active = change.active
    if change.stores is not None:
        assign_stores(session, user, stores_named(session, chain_id, change.stores))
    session.add(user)
    session.flush()
    return user


def stores_named(session: Session, chain_id: int, codes: Sequence[str]) -> list[Store]:
    """The chain's stores of these codes; raises NotFound store_not_found."""
    known = stores_by_code(session, chain_id) if codes else {}
    for code in codes:
        if code not in known:
            raise NotFound("store_not_found", store=code)
    return [known[code] for code in dict.fromkeys(codes)]


def own_store_codes(session: Session, user: User) -> tuple[str, ...]:
    """Codes of the stores that bound the person; none for a role that sees them all."""
    return () if user.role in WIDE_ROLES else tuple(store.code for store in stores_of(session, user))


def set_password(session: Session, user_id: int, password_hash: str) -> None:
    """Keep the hash of a new password."""
    user = session.get_one(User, user_id)
    user.password_hash = password_hash
    session.add(user)
    session.flush()
