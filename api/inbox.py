"""A person's inbox: tips and silence alerts merged into tasks, in one order, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlmodel import Session

from alerts.inbox_rank import Waiting, in_order
from alerts.same_trouble import ONE_TASK
from api.answers_alerts import alert_answers
from api.answers_tips import tip_answers
from api.day_words import say_day
from api.i18n import Locale, translate
from api.local_day import Local
from api.schemas_alerts import AlertAnswer
from api.schemas_inbox import InboxItem
from api.schemas_tips import TipAnswer
from catalog.queries_inbox import waiting_alerts, waiting_tips
from catalog.queries_silence import AlertRow
from catalog.queries_tips import TipRow
from catalog.rows import key
from catalog.tables import Sku, User
from catalog.tables_till import SilenceAlert

SHOWN: Final = 7
"""So many stand on the page; the rest is folded away under «later»."""
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class Task:
    """What one answer settles: a tip, an alert, or both of one product in one store."""

    tip: TipRow | None
    alert: AlertRow | None

    def __post_init__(self) -> None:
        if self.tip is None and self.alert is None:
            raise ValueError("expected a tip or an alert, got neither")

    @property
    def name(self) -> str:
        """What tells it from others: `tip12`, `alert7`."""
        if self.tip is not None:
            return f"tip{self.tip.tip.id}"
        return f"alert{self.alert.alert.id}" if self.alert is not None else ""

    @property
    def value(self) -> Decimal | None:
        """Sales a day that it is about, at list price: the greater of both; None where neither is known."""
        values = [
            None if self.tip is None else self.tip.tip.value,
            None if self.alert is None else sales_of(self.alert.alert, self.alert.sku),
        ]
        return max((value for value in values if value is not None), default=None)

    def waiting(self) -> Waiting:
        """As `alerts.inbox_rank` puts it in order."""
        tip, alert = self.tip, self.alert
        ends = [
            *([] if tip is None else [tip.tip.due_at]),
            *([] if alert is None else [alert.alert.due_at]),
        ]
        return Waiting(
            self.name,
            min(ends),
            self.value,
            Decimal(str(max(0.0, tip.tip.rank))) if tip is not None else None,
            escalated=(tip is not None and tip.tip.state == "expired")
            or (alert is not None and alert.alert.escalated_at is not None),
        )


def sales_of(alert: SilenceAlert, sku: Sku) -> Decimal | None:
    """What the silence costs a day in sales at list price; None without a price."""
    if sku.list_price is None:
        return None
    return (alert.lost_units * sku.list_price / max(alert.zero_days, 1)).quantize(_CENT)


def tasks_of(session: Session, user: User, local: Local, now: datetime) -> list[Task]:
    """What waits for the user, in its order."""
    tasks = {
        task.name: task
        for task in merged(
            waiting_tips(session, user, now=now), waiting_alerts(session, user, today=local.today)
        )
    }
    return [tasks[one.name] for one in in_order([task.waiting() for task in tasks.values()], now)]


def merged(tips: Sequence[TipRow], alerts: Sequence[AlertRow]) -> list[Task]:
    """Tips and alerts as tasks: of a product's tips the first takes its alert along (`alerts.same_trouble`)."""
    silent = {(row.alert.store_id, row.alert.sku_id): row for row in alerts}
    tasks = []
    for row in tips:
        pair = (row.tip.store_id, row.tip.sku_id or 0)
        tasks.append(Task(row, silent.pop(pair, None) if row.tip.kind in ONE_TASK else None))
    return [*tasks, *(Task(None, row) for row in silent.values())]


def items_of(session: Session, tasks: Sequence[Task], locale: Locale, local: Local) -> list[InboxItem]:
    """The tasks in words, in their order."""
    tips = tip_answers(session, [task.tip for task in tasks if task.tip is not None], locale)
    alerts = alert_answers(session, [task.alert for task in tasks if task.alert is not None], locale, local)
    tip_by_id, alert_by_id = {tip.id: tip for tip in tips}, {alert.id: alert for alert in alerts}
    return [
        _item(
            task,
            tip_by_id.get(key(task.tip.tip.id)) if task.tip is not None else None,
            alert_by_id.get(key(task.alert.alert.id)) if task.alert is not None else None,
            locale,
        )
        for task in tasks
    ]


def _item(task: Task, tip: TipAnswer | None, alert: AlertAnswer | None, locale: Locale) -> InboxItem:
    place, one = task.waiting(), tip or alert
    if one is None:
        raise ValueError("expected a tip or an alert, got neither")
    silent = "" if alert is None else silence_words(alert, locale)
    if tip is not None:
        title, todo, reason, picture_url = tip.title, tip.action, tip.reason, tip.evidence_url
    elif alert is not None:
        title, todo, reason = alert.product, alert.action_text, silent
        picture_url = alert.evidence.picture_url or ""
    heirs = (each.escalated_to for each in (tip, alert) if each is not None and each.escalated_to)
    return InboxItem(
        name=place.name,
        address=f"/inbox/{'alert' if tip is None else 'tip'}/{one.id}",
        store=one.store,
        title=title,
        todo=todo,
        reason=reason,
        also=silent if tip is not None else "",
        value=None if task.value is None else task.value.quantize(_CENT),
        due_at=place.due_at,
        escalated=place.escalated,
        escalated_to=next(heirs, None),
        picture_url=picture_url or None,
        tip=tip,
        alert=alert,
    )


def silence_words(alert: AlertAnswer, locale: Locale) -> str:
    """Since when nobody buys it, and what that costs a day."""
    since = translate(locale, "alerts.since", day=say_day(locale, alert.since), n=alert.zero_days)
    units = f"{alert.lost_units_a_day:.1f}".removesuffix(".0")
    if alert.lost_margin_a_day is None:
        cost = translate(locale, "alerts.cost_units", units=units)
    else:
        cost = translate(locale, "alerts.cost", units=units, margin=f"{alert.lost_margin_a_day:.2f}")
    return translate(locale, "inbox.silence", since=since, cost=cost)
