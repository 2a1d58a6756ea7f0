"""A golden photo (标准陈列照) becomes a draft of a planogram."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from sqlmodel import Session

from alerts.golden import golden_plan, unknown_stacks
from alerts.shelf import Stack
from api.errors import ApiError
from api.judging import local_day
from api.shelf_of_report import shelf_of
from api.shelf_report import shelf_report
from catalog.planograms import CODE_MAX, NAME_MAX, create_planogram
from catalog.queries_audits import AuditRow
from catalog.queries_sku_cards import sku_cards
from catalog.rows import key

_CODE: Final = "{store}-{day:%Y%m%d}-{audit}"
_NAME: Final = "{store} {category} {day:%Y-%m-%d}"


@dataclass(frozen=True)
class GoldenDraft:
    """The draft's id, and the facings that it keeps no more than the places of: nobody knows what they are."""

    version_id: int
    unknown: tuple[Stack, ...]


def golden_draft(
    session: Session,
    row: AuditRow,
    *,
    zone: tzinfo,
    now: datetime,
    made_by: int | None = None,
    code: str | None = None,
    name: str | None = None,
    category: str | None = None,
) -> GoldenDraft:
    """Save the photo's shelf as a draft; what is not given is told by the store, the day and what stands there.

    Raises:
        ApiError: audit_not_done, not_a_shelf, nothing_known (409: not one of its products is known).
        Invalid: bad_value.
    """
    report = shelf_report(session, row)
    shelf = shelf_of(report, (row.photo.width or 1, row.photo.height or 1))
    known = Counter(stack.sku for stack in shelf.stacks if stack.sku is not None)
    if not known:
        raise ApiError(409, "nothing_known", audit=row.audit.id)
    cards = sku_cards(session, row.store.chain_id, known)
    kinds = Counter[str]()
    for sku, facings in known.items():
        kinds[cards[sku].category] += facings
    likely, day = kinds.most_common(1)[0][0], local_day(row.photo, zone)
    told = _NAME.format(store=row.store.name, category=likely, day=day)
    plan = golden_plan(
        shelf,
        code=code or _CODE.format(store=row.store.code, day=day, audit=row.audit.id)[-CODE_MAX:],
        name=name or " ".join(told.split())[:NAME_MAX],
        category=likely if category is None else category,
        widths_mm={sku: card.width_mm for sku, card in cards.items() if card.width_mm is not None},
    )
    version = create_planogram(
        session,
        row.store.chain_id,
        plan,
        source="golden_photo",
        now=now,
        created_by=made_by,
        source_audit_id=key(row.audit.id),
    )
    return GoldenDraft(key(version.id), unknown_stacks(shelf))
