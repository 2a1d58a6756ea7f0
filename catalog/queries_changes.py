"""Reading who changed what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from catalog.tables import User
from catalog.tables_plans import Planogram, PlanogramVersion
from catalog.tables_trust import ChangeRecord


@dataclass(frozen=True)
class ChangeFilter:
    """Which records: of a person, an action, from and until (excluded) a moment; None or empty: any."""

    username: str = ""
    actions: Collection[str] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class ChangeRow:
    """A record and who made it; `user` None: nobody signed in (the command line)."""

    record: ChangeRecord
    user: User | None


def list_changes(
    session: Session, chain_id: int, wanted: ChangeFilter, *, before: int | None = None, limit: int = 50
) -> tuple[ChangeRow, ...]:
    """The chain's records, the newest first; `before` is the id that the page before ended with."""
    query: Any = (
        select(ChangeRecord, User)
        .outerjoin(User, col(User.id) == ChangeRecord.user_id)
        .where(ChangeRecord.chain_id == chain_id)
    )
    if wanted.username:
        query = query.where(User.username == wanted.username)
    if wanted.actions:
        query = query.where(col(ChangeRecord.action).in_(wanted.actions))
    if wanted.since is not None:
        query = query.where(ChangeRecord.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(ChangeRecord.at < wanted.until)
    if before is not None:
        query = query.where(col(ChangeRecord.id) < before)
    query = query.order_by(col(ChangeRecord.id).desc()).limit(limit)
    return tuple(ChangeRow(record, user) for record, user in session.exec(query))


def actions_seen(session: Session, chain_id: int) -> tuple[str, ...]:
    """The actions that the chain's records name."""
    query = select(ChangeRecord.action).where(ChangeRecord.chain_id == chain_id).distinct()
    return tuple(sorted(session.exec(query)))


def plan_codes(session: Session, chain_id: int, version_ids: Collection[int]) -> dict[int, str]:
    """Codes of the planograms that these versions are of."""
    query: Any = (
        select(col(PlanogramVersion.id), col(Planogram.code))
        .join(Planogram, col(Planogram.id) == PlanogramVersion.planogram_id)
        .where(Planogram.chain_id == chain_id, col(PlanogramVersion.id).in_(version_ids))
    )
    return dict(session.exec(query).all()) if version_ids else {}


def usernames(session: Session, chain_id: int, user_ids: Collection[int]) -> dict[int, str]:
    """Names of users by id."""
    query: Any = select(col(User.id), col(User.username))
    query = query.where(User.chain_id == chain_id, col(User.id).in_(user_ids))
    return dict(session.exec(query).all()) if user_ids else {}


def sign_ins_of(session: Session, user_id: int) -> tuple[ChangeRecord, ...]:
    """A person's sign-ins, failed ones included."""
    query = select(ChangeRecord).where(
        ChangeRecord.user_id == user_id, col(ChangeRecord.action).in_(("sign_in", "sign_in_failed"))
    )
    return tuple(session.exec(query))
