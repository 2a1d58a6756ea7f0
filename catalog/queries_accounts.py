"""Reading people for who looks after them: a list with their stores and last sign-in, one person, administrators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.tables import AccessToken, Role, Store, User, UserStore


@dataclass(frozen=True)
class PersonRow:
    """A person, how many stores they are assigned to, and when they last used the service."""

    user: User
    stores: int
    used_at: datetime | None


@dataclass(frozen=True)
class People:
    """The first of those asked for, and how many there are in all."""

    rows: tuple[PersonRow, ...]
    total: int


@dataclass(frozen=True)
class PeopleFilter:
    """Whom to list: `text` in name or user name or the code of a store of theirs; None: any."""

    text: str = ""
    role: Role | None = None
    active: bool | None = None
    asked: bool = False


def list_people(
    session: Session, chain_id: int, wanted: PeopleFilter, *, limit: int = 50, offset: int = 0
) -> People:
    """The chain's people by user name; those whose data were deleted are left out."""
    conditions: list[Any] = [User.chain_id == chain_id, col(User.deleted_at).is_(None)]
    if wanted.role is not None:
        conditions.append(User.role == wanted.role)
    if wanted.active is not None:
        conditions.append(col(User.active) == wanted.active)
    if wanted.asked:
        conditions.append(col(User.forget_asked_at).is_not(None))
    for word in wanted.text.split()[:5]:
        theirs = (
            select(UserStore.user_id)
            .join(Store, col(Store.id) == UserStore.store_id)
            .where(Store.chain_id == chain_id, Store.code == word)
        )
        conditions.append(
            or_(
                col(User.username).icontains(word, autoescape=True),
                col(User.full_name).icontains(word, autoescape=True),
                col(User.id).in_(theirs),
            )
        )
    stores = (
        select(col(UserStore.user_id), func.count().label("n")).group_by(col(UserStore.user_id)).subquery()
    )
    uses = (
        select(col(AccessToken.user_id), func.max(AccessToken.used_at).label("at"))
        .group_by(col(AccessToken.user_id))
        .subquery()
    )
    query: Any = (
        select(User, stores.c.n, uses.c.at)
        .outerjoin(stores, stores.c.user_id == col(User.id))
        .outerjoin(uses, uses.c.user_id == col(User.id))
        .where(*conditions)
        .order_by(col(User.active).desc(), col(User.username))
        .limit(limit)
        .offset(offset)
    )
    rows = tuple(PersonRow(user, count or 0, used_at) for user, count, used_at in session.exec(query))
    total = session.exec(select(func.count()).select_from(User).where(*conditions)).one()
    return People(rows, int(total))


def person(session: Session, chain_id: int, username: str) -> User:
    """The chain's person of this name; raises NotFound user_not_found, also for who was forgotten."""
    query = select(User).where(
        User.chain_id == chain_id, User.username == username, col(User.deleted_at).is_(None)
    )
    user = session.exec(query).first()
    if user is None:
        raise NotFound("user_not_found", user=username)
    return user


def count_active_admins(session: Session, chain_id: int) -> int:
    """How many could let somebody in again."""
    query = select(func.count()).select_from(User)
    return int(
        session.exec(query.where(User.chain_id == chain_id, User.role == "admin", col(User.active))).one()
    )


def people_with_stores(session: Session, chain_id: int) -> tuple[tuple[User, tuple[str, ...]], ...]:
    """All of the chain's people with the codes of the stores that they are assigned to, for a table."""
    users = session.exec(
        select(User)
        .where(User.chain_id == chain_id, col(User.deleted_at).is_(None))
        .order_by(col(User.username))
    ).all()
    query: Any = (
        select(col(UserStore.user_id), col(Store.code))
        .join(Store, col(Store.id) == UserStore.store_id)
        .where(Store.chain_id == chain_id)
        .order_by(col(Store.code))
    )
    codes: dict[int, list[str]] = {}
    for user_id, code in session.exec(query):
        codes.setdefault(user_id, []).append(code)
    return tuple((user, tuple(codes.get(user.id or 0, ()))) for user in users)
