"""Tips from the must-stock list and from gaps.

Subjects: «must:SKU», of the store; «gap:BAY:SKU», the product beside which shelf is bare, of the bay's plan (""
without one): what stands beside a gap stays the same from photo to photo, its pixels do not.
"""

from typing import Final

from alerts.measured import MEASURED
from alerts.share_parts import facings_in
from alerts.shelf import BareSpace, Shelf, Stack
from alerts.stocking import StockLine
from alerts.tip_facts import TipFacts, subject_of
from alerts.tip_value import all_sales, draft_of, more_facings
from catalog.tip_draft import TipDraft, TipRound

NEAR: Final = 6
BESIDE_MIN: Final = 0.25
"""A gap lies on its layer if this part of its height is beside the `NEAR` nearest products.

Tried on 60 photos of `gaps/train`: 317 gaps, 148 of them real; 2 false ones and a real one go. On `gaps/val` by eye 3
false and 3 real of 209 go, on `test` none of 53, on `cn` 4 of 32, all false.
"""


def must_tips(facts: TipFacts) -> TipRound:
    """A tip for each must-stock product that is missing or has too few facings; those with enough are settled.

    Only where the photo shows its place: not if a plan in force puts it in another bay, nor if the plan of this bay
    has it in slots that cannot be judged.
    """
    lines = facts.stock.lines if facts.stock else ()
    lacking = [line for line in lines if line.presence == "missing" or line.short]
    drafts = [_must_draft(facts, line) for line in lacking if _place_seen(facts, line.sku)]
    settled = {must_subject(line.sku) for line in lines if line.enough}
    return TipRound(tuple(drafts), frozenset(settled))


def must_subject(sku: str) -> str:
    """The subject of a must-stock product."""
    return subject_of("must", sku)


def gap_tips(facts: TipFacts) -> TipRound:
    """A tip for each known product beside gaps, about the widest; known products without one are settled.

    Slits narrower than half a product are none, nor is what lies above or below the layer's products (posters, floor);
    a gap on a layer without any known product says too little. Many gaps are false: their value is what it would be
    times the measured precision.
    """
    widest: dict[str, tuple[BareSpace, int]] = {}
    for gap in bare_runs(facts.shelf):
        row = facts.shelf.on_layer(gap.layer)
        beside = _beside(gap, row)
        if beside is None or beside.sku is None or not _among(gap, row):
            continue
        if gap.xyxy[2] - gap.xyxy[0] < beside.width / 2:
            continue
        held = facings_in(gap, [stack for stack in row if stack.sku == beside.sku])
        if beside.sku not in widest or held > widest[beside.sku][1]:
            widest[beside.sku] = (gap, held)
    drafts = [_gap_draft(facts, sku, gap, held) for sku, (gap, held) in sorted(widest.items())]
    calm = {stack.sku for stack in facts.shelf.stacks if stack.sku is not None} - widest.keys()
    bays = {"", facts.bay}
    settled = {subject_of("gap", bay, sku) for sku in calm for bay in bays}
    if facts.bay:
        # What was told before the bay had a plan goes on under its code: one trouble must not be two tips.
        settled |= {subject_of("gap", "", sku) for sku in widest}
    return TipRound(tuple(drafts), frozenset(settled))


def bare_runs(shelf: Shelf) -> list[BareSpace]:
    """Gaps of each layer, those with no product between them as one; gaps on no layer are left out."""
    runs: list[BareSpace] = []
    for gap in sorted(shelf.gaps, key=lambda one: (one.layer, one.xyxy[0])):
        last = runs[-1] if runs else None
        if last is not None and last.layer == gap.layer and not _parted(last, gap, shelf.on_layer(gap.layer)):
            one, other = last.xyxy, gap.xyxy
            box = (one[0], min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))
            runs[-1] = BareSpace(gap.layer, box)
        elif gap.layer >= 1:
            runs.append(gap)
    return runs


def _among(gap: BareSpace, row: tuple[Stack, ...]) -> bool:
    """Whether a part of the gap's height is beside the products nearest to it."""
    x1, y1, x2, y2 = gap.xyxy
    near = sorted(row, key=lambda s: max(s.xyxy[0] - x2, x1 - s.xyxy[2], 0.0))[:NEAR]
    high = min(y2, max(s.xyxy[3] for s in near)) - max(y1, min(s.xyxy[1] for s in near))
    return high >= BESIDE_MIN * (y2 - y1)


def _parted(left: BareSpace, right: BareSpace, row: tuple[Stack, ...]) -> bool:
    middles = ((stack.xyxy[0] + stack.xyxy[2]) / 2 for stack in row)
    return any(left.xyxy[2] <= middle <= right.xyxy[0] for middle in middles)


def _place_seen(facts: TipFacts, sku: str) -> bool:
    slots = [
        v for one in facts.plans for v in one.judgement.verdicts if v.sku == sku and v.position is not None
    ]
    if slots:
        return not any(verdict.verdict in {"unsure", "not_judged"} for verdict in slots)
    others = (one.plan for one in facts.judged if not one.this_bay)
    return not any(slot.sku == sku for plan in others for slot in plan.slots)


def _must_draft(facts: TipFacts, line: StockLine) -> TipDraft:
    stacks = facts.stacks_of(line.sku)
    return draft_of(
        facts,
        "must_stock",
        must_subject(line.sku),
        value=more_facings(facts, line.sku, line.facings, line.min_facings)
        if line.short
        else all_sales(facts, line.sku),
        params={"min": line.min_facings, "seen": line.facings},
        severity=1 - line.facings / line.min_facings if line.short else 1.0,
        sku=line.sku,
        layer=stacks[0].layer if stacks else None,
        xyxy=stacks[0].xyxy if stacks else None,
    )


def _gap_draft(facts: TipFacts, sku: str, gap: BareSpace, held: int) -> TipDraft:
    seen = len(facts.stacks_of(sku))
    return draft_of(
        facts,
        "gap",
        subject_of("gap", facts.bay, sku),
        value=more_facings(facts, sku, seen, seen + held, MEASURED.gap_precision),
        params={"layer": facts.spoken_layer(gap.layer), "held": held, "seen": seen},
        sku=sku,
        layer=gap.layer,
        xyxy=gap.xyxy,
    )


def _beside(gap: BareSpace, row: tuple[Stack, ...]) -> Stack | None:
    """The known product nearest to a gap on its layer, the left one of two as near."""
    x1, _, x2, _ = gap.xyxy
    known = [stack for stack in row if stack.sku is not None]
    return min(known, key=lambda s: (max(s.xyxy[0] - x2, x1 - s.xyxy[2], 0.0), s.xyxy[0]), default=None)
