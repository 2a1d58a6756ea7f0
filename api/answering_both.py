"""One answer for a product's tip and its silence alert, where it says the same of both; the undo takes back both.

What one answer closed bears the same moment and the same person: that is how the undo knows it again. Of two people
who answer at once, one at the tip and one at the alert, the second is told that it is closed.
"""

from contextlib import suppress
from datetime import datetime

from sqlmodel import Session

from alerts.same_trouble import (
    ONE_TASK,
    alert_reason_of_declined,
    alert_reason_of_done,
    declines_tip,
    settles_tip,
)
from catalog import silence_alerts, tips
from catalog.errors import Conflict
from catalog.queries_inbox import alerts_of_product, tips_of_product
from catalog.queries_silence import AlertRow
from catalog.queries_tips import TipRow, get_tip
from catalog.rows import key
from catalog.tables import User
from catalog.tables_till import CloseReason, SilenceAlert


def close_tip(session: Session, user: User, tip_id: int, *, note: str, now: datetime) -> TipRow:
    """`catalog.tips.close_tip`, and the open alert of the same product."""
    row = tips.close_tip(session, user, tip_id, note=note, now=now)
    for alert in _open_alerts(row, session, now):
        _close(session, user, alert, alert_reason_of_done(row.tip.kind, alert.action), note, now)
    return row


def decline_tip(
    session: Session, user: User, tip_id: int, *, reason: str, note: str, said: str, now: datetime
) -> TipRow:
    """`catalog.tips.decline_tip`, and the open alert of the same product; `said` is the reason in words, its note."""
    whole = f"{reason}: {note}" if note else reason
    row = tips.decline_tip(session, user, tip_id, reason=whole, now=now)
    for alert in _open_alerts(row, session, now):
        about = f"{said} · {note}" if note else said
        _close(session, user, alert, alert_reason_of_declined(row.tip.kind, reason), about[:300], now)
    return row


def reopen_tip(session: Session, user: User, tip_id: int, *, now: datetime) -> TipRow:
    """`catalog.tips.reopen_tip`, and the alert that was closed by the same answer."""
    tip = get_tip(session, user, tip_id, lock=True).tip
    at, by, sku_id = tip.closed_at, tip.closed_by, tip.sku_id
    answered = tip.state in {"done", "declined"}
    row = tips.reopen_tip(session, user, tip_id, now=now)
    if answered and by is not None and sku_id is not None:
        for alert in alerts_of_product(session, tip.store_id, sku_id):
            if alert.state == "closed" and (alert.closed_at, alert.closed_by) == (at, by):
                with suppress(Conflict):  # a newer one of the product is open: it says the same
                    silence_alerts.reopen_alert(session, tip.chain_id, key(alert.id), by=user.id, now=now)
    return row


def close_alert(
    session: Session, user: User, alert: SilenceAlert, reason: CloseReason, *, note: str, now: datetime
) -> AlertRow:
    """`catalog.silence_alerts.close_alert`, and the tips about the same product that still wait."""
    about = tips_of_product(session, alert.store_id, alert.sku_id, ONE_TASK)
    row = silence_alerts.close_alert(
        session, user.chain_id, key(alert.id), reason, note=note, by=user.id, now=now
    )
    for tip in about:
        if tip.state not in {"open", "expired"}:
            continue
        if settles_tip(reason, tip.kind):
            tips.close_tip(session, user, key(tip.id), note=note, now=now)
        elif (word := declines_tip(reason, tip.kind)) is not None:
            why = f"{word}: {note}" if note else word
            tips.decline_tip(session, user, key(tip.id), reason=why[: tips.NOTE_MAX], now=now)
    return row


def reopen_alert(session: Session, user: User, alert: SilenceAlert, *, now: datetime) -> AlertRow:
    """`catalog.silence_alerts.reopen_alert`, and the tips that were closed by the same answer."""
    about = tips_of_product(session, alert.store_id, alert.sku_id, ONE_TASK)
    at, by = alert.closed_at, alert.closed_by
    row = silence_alerts.reopen_alert(session, user.chain_id, key(alert.id), by=user.id, now=now)
    for tip in about:
        if tip.state in {"done", "declined"} and (tip.closed_at, tip.closed_by) == (at, by):
            with suppress(Conflict):  # a newer tip about the same is open
                tips.reopen_tip(session, user, key(tip.id), now=now)
    return row


def _open_alerts(row: TipRow, session: Session, now: datetime) -> list[SilenceAlert]:
    """Of the tip's product, where this very answer ended the tip."""
    tip = row.tip
    if tip.closed_at != now or tip.sku_id is None or tip.kind not in ONE_TASK:
        return []
    found = alerts_of_product(session, tip.store_id, tip.sku_id)
    return [alert for alert in found if alert.state == "open"]


def _close(
    session: Session, user: User, alert: SilenceAlert, reason: CloseReason | None, note: str, now: datetime
) -> None:
    if reason is not None:
        silence_alerts.close_alert(
            session, alert.chain_id, key(alert.id), reason, note=note, by=user.id, now=now
        )
