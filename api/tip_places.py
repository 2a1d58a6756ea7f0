"""Tips of a place that no plan names: a photo of another place may not close them."""

from typing import Final

from sqlmodel import Session

from alerts.same_place import same_place
from catalog.queries_compliances import compliances_of
from catalog.queries_history import facings_of
from catalog.queries_plans import find_version
from catalog.queries_tips import tips_about
from catalog.rows import key
from catalog.tables import Store
from catalog.tip_draft import TipRound

PLACELESS: Final = ("gap::", "block::", "share::")
"""How subjects begin that are about a place without a plan: the place's code between the colons is empty."""


def keep_to_place(session: Session, store: Store, audit_id: int, found: TipRound, bay: str) -> TipRound:
    """The round without the settled subjects whose tip was last seen elsewhere; `bay` is the plan's code, or "".

    The same place is one that both photos were judged to be by the same planogram; where not both were judged, one
    that has about the same products (`alerts.same_place`).
    """
    asked = {subject for subject in found.settled if subject.startswith(PLACELESS)}
    tips = [tip for tip in tips_about(session, key(store.id), asked) if tip.state in {"open", "expired"}]
    bays = _bays(session, store.chain_id, {tip.audit_id for tip in tips})
    here = _shown(session, audit_id) if tips else {}
    elsewhere = set()
    for tip in tips:
        there = bays.get(tip.audit_id, "")
        if bay != there if bay and there else not same_place(here, _shown(session, tip.audit_id)):
            elsewhere.add(tip.subject)
    return TipRound(found.drafts, found.settled - elsewhere)


def _bays(session: Session, chain_id: int, audit_ids: set[int]) -> dict[int, str]:
    return {
        audit: find_version(session, chain_id, row.version_id)[1].code
        for audit, row in compliances_of(session, audit_ids).items()
        if row.outcome == "judged"
    }


def _shown(session: Session, audit_id: int) -> dict[int, int]:
    """Facings by SKU, by the names in force."""
    return {seen.sku_id: seen.facings for seen in facings_of(session, (audit_id,)) if seen.sku_id is not None}
