"""A week's result of a person's stores, counted and said in one sentence."""

from datetime import datetime, time, timedelta
from typing import Final

from sqlmodel import Session

from alerts.inbox_week import Ended, Week, week_of
from alerts.same_trouble import ONE_TASK
from api.i18n import Locale, translate
from api.inbox import sales_of
from api.local_day import Local
from api.schemas_inbox import InboxWeek
from catalog.queries_inbox import AlertOfWeek, TipOfWeek, alerts_since, tips_since
from catalog.queries_people import WIDE_ROLES
from catalog.silence_alerts import SOMETHING_WRONG
from catalog.stack_tips import TAKEN_BACK
from catalog.tables import User

_ENDED: Final = frozenset({"done", "declined"})


def read_week(session: Session, user: User, locale: Locale, local: Local) -> InboxWeek | None:
    """Since Monday, in the chain's time zone; None for who sees the whole chain: there reports tell more."""
    if user.role in WIDE_ROLES:
        return None
    monday = local.today - timedelta(days=local.today.weekday())
    since = datetime.combine(monday, time(), local.zone)
    ended = [
        *(_tip(one, since, local) for one in tips_since(session, user, since)),
        *(_alert(one, since, local) for one in alerts_since(session, user, since, monday)),
    ]
    week = week_of(ended)
    return InboxWeek(since=monday, text=say_week(week, locale), **vars(week))


def say_week(week: Week, locale: Locale) -> str:
    """The week in one sentence: how much was handled, what of it helped and brings, what ran out of time."""
    if not week.handled and not week.overdue:
        return translate(locale, "inbox.week.nothing")
    handled = "inbox.week.handled" if week.handled else "inbox.week.none"
    parts = [translate(locale, handled, n=week.handled)]
    if week.helped:
        parts.append(translate(locale, "inbox.week.helped", n=week.helped))
        if week.value:
            parts.append(translate(locale, "inbox.week.value", value=f"{week.value:,.0f}"))
            if week.unknown:
                parts.append(translate(locale, "inbox.week.part_unknown", n=week.unknown))
        else:
            parts.append(translate(locale, "inbox.week.unknown"))
    elif week.handled:
        parts.append(translate(locale, "inbox.week.not_yet"))
    said = translate(locale, "inbox.week.comma").join(parts)
    if week.overdue:
        overdue = translate(locale, "inbox.week.overdue", n=week.overdue)
        return translate(locale, "inbox.week.with_overdue", said=said, overdue=overdue)
    return translate(locale, "inbox.week.end", said=said)


def _tip(one: TipOfWeek, since: datetime, local: Local) -> Ended:
    tip = one.tip
    mine = tip.closed_at is not None and tip.closed_at >= since and tip.state in _ENDED
    own = tip.sku_id if tip.kind in ONE_TASK else None
    return Ended(
        task=_task(tip.store_id, own, tip.closed_at if mine else None, local) or f"tip{tip.id}",
        handled=mine and tip.close_reason != TAKEN_BACK,
        # a photo of a floor stack is kept as the proof, and nobody looked at it
        helped=mine and tip.state == "done" and tip.after_audit_id is not None and tip.kind != "floor_stack",
        overdue=one.ran_out,
        value=tip.value,
    )


def _alert(one: AlertOfWeek, since: datetime, local: Local) -> Ended:
    alert, at = one.alert, one.alert.closed_at
    mine = alert.closed_by is not None and at is not None and at >= since
    sold = at is not None and one.sold_on is not None and one.sold_on > at.astimezone(local.zone).date()
    return Ended(
        task=_task(alert.store_id, alert.sku_id, at if mine else None, local) or f"alert{alert.id}",
        handled=mine,
        helped=mine and sold and alert.close_reason in SOMETHING_WRONG,
        overdue=alert.escalated_at is not None and alert.escalated_at >= since,
        value=sales_of(alert, one.sku),
    )


def _task(store_id: int, sku_id: int | None, closed_at: datetime | None, local: Local) -> str:
    """The same for what was said of a product on one day, and for what still waits; empty: it stands alone."""
    if sku_id is None:
        return ""
    day = "" if closed_at is None else closed_at.astimezone(local.zone).date().isoformat()
    return f"{store_id}:{sku_id}:{day}"
