"""What an administrator changes about people: name, role, stores, whether the account is open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from catalog.errors import Conflict, Invalid, NotFound
from catalog.people import assign_stores
from catalog.queries_accounts import count_active_admins, person
from catalog.queries_people import WIDE_ROLES, lock_chain, stores_of
from catalog.queries_stores import stores_by_code
from catalog.tables import Role, Store, User

USERNAME: Final = r"[\w.@+-]{2,60}"
"""What a new name may be made of: letters of any script, digits, dot, at, plus, hyphen."""
_ENDINGS: Final = (".xlsx", ".zip", ".csv")
"""A name that ends so would be taken for a file in addresses."""
_PAGES: Final = frozenset({"new", "import", "roles"})
"""Pages that lie beside those of people: `/people/new` is nobody's."""
FORMER: Final = "former-"
"""How the made-up name of somebody whose data were deleted begins."""


@dataclass(frozen=True)
class AccountChange:
    """What to change; None: leave it. `stores` are codes."""

    full_name: str | None = None
    role: Role | None = None
    stores: tuple[str, ...] | None = None
    active: bool | None = None


def checked_username(username: str) -> str:
    """The name as it will be kept; raises Invalid `bad_value` of username, reason `username` or `name_reserved`."""
    known_signs = re.fullmatch(USERNAME, username) and any(sign.isalnum() for sign in username)
    if not known_signs or username.lower().endswith(_ENDINGS):
        raise Invalid("bad_value", field="username", value=username[:60], reason="username")
    if username.lower() in _PAGES or username.lower().startswith(FORMER):
        raise Invalid("bad_value", field="username", value=username[:60], reason="name_reserved")
    return username


def change_account(session: Session, chain_id: int, username: str, change: AccountChange, by: User) -> User:
    """Change a person's account.

    Raises:
        NotFound: user_not_found; store_not_found, with the first code that no store of the chain has.
        Conflict: own_account, nobody takes their own rights away; last_admin, somebody must stay who can add people.
    """
    user = person(session, chain_id, username)
    other_role = change.role is not None and change.role != user.role
    if change.active is False or other_role:
        check_may_go(session, user, by)
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


def check_may_go(session: Session, user: User, by: User) -> None:
    """Whether this person's rights may be taken away. Raises Conflict: own_account, last_admin."""
    if user.id == by.id:
        raise Conflict("own_account", username=user.username)
    if user.role != "admin" or not user.active:
        return
    lock_chain(session, user.chain_id)  # or two administrators take each other's rights away at once
    if count_active_admins(session, user.chain_id) == 1:
        raise Conflict("last_admin", username=user.username)


def change_own(session: Session, user_id: int, *, full_name: str | None, locale: str | None) -> User:
    """What a person changes about themselves; None: leave it."""
    user = session.get_one(User, user_id)
    user.full_name = user.full_name if full_name is None else full_name
    user.locale = user.locale if locale is None else locale
    session.add(user)
    session.flush()
    return user


def set_forget_asked(session: Session, user_id: int, at: datetime | None) -> None:
    """Note when a person asked that their data be deleted; None: they took it back."""
    user = session.get_one(User, user_id)
    user.forget_asked_at = at
    session.add(user)
    session.flush()
