"""From rows to the API's answers about silence alerts, in the reader's language."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from sqlmodel import Session

from api.alert_advice import Advice, advice_of
from api.i18n import Locale, translate
from api.local_day import Local
from api.schemas_alerts import AlertAnswer, AlertEvidence, MuteStore
from api.schemas_people import StoreAnswer
from catalog.queries_alert_series import silent_since
from catalog.queries_alerts import mute_stores
from catalog.queries_pages import first_references
from catalog.queries_silence import AlertRow, last_night
from catalog.queries_tip_counts import usernames
from catalog.rows import key
from catalog.tables import User

MUTE_DATED: Final = 50
"""Of so many mute stores it is looked up since when; a chain-wide outage needs no date a store."""
_CENTS: Final = Decimal("0.01")
_TENTH: Final = Decimal("0.1")


def alert_answers(
    session: Session, rows: Sequence[AlertRow], locale: Locale, local: Local
) -> list[AlertAnswer]:
    """The alerts in words, in their order, with the advice that the newest photos give."""
    advice = advice_of(session, rows, local)
    people = [user for row in rows for user in (row.alert.closed_by, row.alert.escalated_to)]
    names = usernames(session, people)
    looks = first_references(session, [key(row.sku.id) for row in rows])
    return [_answer(row, advice[key(row.alert.id)], names, looks, locale) for row in rows]


def alert_answer(session: Session, row: AlertRow, locale: Locale, local: Local) -> AlertAnswer:
    """One alert in words."""
    return alert_answers(session, [row], locale, local)[0]


def mute_answers(session: Session, user: User) -> list[MuteStore]:
    """The user's stores without till data, and since when."""
    night = last_night(session, user.chain_id)
    if night is None:
        return []
    return [
        MuteStore(
            store=StoreAnswer.of(store),
            since=silent_since(session, key(store.id), night.day) if n < MUTE_DATED else None,
        )
        for n, store in enumerate(mute_stores(session, user))
    ]


def say_action(action: str, evidence: Mapping[str, Any], locale: Locale) -> str:
    """What to do, in one sentence, with the figures of the evidence."""
    layer, eye = evidence.get("layer"), evidence.get("eye_layers") or []
    name = "alerts.action." + action
    if action == "move_to_eye_level" and layer and eye:
        target = min(eye, key=lambda one: (abs(one - layer), one))
        return translate(locale, f"{name}.text", layer=layer, target=target)
    if action == "restock" and (stock := evidence.get("stock")):
        return translate(locale, f"{name}.stock", n=stock)
    if action == "take_photo" and (days := evidence.get("photo_days")) is not None:
        return translate(locale, f"{name}.days", n=days)
    return translate(locale, f"{name}.plain")


def _answer(
    row: AlertRow, advice: Advice, names: Mapping[int, str], looks: Mapping[int, int], locale: Locale
) -> AlertAnswer:
    alert, days = row.alert, max(row.alert.zero_days, 1)
    return AlertAnswer(
        id=key(alert.id),
        state=alert.state,
        store=StoreAnswer.of(row.store),
        sku=row.sku.code,
        product=f"{row.brand.name} {row.sku.name} {row.sku.spec}".strip(),
        category=row.sku.category,
        day=alert.day,
        since=alert.since,
        zero_days=alert.zero_days,
        expected_units=alert.expected_units,
        chance=alert.chance,
        gone=alert.gone,
        lost_units=alert.lost_units,
        lost_units_a_day=(alert.lost_units / days).quantize(_TENTH),
        lost_margin=alert.lost_margin,
        lost_margin_a_day=None if alert.lost_margin is None else (alert.lost_margin / days).quantize(_CENTS),
        rule=alert.rule,
        rank=alert.rank,
        action=advice.action,
        action_title=translate(locale, "alerts.action." + advice.action),
        action_text=say_action(advice.action, advice.evidence, locale),
        evidence=_evidence(row, advice.evidence, looks),
        created_at=alert.created_at,
        due_at=alert.due_at,
        snoozed_until=alert.snoozed_until,
        escalated_at=alert.escalated_at,
        escalated_to=names.get(alert.escalated_to or 0),
        closed_at=alert.closed_at,
        closed_by=names.get(alert.closed_by or 0),
        close_reason=alert.close_reason,
        close_note=alert.close_note,
    )


def _evidence(row: AlertRow, told: Mapping[str, Any], looks: Mapping[int, int]) -> AlertEvidence:
    look = looks.get(key(row.sku.id))
    shown = told.get("audit_id") is not None
    reference = None if look is None else f"/api/skus/{quote(row.sku.code, safe='')}/references/{look}.jpg"
    return AlertEvidence(
        seen_on=told.get("seen_on"),
        photo_days=told.get("photo_days"),
        audit_id=told.get("audit_id"),
        layer=told.get("layer"),
        layers=told.get("layers"),
        eye_layers=told.get("eye_layers") or [],
        facings=told.get("facings") or 0,
        facings_before=told.get("facings_before"),
        gaps=told.get("gaps") or 0,
        stock=told.get("stock"),
        picture_url=f"/api/alerts/{row.alert.id}/evidence.jpg" if shown else reference,
        picture_of="photo" if shown else "reference" if reference else None,
    )
