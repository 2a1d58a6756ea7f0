"""Reminding somebody of what waits in a store: one message a store, person and day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from sqlmodel import Session

from catalog.push_outbox import queue_message
from catalog.queries_push import find_message, listens
from catalog.queries_waiting import Waiting
from catalog.rows import key
from catalog.tables import Store

Nudged = Literal["sent", "already", "unreachable"]


def nudge(
    session: Session, store: Store, person_id: int, waiting: Sequence[Waiting], *, today: date, now: datetime
) -> Nudged:
    """Leave a message to whose turn it is; `already` where the same person was told of the store today.

    `unreachable`: the person has no target that messages go to.
    """
    subject = f"nudge:{key(store.id)}:{today}"
    if find_message(session, person_id, subject) is not None:
        return "already"
    if not listens(session, person_id):
        return "unreachable"
    oldest = min(each.since for each in waiting)
    params = {
        "store": store.code,
        "store_name": store.name,
        "n": len(waiting),
        "days": max(2, (now - oldest).days),
    }
    queue_message(session, person_id, "nudge", subject, params, _link(store, waiting), now)
    return "sent"


def _link(store: Store, waiting: Sequence[Waiting]) -> str:
    """The list where most of it is answered."""
    kinds = {each.kind for each in waiting}
    if kinds == {"photo"}:
        return f"/audits/{waiting[0].audit_id}"
    return f"/alerts?store={store.code}" if kinds == {"alert"} else f"/tips?store={store.code}"
