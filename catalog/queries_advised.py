"""Which audits still wait for their advice, and whom it is for."""

from datetime import datetime

from sqlmodel import Session, col, select

from catalog.rows import key
from catalog.tables import Audit, GroupNaming, ShelfGroup, User, UserStore


def audits_to_advise(session: Session, *, limit: int) -> tuple[int, ...]:
    """Ids of finished audits whose advice was not worked out, or not since a naming; the newest first."""
    query = select(Audit.id).where(Audit.state == "done", col(Audit.advised_at).is_(None))
    return tuple(key(found) for found in session.exec(query.order_by(col(Audit.id).desc()).limit(limit)))


def note_advised(session: Session, audit_id: int, at: datetime | None) -> None:
    """Remember when an audit's advice was worked out; None: it is to be worked out anew."""
    session.get_one(Audit, audit_id).advised_at = at
    session.flush()


def namings_in_force(session: Session, audit_id: int) -> tuple[int, ...]:
    """Ids of the names that people gave an audit's groups: other ids mean another report."""
    query = (
        select(GroupNaming.id)
        .join(ShelfGroup, col(ShelfGroup.id) == GroupNaming.group_id)
        .where(ShelfGroup.audit_id == audit_id, col(GroupNaming.undone_at).is_(None))
    )
    return tuple(key(found) for found in session.exec(query.order_by(col(GroupNaming.id))))


def store_manager_of(session: Session, store_id: int) -> int | None:
    """The store manager whose store this is, the first one where there are several."""
    query = (
        select(User.id)
        .join(UserStore, col(UserStore.user_id) == User.id)
        .where(UserStore.store_id == store_id, User.role == "store_manager", col(User.active))
        .order_by(col(User.id))
    )
    found = session.exec(query).first()
    return None if found is None else key(found)
