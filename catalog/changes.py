"""Writing down who changed what; what was written is never changed, and goes only when its time is over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete

from catalog.tables_trust import ChangeRecord


def record_change(
    session: Session,
    chain_id: int,
    user_id: int | None,
    action: str,
    subject: str,
    details: Mapping[str, Any],
    *,
    at: datetime,
) -> None:
    """Add a record to this transaction; `user_id` None: nobody signed in (the command line, a failed sign-in)."""
    session.add(
        ChangeRecord(
            chain_id=chain_id,
            user_id=user_id,
            at=at,
            action=action[:80],
            subject=subject[:300],
            details=dict(details),
        )
    )
    session.flush()


def forget_changes(session: Session, chain_id: int, *, before: datetime) -> int:
    """Delete the chain's records from before then; how many."""
    gone = session.exec(
        delete(ChangeRecord).where(col(ChangeRecord.chain_id) == chain_id, col(ChangeRecord.at) < before)
    )
    return int(gone.rowcount)
