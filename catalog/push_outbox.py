"""The outbox: a message is written in the transaction that caused it, claimed by one sender, settled by that one.

A claim moves `next_at` into the future: until then the message is the claimer's. A sender that died lets it fall due
again, and only who still holds a claim may settle it. A message is thus sent at least once: twice only where a sender
dies, or takes longer than its lease, between the receiver's answer and the note of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, update

from catalog.queries_push import find_message, listens, messages_held
from catalog.rows import fetch_or_insert
from catalog.tables_push import MessageState, PushMessage


def queue_message(
    session: Session,
    user_id: int,
    kind: str,
    subject: str,
    params: Mapping[str, Any],
    link: str,
    now: datetime,
) -> bool:
    """Leave a message to a user, to be sent once this transaction is committed; whether it is a new one.

    One subject is one message, however often it is queued. Who has no target that is on gets none.
    """
    if not listens(session, user_id):
        return False
    _, new = fetch_or_insert(
        session,
        lambda: find_message(session, user_id, subject),
        lambda: PushMessage(
            user_id=user_id,
            kind=kind,
            subject=subject,
            params=dict(params),
            link=link,
            created_at=now,
            next_at=now,
        ),
    )
    return new


@dataclass(frozen=True)
class Claim:
    """A user's due messages, held by one sender `until`, the oldest first."""

    user_id: int
    until: datetime
    messages: tuple[PushMessage, ...]


def claim_messages(session: Session, user_id: int, *, now: datetime, lease: timedelta) -> Claim | None:
    """Take a user's due messages; None where another sender was faster."""
    until = now + lease
    taken = session.exec(
        update(PushMessage)
        .where(
            col(PushMessage.user_id) == user_id,
            col(PushMessage.state) == "waiting",
            col(PushMessage.next_at) <= now,
        )
        .values(next_at=until)
    )
    if not taken.rowcount:
        return None
    return Claim(user_id, until, messages_held(session, user_id, until))


@dataclass(frozen=True)
class Settled:
    """What became of a claimed message: `reached` are the ids of all targets that took it so far."""

    message_id: int
    state: MessageState
    reached: tuple[int, ...]
    attempts: int
    error: str
    next_at: datetime


def settle_message(session: Session, claim: Claim, told: Settled, *, now: datetime) -> bool:
    """Write it down; False where the claim had run out and somebody else holds the message."""
    done = session.exec(
        update(PushMessage)
        .where(
            col(PushMessage.id) == told.message_id,
            col(PushMessage.state) == "waiting",
            col(PushMessage.next_at) == claim.until,
        )
        .values(
            state=told.state,
            reached=list(told.reached),
            attempts=told.attempts,
            error=told.error[:300],
            next_at=told.next_at,
            sent_at=now if told.state == "sent" else None,
        )
    )
    return bool(done.rowcount)
