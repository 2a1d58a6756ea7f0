"""The one replay of a chain: asked for, going on, cancelled, done; the last one stays to be looked at."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session

from catalog.errors import Conflict
from catalog.queries_silence_settings import find_replay
from catalog.rows import fetch_or_insert
from catalog.tables_till import ReplayState, SilenceReplay

LOST_AFTER: Final = timedelta(minutes=3)
"""A replay that nobody has moved on for so long was broken off: its process is gone."""


def begin_replay(
    session: Session, chain_id: int, asked: dict[str, Any], *, by: int | None, now: datetime
) -> SilenceReplay:
    """Note that a replay begins; it takes the place of the last one.

    Raises:
        Conflict: `silence_replay_running`.
    """
    row, fresh = fetch_or_insert(
        session,
        lambda: find_replay(session, chain_id),
        lambda: SilenceReplay(
            chain_id=chain_id, state="running", asked=asked, asked_at=now, asked_by=by, beat_at=now
        ),
    )
    if not fresh and state_now(row, now) == "running":
        raise Conflict("silence_replay_running")
    row.state, row.asked, row.asked_at, row.asked_by, row.beat_at = "running", asked, now, by, now
    row.days_done, row.days_total, row.error, row.result = 0, 0, "", None
    session.flush()
    return row


def beat(
    session: Session, chain_id: int, asked_at: datetime, done: int, total: int, *, now: datetime
) -> bool:
    """Note how far it is; False when it is wanted no more."""
    row = find_replay(session, chain_id)
    if row is None or row.state != "running" or row.asked_at != asked_at:
        return False
    row.days_done, row.days_total, row.beat_at = done, total, now
    session.flush()
    return True


def end_replay(
    session: Session,
    chain_id: int,
    asked_at: datetime,
    *,
    result: dict[str, Any] | None = None,
    error: str = "",
) -> None:
    """Keep what came of it, unless it was cancelled or another took its place."""
    row = find_replay(session, chain_id)
    if row is None or row.state != "running" or row.asked_at != asked_at:
        return
    row.state, row.result, row.error = ("failed" if error else "done"), result, error
    session.flush()


def cancel_replay(session: Session, chain_id: int) -> None:
    """End it where it runs; whoever works on it stops at the next night."""
    row = find_replay(session, chain_id)
    if row is not None and row.state == "running":
        row.state = "cancelled"
        session.flush()


def state_now(row: SilenceReplay, now: datetime) -> ReplayState:
    """Its state; a replay whose process has gone has failed."""
    return "failed" if row.state == "running" and now - row.beat_at > LOST_AFTER else row.state
