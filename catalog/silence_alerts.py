"""Silence alerts written: raised by a night, brought up to date by the next, closed by a sale or by a person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, get_args

from sqlmodel import Session

from catalog.board_events import tell_of_alerts, tell_of_answer
from catalog.errors import Conflict, Invalid, NotFound
from catalog.queries_silence import AlertRow, find_alert, has_open_alert, open_alerts
from catalog.tables_till import CloseReason, SilenceAction, SilenceAlert, SilenceRuleName

BY_PEOPLE: Final = tuple(reason for reason in get_args(CloseReason) if reason != "sold_again")
"""Reasons that a person may give."""
NOTHING_WRONG: Final = frozenset({"wrong_alert"})
"""Reasons that say that the alert was none: thresholds learn from them. `other` and `delisted` teach nothing."""
SOMETHING_WRONG: Final = frozenset({"moved", "restocked", "price_tag", "barcode", "relisted"})
"""Reasons that say that it was right."""
SNOOZE_MOST: Final = 60
_THOUSANDTH: Final = Decimal("0.001")


@dataclass(frozen=True)
class SilenceDraft:
    """A silence as a night found it: ids of the pair, its numbers, what to do and why (`evidence`, JSON)."""

    store_id: int
    sku_id: int
    since: date
    zero_days: int
    expected_units: float
    lost_units: float
    lost_margin: Decimal | None
    chance: float
    gone: float
    rule: SilenceRuleName
    rank: int
    action: SilenceAction
    evidence: Mapping[str, Any]


def raise_alerts(
    session: Session,
    chain_id: int,
    drafts: Sequence[SilenceDraft],
    *,
    day: date,
    now: datetime,
    due: timedelta,
) -> tuple[SilenceAlert, ...]:
    """New alerts of the night of `day`; due `due` from now."""
    made = []
    for draft in drafts:
        alert = SilenceAlert(
            chain_id=chain_id,
            store_id=draft.store_id,
            sku_id=draft.sku_id,
            day=day,
            since=draft.since,
            zero_days=draft.zero_days,
            expected_units=_units(draft.expected_units),
            lost_units=_units(draft.lost_units),
            lost_margin=draft.lost_margin,
            chance=draft.chance,
            gone=draft.gone,
            rule=draft.rule,
            rank=draft.rank,
            action=draft.action,
            evidence=dict(draft.evidence),
            created_at=now,
            due_at=now + due,
        )
        session.add(alert)
        made.append(alert)
    session.flush()
    tell_of_alerts(session, "alert_raised", made, now=now)
    return tuple(made)


@dataclass(frozen=True)
class RunNow:
    """An open alert's run as of tonight."""

    zero_days: int
    expected_units: float
    lost_units: float
    lost_margin: Decimal | None
    chance: float
    gone: float


def bring_up_to_date(
    session: Session,
    chain_id: int,
    runs: Mapping[tuple[int, int], RunNow],
    sold: Collection[tuple[int, int]],
    *,
    now: datetime,
) -> tuple[SilenceAlert, ...]:
    """Open alerts get their run's newest numbers; those whose pair sold are closed, and returned.

    Keys are ids of store and SKU.
    """
    ended = []
    for alert in open_alerts(session, chain_id, lock=True):
        pair = (alert.store_id, alert.sku_id)
        if pair in sold:
            alert.state, alert.closed_at, alert.close_reason = "closed", now, "sold_again"
            ended.append(alert)
        elif (run := runs.get(pair)) is not None:
            alert.zero_days = run.zero_days
            alert.expected_units, alert.lost_units = _units(run.expected_units), _units(run.lost_units)
            alert.lost_margin, alert.chance, alert.gone = run.lost_margin, run.chance, run.gone
        session.add(alert)
    session.flush()
    tell_of_alerts(session, "alert_closed", ended, now=now)
    return tuple(ended)


def close_alert(
    session: Session,
    chain_id: int,
    alert_id: int,
    reason: str,
    *,
    note: str = "",
    by: int | None,
    now: datetime,
) -> AlertRow:
    """A person says what it was.

    Raises:
        NotFound: `silence_alert_not_found`.
        Conflict: `silence_alert_closed`: it is closed already.
        Invalid: `bad_value` of the field reason or note.
    """
    row = _must_find(session, chain_id, alert_id)
    if reason not in BY_PEOPLE:
        raise Invalid("bad_value", field="reason", value=reason, reason="not_one_of", allowed=list(BY_PEOPLE))
    if len(note) > 300:
        raise Invalid("bad_value", field="note", value=note[:20], reason="too_long")
    if row.alert.state != "open":
        raise Conflict("silence_alert_closed", alert=alert_id)
    alert = row.alert
    alert.state, alert.closed_at, alert.closed_by = "closed", now, by
    alert.close_reason, alert.close_note = reason, note  # type: ignore[assignment]
    session.add(alert)
    session.flush()
    tell_of_answer(session, alert, by=by, at=now)
    return row


def reopen_alert(
    session: Session, chain_id: int, alert_id: int, *, by: int | None, now: datetime
) -> AlertRow:
    """Undo of a person's closing.

    Raises:
        NotFound: `silence_alert_not_found`.
        Conflict: `silence_alert_open`: it is open, or sold again, or a newer one of the pair is open.
    """
    row = _must_find(session, chain_id, alert_id)
    alert = row.alert
    rival = has_open_alert(session, alert.store_id, alert.sku_id)
    if alert.state != "closed" or alert.closed_by is None or rival:
        raise Conflict("silence_alert_open", alert=alert_id)
    tell_of_answer(session, alert, by=by, at=now, takes_back=alert.closed_at)
    alert.state, alert.closed_at, alert.closed_by = "open", None, None
    alert.close_reason, alert.close_note = None, ""
    session.add(alert)
    session.flush()
    return row


def snooze_alert(
    session: Session, chain_id: int, alert_id: int, until: date | None, *, today: date
) -> AlertRow:
    """Say nothing of it until a day has passed; None takes that back.

    Raises:
        NotFound: `silence_alert_not_found`.
        Conflict: `silence_alert_closed`: there is nothing to say of it any more.
        Invalid: `bad_value` of the field until: not later than today, or too far.
    """
    row = _must_find(session, chain_id, alert_id)
    if until is not None and not today < until <= today + timedelta(days=SNOOZE_MOST):
        low, high = today + timedelta(days=1), today + timedelta(days=SNOOZE_MOST)
        raise Invalid(
            "bad_value", field="until", value=str(until), reason="out_of_range", low=str(low), high=str(high)
        )
    if row.alert.state != "open":
        raise Conflict("silence_alert_closed", alert=alert_id)
    row.alert.snoozed_until = until
    session.add(row.alert)
    session.flush()
    return row


def _must_find(session: Session, chain_id: int, alert_id: int) -> AlertRow:
    row = find_alert(session, chain_id, alert_id, lock=True)
    if row is None:
        raise NotFound("silence_alert_not_found", alert=alert_id)
    return row


def _units(value: float) -> Decimal:
    return Decimal(value).quantize(_THOUSANDTH)
