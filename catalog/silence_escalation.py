"""Silence alerts that nobody answered in time: passed on to the store's supervisor, once."""

from datetime import date, datetime

from sqlmodel import Session

from catalog.push_events import tell_of_overdue
from catalog.queries_heirs import escalation_of
from catalog.queries_silence import overdue_alerts
from catalog.tables_till import SilenceAlert


def escalate_alerts(session: Session, now: datetime, *, today: date) -> tuple[SilenceAlert, ...]:
    """Pass on what is open past its due time, at most 500 a call, the oldest first; it stays open and answerable;
    what rests (`snoozed_until`) rests to the end of that day, `today` being the chain's.

    Several workers may do this at once: each takes others. Who gets it is said by `escalation_of`; nobody, where the
    chain has nobody for it.
    """
    alerts = overdue_alerts(session, now, today)
    stores: dict[int, set[int]] = {}
    for alert in alerts:
        stores.setdefault(alert.chain_id, set()).add(alert.store_id)
    heirs = {chain: escalation_of(session, chain, ids) for chain, ids in stores.items()}
    for alert in alerts:
        alert.escalated_at, alert.escalated_to = now, heirs[alert.chain_id][alert.store_id]
        session.add(alert)
    session.flush()
    tell_of_overdue(session, alerts, now=now)
    return alerts
