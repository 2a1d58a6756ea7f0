"""From facings laid side by side to one verdict a slot, and to what stands there without being planned."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from alerts.compliance_lines import UNNAMED, PhotoLine, may_be, runs
from alerts.compliance_places import Sizes
from alerts.compliance_spots import SlotFacts, Spot
from alerts.shelf import BareSpace, Shelf, Stack, Xyxy
from alerts.verdicts import SlotVerdict, Verdict

EDGE: Final = 0.003
"""What reaches this close to the photo's edge, in parts of its width or height, is taken to go on beyond it."""
CUT: Final = 0.7
"""Of what is cut to less than this part of its width or height the name is no proof."""
GAP_SHARE: Final = 0.3
"""A bare space is a slot's own if it covers this part of the narrower of the two."""


def cut(stack: Stack, size_wh: tuple[int, int], whole_wh: tuple[float, float]) -> bool:
    """Whether the photo's edge leaves too little of a stack, `whole_wh` pixels elsewhere, to be sure of its name."""
    x, y = EDGE * size_wh[0], EDGE * size_wh[1]
    x0, y0, x1, y1 = stack.xyxy
    narrow = (x0 <= x or x1 >= size_wh[0] - x) and x1 - x0 < CUT * whole_wh[0]
    return narrow or ((y0 <= y or y1 >= size_wh[1] - y) and y1 - y0 < CUT * whole_wh[1])


def put(facts: SlotFacts, spot: Spot, brands: Mapping[str, str], shelf: Shelf, sizes: Sizes) -> None:
    """Enter what stands for one of the slot's facings; what the photo cuts is never surely wrong."""
    stack = spot.stack
    if stack is None:
        facts.spots.append(spot)
    elif facts.slot.sku in {stack.sku, UNNAMED}:
        facts.there.append(stack)
    elif may_be(stack, facts.slot.sku, brands) or cut(stack, shelf.size_wh, sizes.of(stack.sku or "")):
        facts.maybe.append(stack)
    else:
        facts.spots.append(spot)


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


def verdict_of(facts: SlotFacts, shelf: Shelf) -> SlotVerdict:
    """What to say of a slot."""
    gaps = shelf.gaps
    verdict = _verdict(facts)
    instead = Counter(s.sku for s in facts.wrong if s.sku is not None).most_common(1)
    standing = facts.there or facts.wrong or facts.maybe
    box = _around(standing) or (off_photo(shelf, facts.where) if facts.where else None)
    if not standing and box is not None:
        box = _gap_at(box, gaps) or box
    return SlotVerdict(
        verdict=verdict,
        layer=facts.slot.layer,
        position=facts.slot.position,
        sku=facts.slot.sku,
        planned=facts.slot.facings,
        seen=min(len(facts.there) or len(facts.maybe) * (verdict == "too_few"), facts.slot.facings),
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
    if facts.lack and len(facts.wrong) <= len(facts.maybe) and facts.maybe:
        return "too_few"
    if facts.lack and facts.lack >= facts.outside:
        return "wrong_product" if facts.wrong else "missing"
    if facts.maybe:
        return "unsure"
    return "not_judged" if facts.outside or facts.lack else "ok"


def extras(
    loose: Iterable[Stack],
    intruders: Iterable[Stack],
    lines: Mapping[int, PhotoLine],
    plan_layer_of: Mapping[int, int],
) -> tuple[SlotVerdict, ...]:
    """Runs of stacks that no slot asks for; `plan_layer_of` gives the plan's layer by the photo's.

    A run that goes on with `intruders`, which stand in slots and are told of there, is told with them.
    """
    told = set(map(id, intruders))
    spare = set(map(id, loose))
    found = []
    for photo_layer, layer in sorted(plan_layer_of.items()):
        for whole in runs(lines[photo_layer].stacks):
            run, sku = [s for s in whole if id(s) in spare], whole[0].sku
            if run and sku is not None and not any(id(s) in told for s in whole):
                found.append(
                    SlotVerdict("extra", layer, None, sku, 0, len(run), _around(run), photo_layer=photo_layer)
                )
    return tuple(found)


def inside_plan(line: PhotoLine, columns: Sequence[int], size_wh: tuple[int, int]) -> list[Stack]:
    """The layer's stacks that stand for no facing, without those that the photo's edge cuts.

    What it cuts beyond the plan's ends may belong to the next bay, or to the part of this one that the plan leaves
    out; what is cut above or below is not known well enough.
    """
    used = {c for c in columns if c >= 0}
    first, last = min(used, default=0), max(used, default=len(line) - 1)
    return [
        stack
        for c, stack in enumerate(line.stacks)
        if c not in used and not _at_edge(stack, size_wh, sides=not first < c < last)
    ]


def _at_edge(stack: Stack, size_wh: tuple[int, int], *, sides: bool) -> bool:
    (width, height), (x0, y0, x1, y1) = size_wh, stack.xyxy
    return (sides and (x0 <= EDGE * width or x1 >= (1 - EDGE) * width)) or (
        y0 <= EDGE * height or y1 >= (1 - EDGE) * height
    )


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
