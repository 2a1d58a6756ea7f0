"""Whom advice goes to when nobody in the store answered it in time."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import case
from sqlmodel import Session, col, select

from catalog.rows import key
from catalog.tables import Role, User, UserStore


def escalation_of(session: Session, chain_id: int, store_ids: Collection[int]) -> dict[int, int | None]:
    """By store: the first supervisor assigned to it, else the first category manager assigned to it, else the chain's
    first category manager, else its first admin, else nobody. Active users only; the first is the one made first."""
    own = {role: _assigned(session, chain_id, store_ids, role) for role in ("supervisor", "category_manager")}
    wide = session.exec(
        select(User.id)
        .where(User.chain_id == chain_id, col(User.active), col(User.role).in_(("category_manager", "admin")))
        .order_by(case((col(User.role) == "category_manager", 0), else_=1), col(User.id))
        .limit(1)
    ).first()
    return {
        store: own["supervisor"].get(store, own["category_manager"].get(store, wide)) for store in store_ids
    }


def _assigned(session: Session, chain_id: int, store_ids: Collection[int], role: Role) -> dict[int, int]:
    query: Any = (
        select(col(UserStore.store_id), col(User.id))
        .join(User, col(User.id) == UserStore.user_id)
        .where(
            User.chain_id == chain_id,
            User.role == role,
            col(User.active),
            col(UserStore.store_id).in_(store_ids),
        )
        .order_by(col(User.id).desc())
    )
    return {key(store): key(user) for store, user in session.exec(query)}


def roles_of(session: Session, user_ids: Collection[int]) -> dict[int, Role]:
    """What these users are; ids that nobody has are left out."""
    query: Any = select(col(User.id), col(User.role)).where(col(User.id).in_(user_ids))
    return dict(session.exec(query).all())
