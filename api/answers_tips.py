"""From rows to the API's answers about tips: the sentences are made when they are read, in the reader's language."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from sqlmodel import Session

from alerts.tip_words import say_tip
from api.i18n import Locale
from api.report_part import Xyxy
from api.schemas_people import StoreAnswer
from api.schemas_tips import TipAnswer, TipCountsAnswer
from catalog.queries_pages import first_references
from catalog.queries_tip_counts import TipCounts, usernames
from catalog.queries_tips import TipRow
from catalog.rows import key

_CENTS: Final = Decimal("0.01")


def tip_answers(session: Session, rows: Sequence[TipRow], locale: Locale) -> list[TipAnswer]:
    """The tips in words, in their order. Two queries for people and pictures, however many there are."""
    people = [user for row in rows for user in (row.tip.assignee_id, row.tip.closed_by, row.tip.escalated_to)]
    names = usernames(session, people)
    looks = first_references(session, [row.tip.sku_id for row in rows if row.tip.sku_id is not None])
    return [_answer(row, names, looks, locale) for row in rows]


def tip_answer(session: Session, row: TipRow, locale: Locale) -> TipAnswer:
    """One tip in words."""
    return tip_answers(session, [row], locale)[0]


def counts_answer(counts: TipCounts) -> TipCountsAnswer:
    """A store's counts."""
    return TipCountsAnswer(
        store=StoreAnswer.of(counts.store),
        open=counts.open,
        due_soon=counts.due_soon,
        done=counts.done,
        declined=counts.declined,
        expired=counts.expired,
    )


def _answer(row: TipRow, names: Mapping[int, str], looks: Mapping[int, int], locale: Locale) -> TipAnswer:
    tip, look = row.tip, looks.get(row.tip.sku_id or 0)
    words = say_tip(tip.kind, tip.params, locale)
    return TipAnswer(
        id=key(tip.id),
        kind=tip.kind,
        state=tip.state,
        store=StoreAnswer.of(row.store),
        title=words.title,
        reason=words.reason,
        action=words.action,
        params=tip.params,
        sku=row.sku.code if row.sku else None,
        sku_picture_url=_picture(row.sku.code, look) if row.sku and look else None,
        layer=tip.layer,
        value=None if tip.value is None else tip.value.quantize(_CENTS),
        rank=tip.rank,
        audit_id=tip.audit_id,
        xyxy=_xyxy(tip.xyxy),
        evidence_url=f"/api/tips/{tip.id}/evidence.jpg",
        assignee=names.get(tip.assignee_id or 0),
        created_at=tip.created_at,
        due_at=tip.due_at,
        closed_at=tip.closed_at,
        closed_by=names.get(tip.closed_by or 0),
        close_reason=tip.close_reason,
        after_audit_id=tip.after_audit_id,
        escalated_to=names.get(tip.escalated_to or 0),
    )


def _picture(code: str, reference_id: int) -> str:
    return f"/api/skus/{quote(code, safe='')}/references/{reference_id}.jpg"


def _xyxy(values: list[float] | None) -> Xyxy | None:
    if values is None:
        return None
    x1, y1, x2, y2 = values
    return x1, y1, x2, y2
