"""A photo held against a plan (棚格图): what is right, what is missing, what stands wrong, and what cannot be told."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from typing import Final

from alerts.compliance_facts import find_facts, lay_lines
from alerts.compliance_lines import UNNAMED, photo_lines, plan_lines
from alerts.compliance_slots import extras, find_moved, verdict_of
from alerts.compliance_spots import SlotFacts
from alerts.shelf import Shelf, Stack
from alerts.verdicts import Judgement
from catalog.plans import Plan

LIKENESS_MIN: Final = 0.35
"""A shelf less like the plan than this is another bay: its differences would be noise. On drawn shelves 99 of 100
photos of the plan's own bay are more like it, bays with three in five slots sold out included."""
TOLD_MIN: Final = 3
"""With fewer known stacks than this a photo cannot be said to show another bay."""
NO_BRANDS: Final[Mapping[str, str]] = {}
_PLACES: Final = Decimal("0.1")


def judge(plan: Plan, shelf: Shelf, *, brands: Mapping[str, str] = NO_BRANDS) -> Judgement:
    """Hold one photo's shelf against one plan; `brands` gives brands by SKU code, as far as they are known.

    Layers are matched first, then facings within each pair of layers, both without crossing; places decide between
    equal ways. What the photo does not show is not judged, an unknown product that may be the planned one is no wrong
    one, and a shelf that hardly agrees with the plan is another bay. In the plan's `unknown` places anything may stand:
    a product that a slot lacks is misplaced there, all others are left alone.
    """
    photo = photo_lines(shelf)
    lines = plan_lines(plan, max(map(len, photo), default=0) + 1)
    if not photo or not lines:
        unseen = tuple(verdict_of(SlotFacts(slot, None, unseen=slot.facings), shelf) for slot in plan.slots)
        return Judgement("judged", None, len(plan.slots), 0, 0, 0.0, unseen)
    if (likeness := _at_most(plan, shelf)) < LIKENESS_MIN:
        return Judgement("other_bay", None, len(plan.slots), 0, 0, likeness, ())
    partners = lay_lines(lines, photo, shelf, brands)
    facts, loose = find_facts(lines, photo, partners, shelf, brands)
    slots = [one for one in facts if one.slot.sku != UNNAMED]
    unnamed = [stack for one in facts if one.slot.sku == UNNAMED for stack in one.there]
    elsewhere = [*loose, *unnamed, *(stack for one in slots for stack in one.wrong + one.maybe)]
    spare = find_moved(slots, elsewhere)
    likeness, told = _likeness(slots, shelf, unnamed)
    if told >= TOLD_MIN and likeness < LIKENESS_MIN:
        return Judgement("other_bay", None, len(plan.slots), 0, 0, likeness, ())
    verdicts = tuple(verdict_of(one, shelf) for one in slots)
    own = {photo[j].layer: lines[i].layer for i, (j, _) in partners.items()}
    intruders = [*unnamed, *(stack for one in slots for stack in one.wrong)]
    shut = [v for v in verdicts if v.verdict not in {"not_judged", "unsure"}]
    right = sum(v.verdict == "ok" for v in shut)
    score = (Decimal(100 * right) / len(shut)).quantize(_PLACES, ROUND_HALF_UP) if shut else None
    more = extras(
        [s for s in spare if any(s is one for one in loose)],
        intruders,
        {line.layer: line for line in photo},
        own,
    )
    return Judgement("judged", score, len(plan.slots), len(shut), right, likeness, verdicts + more)


def _at_most(plan: Plan, shelf: Shelf) -> float:
    """What the likeness cannot exceed, from numbers of facings alone: a quick no for most other bays.

    Agreeing facings are no more than plan and photo have in common, and no more than the planned ones that count.
    What is known now may stand where nobody knew it when the plan was made: so much says nothing.
    """
    seen = Counter(stack.sku for stack in shelf.stacks if stack.sku is not None)
    telling = seen.total() - sum(place.facings for place in plan.unknown)
    if telling < TOLD_MIN:
        return 1.0
    planned = Counter[str]()
    for slot in plan.slots:
        planned[slot.sku] += slot.facings
    shared = (seen & planned).total()
    return sqrt(shared / max(telling, shared))


def _likeness(slots: Sequence[SlotFacts], shelf: Shelf, unnamed: Sequence[Stack]) -> tuple[float, int]:
    """How much of what the photo tells of agrees with the plan (0..1), and how many stacks tell anything.

    Facings that agree, those elsewhere on their layer by half, over the geometric mean of planned and seen ones
    (Ochiai, 1957), so that neither a half-empty bay nor a photo of two bays counts as another. Facings where nobody
    knows what stands, or what should (`unnamed` are stacks there), say nothing.
    """
    agreeing = sum(
        len(facts.there) + 0.5 * sum(stack.layer == facts.photo_layer for stack in facts.moved)
        for facts in slots
    )
    strange = sum(stack.sku is None for facts in slots for stack in facts.wrong)
    planned = sum(len(facts.there) + facts.lack for facts in slots) - strange
    known = sum(stack.sku is not None for stack in shelf.stacks)
    known -= sum(stack.sku is not None for stack in unnamed)
    likeness = agreeing / sqrt(planned * known) if planned and known else 0.0
    return min(likeness, 1.0), known
