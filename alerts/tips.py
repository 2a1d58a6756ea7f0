"""All advice of a photo: each kind's tips, overlapping ones merged, the most valuable first."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from alerts.tip_facts import TipFacts
from alerts.tips_place import block_tips, eye_tips
from alerts.tips_plan import plan_tips
from alerts.tips_share import share_tips
from alerts.tips_stock import gap_tips, must_tips
from catalog.tip_draft import TipDraft, TipRound

_MOVED = ("plan", "layer", "position", "planned", "left", "right", "instead")


def find_tips(facts: TipFacts) -> TipRound:
    """Tips, the greatest rank first, each subject once; and the subjects that this photo shows to be in order.

    One trouble is one tip: a must-stock product missing from its slot is the must-stock tip with the slot's place; a
    gap at or beside a slot that lacks facings, or of a product that is short anyway, is part of that tip. Where a
    plan of the bay rules, nothing is advised against it (`eye_tips`, `block_tips`, `share_tips`).
    """
    planned, must, gaps = plan_tips(facts), must_tips(facts), gap_tips(facts)
    others = [eye_tips(facts), block_tips(facts), share_tips(facts)]
    drafts = _merge(planned.drafts, must.drafts, gaps.drafts)
    drafts += [draft for round_ in others for draft in round_.drafts]
    best: dict[str, TipDraft] = {}
    for draft in sorted(drafts, key=lambda one: (-one.rank, one.subject)):
        best.setdefault(draft.subject, draft)
    settled = frozenset().union(*(one.settled for one in (planned, must, gaps, *others)))
    return TipRound(tuple(best.values()), settled - best.keys())


def _merge(
    planned: tuple[TipDraft, ...], must: tuple[TipDraft, ...], gaps: tuple[TipDraft, ...]
) -> list[TipDraft]:
    lacking: dict[str | None, TipDraft] = {}
    for draft in planned:
        if draft.kind != "misplaced":
            lacking.setdefault(draft.sku, draft)
    musts = [_placed(draft, lacking[draft.sku]) if draft.sku in lacking else draft for draft in must]
    covered = {draft.sku for draft in must}
    slots = [draft for draft in planned if draft.sku not in covered or draft.kind == "misplaced"]
    kept, loose = musts + slots, []
    for gap in gaps:
        host = next((i for i, draft in enumerate(kept) if _same_trouble(draft, gap)), None)
        if host is None:
            loose.append(gap)
        else:
            kept[host] = replace(kept[host], params={**kept[host].params, "gap": True})
    return kept + loose


def _placed(must: TipDraft, slot: TipDraft) -> TipDraft:
    """A must-stock tip that says where its product's place is."""
    place: Mapping[str, Any] = {key: slot.params[key] for key in _MOVED if key in slot.params}
    return replace(
        must,
        params={**must.params, **place},
        layer=slot.layer,
        xyxy=slot.xyxy or must.xyxy,
        rank=max(must.rank, slot.rank),
    )


def _same_trouble(draft: TipDraft, gap: TipDraft) -> bool:
    if draft.kind == "misplaced":
        return False
    if draft.sku == gap.sku:
        return True
    if draft.xyxy is None or gap.xyxy is None or draft.layer != gap.layer:
        return False
    width = min(draft.xyxy[2], gap.xyxy[2]) - max(draft.xyxy[0], gap.xyxy[0])
    narrower = min(draft.xyxy[2] - draft.xyxy[0], gap.xyxy[2] - gap.xyxy[0])
    return width > 0 and width >= narrower / 2
