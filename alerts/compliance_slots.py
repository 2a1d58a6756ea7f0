"""From facings laid side by side to one verdict a slot, and to what stands there without being planned."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from alerts.compliance_lines import PhotoLine, may_be, runs
from alerts.shelf import BareSpace, Shelf, Stack, Xyxy
from alerts.verdicts import SlotVerdict, Verdict
from catalog.plans import PlanSlot

EDGE: Final = 0.003
"""What reaches this close to the photo's edge, in parts of its width or height, is taken to go on beyond it."""
GAP_SHARE: Final = 0.3
"""A bare space is a slot's own if it covers this part of the narrower of the two."""


@dataclass
class SlotFacts:
    """What was found for one slot: the stacks beside its facings, by how they fit, and facings without any.

    `outside` of its facings lie where the photo does not look, `bare` are seen to be empty; `where` is the box of
    those. `moved` are stacks of its SKU found elsewhere.
    """

    slot: PlanSlot
    photo_layer: int | None
    there: list[Stack] = field(default_factory=list)
    maybe: list[Stack] = field(default_factory=list)
    wrong: list[Stack] = field(default_factory=list)
    bare: int = 0
    outside: int = 0
    where: Xyxy | None = None
    moved: list[Stack] = field(default_factory=list)

    @property
    def lack(self) -> int:
        """Facings that are certainly not there."""
        return len(self.wrong) + self.bare


def cut(stack: Stack, size_wh: tuple[int, int]) -> bool:
    """Whether the photo's edge cuts the stack."""
    x, y = EDGE * size_wh[0], EDGE * size_wh[1]
    x0, y0, x1, y1 = stack.xyxy
    return x0 <= x or y0 <= y or x1 >= size_wh[0] - x or y1 >= size_wh[1] - y


def put(facts: SlotFacts, stack: Stack, brands: Mapping[str, str], size_wh: tuple[int, int]) -> None:
    """Enter the stack that stands for one of the slot's facings; what the photo cuts is never surely wrong."""
    if stack.sku == facts.slot.sku:
        facts.there.append(stack)
    elif may_be(stack, facts.slot.sku, brands) or cut(stack, size_wh):
        facts.maybe.append(stack)
    else:
        facts.wrong.append(stack)


def find_moved(slots: Sequence[SlotFacts], loose: Iterable[Stack]) -> list[Stack]:
    """Give each slot that lacks facings the nearest loose stacks of its SKU, each stack once; returns the rest.

    Slots with nothing in place come first.
    """
    by_sku: dict[str, list[Stack]] = {}
    for stack in loose:
        if stack.sku is not None:
            by_sku.setdefault(stack.sku, []).append(stack)
    for facts in sorted(slots, key=lambda f: bool(f.there)):
        at = facts.photo_layer or facts.slot.layer
        own = by_sku.get(facts.slot.sku, [])
        own.sort(key=lambda s: (abs(s.layer - at), abs(s.position - facts.slot.position)))
        facts.moved, by_sku[facts.slot.sku] = own[: facts.lack], own[facts.lack :]
    return [stack for rest in by_sku.values() for stack in rest]


def verdict_of(facts: SlotFacts, gaps: Sequence[BareSpace]) -> SlotVerdict:
    """What to say of a slot."""
    verdict = _verdict(facts)
    instead = Counter(s.sku for s in facts.wrong if s.sku is not None).most_common(1)
    standing = facts.there or facts.wrong or facts.maybe
    box = _around(standing) or facts.where
    if not standing and box is not None:
        box = _gap_at(box, gaps) or box
    return SlotVerdict(
        verdict=verdict,
        layer=facts.slot.layer,
        position=facts.slot.position,
        sku=facts.slot.sku,
        planned=facts.slot.facings,
        seen=min(len(facts.there), facts.slot.facings),
        xyxy=box,
        expected=not standing and box is not None,
        instead=instead[0][0] if instead and verdict not in {"ok", "unsure", "not_judged"} else None,
        found=(facts.moved[0].layer, facts.moved[0].position) if facts.moved else None,
        photo_layer=facts.photo_layer,
    )


def _verdict(facts: SlotFacts) -> Verdict:
    if facts.lack and facts.there:
        return "too_few"
    if facts.lack and facts.moved:
        return "misplaced"
    if facts.lack and facts.lack >= facts.outside:
        if len(facts.wrong) > len(facts.maybe):
            return "wrong_product"
        return "unsure" if facts.maybe else "wrong_product" if facts.wrong else "missing"
    if facts.maybe:
        return "unsure"
    return "not_judged" if facts.outside or facts.lack else "ok"


def extras(
    loose: Iterable[Stack], lines: Mapping[int, PhotoLine], plan_layer_of: Mapping[int, int]
) -> tuple[SlotVerdict, ...]:
    """Runs of stacks that no slot asks for; `plan_layer_of` gives the plan's layer by the photo's."""
    spare = set(map(id, loose))
    found = []
    for photo_layer, layer in sorted(plan_layer_of.items()):
        for run in runs(s for s in lines[photo_layer].stacks if id(s) in spare):
            sku = run[0].sku
            if sku is not None:
                found.append(
                    SlotVerdict("extra", layer, None, sku, 0, len(run), _around(run), photo_layer=photo_layer)
                )
    return tuple(found)


def inside_plan(line: PhotoLine, columns: Sequence[int], size_wh: tuple[int, int]) -> list[Stack]:
    """The layer's stacks that stand for no facing, without those that the photo's side cuts beyond the plan's ends.

    Such a one may belong to the next bay, or to the part of this one that the plan leaves out.
    """
    used = {c for c in columns if c >= 0}
    first, last = min(used, default=0), max(used, default=len(line) - 1)
    return [
        stack
        for c, stack in enumerate(line.stacks)
        if c not in used and (first < c < last or not _at_side(stack, size_wh))
    ]


def _at_side(stack: Stack, size_wh: tuple[int, int]) -> bool:
    return stack.xyxy[0] <= EDGE * size_wh[0] or stack.xyxy[2] >= (1 - EDGE) * size_wh[0]


def bare_box(facts: SlotFacts, box: Xyxy | None, bare: int, outside: int) -> None:
    """Enter facings beside which nothing stands, and the box of their place."""
    facts.bare, facts.outside, facts.where = bare, outside, box


def _gap_at(box: Xyxy, gaps: Sequence[BareSpace]) -> Xyxy | None:
    """The bare space that lies in a slot's place, if one does."""
    best: tuple[float, Xyxy] | None = None
    for gap in gaps:
        x0, y0, x1, y1 = gap.xyxy
        wide = min(box[2], x1) - max(box[0], x0)
        high = min(box[3], y1) - max(box[1], y0)
        share = wide / max(min(box[2] - box[0], x1 - x0), 1e-9)
        if high > 0 and share >= GAP_SHARE and (best is None or share > best[0]):
            best = share, gap.xyxy
    return best[1] if best else None


def _around(stacks: Sequence[Stack]) -> Xyxy | None:
    if not stacks:
        return None
    x0, y0, x1, y1 = zip(*(stack.xyxy for stack in stacks), strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def off_photo(shelf: Shelf, box: Xyxy) -> Xyxy | None:
    """The part of a box that lies on the photo; None where none does."""
    x0, y0 = max(box[0], 0.0), max(box[1], 0.0)
    x1, y1 = min(box[2], float(shelf.size_wh[0])), min(box[3], float(shelf.size_wh[1]))
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None
