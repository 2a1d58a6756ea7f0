"""A store's tips: opened and closed by photos, answered by people, passed on when nobody did anything."""

from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from catalog.board import tell_board
from catalog.errors import Conflict, Invalid
from catalog.push_events import tell_of_expired
from catalog.queries_heirs import escalation_of
from catalog.queries_tips import TipRow, changes_of, get_tip, overdue_tips, tips_about
from catalog.rows import key
from catalog.tables import User
from catalog.tables_advice import Tip, TipChange, TipState
from catalog.tables_board import BoardKind

NOTE_MAX: Final = 300
_ENDED: Final[dict[TipState, BoardKind]] = {"done": "tip_done", "declined": "tip_declined"}
_TOLD: Final[dict[TipState, BoardKind]] = {"open": "tip_opened", "expired": "tip_expired", **_ENDED}


def close_tip(
    session: Session,
    user: User,
    tip_id: int,
    *,
    now: datetime,
    note: str = "",
    after_audit_id: int | None = None,
) -> TipRow:
    """Somebody did it; an expired tip can still be done. Saying it again changes nothing.

    Raises:
        NotFound: tip_not_found.
        Conflict: `tip_closed` when it was declined.
        Invalid: `bad_value` of the field note.
    """
    row = get_tip(session, user, tip_id, lock=True)
    if row.tip.state != "done":
        _refuse(row.tip, {"open", "expired"})
        turn(
            session, row.tip, "done", now=now, by=user.id, reason=_note("note", note), audit_id=after_audit_id
        )
    return row


def decline_tip(session: Session, user: User, tip_id: int, *, reason: str, now: datetime) -> TipRow:
    """Somebody will not do it and says why; an expired tip can still be declined. Saying it again changes nothing.

    Raises:
        NotFound: tip_not_found.
        Conflict: `tip_closed` when it was done.
        Invalid: `bad_value` of the field reason, also when it is blank.
    """
    why = _note("reason", reason)
    if not why:
        raise Invalid("bad_value", field="reason", value="", reason="empty")
    row = get_tip(session, user, tip_id, lock=True)
    if row.tip.state != "declined":
        _refuse(row.tip, {"open", "expired"})
        turn(session, row.tip, "declined", now=now, by=user.id, reason=why)
    return row


def reopen_tip(session: Session, user: User, tip_id: int, *, now: datetime) -> TipRow:
    """Undo an answer: the tip is open again, or expired when its time ran out. An open tip stays as it is.

    Raises:
        NotFound: tip_not_found.
        Conflict: `tip_closed` when it expired by itself; `tip_open_again` when a newer tip says the same.
    """
    row = get_tip(session, user, tip_id, lock=True)
    if row.tip.state == "open":
        return row
    _refuse(row.tip, {"done", "declined"})
    if now >= row.tip.due_at:
        if row.tip.escalated_to is None:
            row.tip.escalated_to = escalation_of(session, row.tip.chain_id, [row.tip.store_id])[
                row.tip.store_id
            ]
        turn(session, row.tip, "expired", now=now, by=user.id)
        return row
    if any(tip.state == "open" for tip in tips_about(session, row.tip.store_id, [row.tip.subject])):
        raise Conflict("tip_open_again", tip=tip_id)
    turn(session, row.tip, "open", now=now, by=user.id)
    return row


def expire_tips(session: Session, now: datetime) -> tuple[Tip, ...]:
    """End the open tips whose time ran out and pass them on (`escalation_of`); at most 500 a call, the oldest first.

    Several workers may do this at once: each takes others.
    """
    tips = overdue_tips(session, now)
    stores: dict[int, set[int]] = {}
    for tip in tips:
        stores.setdefault(tip.chain_id, set()).add(tip.store_id)
    heirs = {chain: escalation_of(session, chain, ids) for chain, ids in stores.items()}
    for tip in tips:
        tip.escalated_to = heirs[tip.chain_id][tip.store_id]
        turn(session, tip, "expired", now=now, by=None)
    tell_of_expired(session, tips, now=now)
    return tips


def turn(
    session: Session,
    tip: Tip,
    state: TipState,
    *,
    now: datetime,
    by: int | None,
    reason: str = "",
    audit_id: int | None = None,
) -> None:
    """Bring a tip into a state and remember who did it, when and why; `by` is None for the service itself.

    The board is told once that it ran out of time, also where an answer that came later is taken back.
    """
    before, ended = (tip.state, tip.closed_at) if tip.id is not None else (None, None)
    again = before in _ENDED and any(one.state == state for one in changes_of(session, key(tip.id)))
    tip.state = state
    tip.closed_at, tip.closed_by = (None, None) if state == "open" else (now, by)
    tip.close_reason = reason
    tip.after_audit_id = audit_id if state == "done" else None
    session.add(tip)
    session.flush()
    session.add(TipChange(tip_id=key(tip.id), state=state, at=now, by=by, reason=reason, audit_id=audit_id))
    session.flush()
    if before in _ENDED:
        _tell(session, tip, _ENDED[before], now, by, takes_back=ended)
    if before is None or not (state == "open" or again):
        _tell(session, tip, _TOLD[state], now, by, reason=reason or None)


def _tell(session: Session, tip: Tip, kind: BoardKind, now: datetime, by: int | None, **more: Any) -> None:
    shown = tip.audit_id if tip.after_audit_id is None else tip.after_audit_id
    more |= {"by": by, "audit": shown, "what": tip.kind, "sku": tip.sku_id}
    tell_board(session, tip.chain_id, kind, store_id=tip.store_id, subject_id=tip.id, at=now, **more)


def _refuse(tip: Tip, allowed: set[TipState]) -> None:
    if tip.state not in allowed:
        raise Conflict("tip_closed", tip=tip.id, state=tip.state)


def _note(field: str, text: str) -> str:
    plain = text.strip()
    if len(plain) > NOTE_MAX:
        raise Invalid("bad_value", field=field, value=plain[:40], reason="too_long", most=NOTE_MAX)
    if "\0" in plain:
        raise Invalid("bad_value", field=field, value="", reason="control_character")
    return plain
