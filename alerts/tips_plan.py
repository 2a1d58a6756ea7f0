"""Tips from compliance: what to do at a slot of the plan.

Subject: «plan:CODE:LAYER.POSITION:SKU», one for all that can be wrong with the slot, so that a missing product of which
half came back stays one tip. A new version that moves a slot makes it another subject.
"""

from decimal import Decimal
from typing import Any, cast

from alerts.shelf import Xyxy
from alerts.tip_facts import PlanJudged, TipFacts, subject_of
from alerts.tip_value import all_sales, draft_of, more_facings
from alerts.verdicts import SlotVerdict
from catalog.tables_advice import TipKind
from catalog.tip_draft import TipDraft, TipRound

_TROUBLE = ("missing", "too_few", "wrong_product", "misplaced")


def plan_tips(facts: TipFacts) -> TipRound:
    """A tip for each slot in trouble; slots that are ok are settled, others (unsure, not judged) say nothing."""
    drafts, settled = [], set()
    for judged in facts.plans:
        for verdict in judged.judgement.verdicts:
            if verdict.position is None:
                continue
            if verdict.verdict in _TROUBLE:
                drafts.append(_draft(facts, judged, verdict))
            elif verdict.verdict == "ok":
                settled.add(slot_subject(judged, verdict))
    return TipRound(tuple(drafts), frozenset(settled))


def slot_subject(judged: PlanJudged, verdict: SlotVerdict) -> str:
    """The subject of a slot."""
    place = f"{verdict.layer}.{verdict.position}"
    return subject_of("plan", judged.plan.code, place, verdict.sku)


def _draft(facts: TipFacts, judged: PlanJudged, verdict: SlotVerdict) -> TipDraft:
    params: dict[str, Any] = {
        "plan": judged.plan.name,
        "layer": verdict.layer,
        "position": verdict.position,
        "planned": verdict.planned,
        "seen": verdict.seen,
        **_neighbours(facts, judged, verdict),
    }
    if verdict.instead is not None:
        params["instead"] = facts.name(verdict.instead)
    xyxy = verdict.xyxy
    if verdict.found is not None:
        params["found_layer"], params["found_position"] = verdict.found
        xyxy = _stack_at(facts, verdict.found) or xyxy
    return draft_of(
        facts,
        cast("TipKind", verdict.verdict),
        slot_subject(judged, verdict),
        value=_value(facts, verdict),
        params=params,
        severity=1 - verdict.seen / verdict.planned if 0 < verdict.seen < verdict.planned else 1.0,
        sku=verdict.sku,
        layer=verdict.photo_layer,
        xyxy=xyxy,
    )


def _value(facts: TipFacts, verdict: SlotVerdict) -> Decimal | None:
    if verdict.verdict == "misplaced":
        return None
    if verdict.verdict == "too_few" and verdict.seen > 0:
        return more_facings(facts, verdict.sku, verdict.seen, verdict.planned)
    return all_sales(facts, verdict.sku)


def _neighbours(facts: TipFacts, judged: PlanJudged, verdict: SlotVerdict) -> dict[str, str]:
    """Names of what the plan has to the left and to the right."""
    row = judged.plan.on_layer(verdict.layer)
    at = next((i for i, slot in enumerate(row) if slot.position == verdict.position), None)
    if at is None:
        return {}
    names = {}
    if at > 0:
        names["left"] = facts.name(row[at - 1].sku)
    if at + 1 < len(row):
        names["right"] = facts.name(row[at + 1].sku)
    return names


def _stack_at(facts: TipFacts, place: tuple[int, int]) -> Xyxy | None:
    return next((s.xyxy for s in facts.shelf.stacks if (s.layer, s.position) == place), None)
