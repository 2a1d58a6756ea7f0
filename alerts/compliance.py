"""A photo held against a plan (棚格图): what is right, what is missing, what stands wrong, and what cannot be told."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from typing import Final

import numpy as np

from alerts.compliance_align import END_GAP, PLAN_GAP, Laid, lay_beside
from alerts.compliance_layers import lay, match_layers
from alerts.compliance_lines import Floats, PhotoLine, PlanLine, affinity, photo_lines, plan_lines
from alerts.compliance_places import boards, expected_x, foot, measure, place, placed, shown, sizes_of
from alerts.compliance_slots import (
    SlotFacts,
    bare_box,
    extras,
    find_moved,
    inside_plan,
    off_photo,
    put,
    verdict_of,
)
from alerts.shelf import Shelf, Stack
from alerts.verdicts import Judgement
from catalog.plans import Plan

LIKENESS_MIN: Final = 0.25
"""A shelf less like the plan than this is another bay: its differences would be noise."""
TOLD_MIN: Final = 3
"""With fewer known stacks than this a photo cannot be said to show another bay."""
NO_BRANDS: Final[Mapping[str, str]] = {}
_PLACES: Final = Decimal("0.1")

Partners = dict[int, tuple[int, list[int]]]
"""Line of the plan → line of the photo, and its stack for each facing, or -1."""


def judge(plan: Plan, shelf: Shelf, *, brands: Mapping[str, str] = NO_BRANDS) -> Judgement:
    """Hold one photo's shelf against one plan; `brands` gives brands by SKU code, as far as they are known.

    Layers are matched first, then facings within each pair of layers, both without crossing; places decide between
    equal ways. What the photo does not show is not judged, an unknown product in a slot is no wrong one, and a shelf
    that hardly agrees with the plan is another bay.
    """
    photo = photo_lines(shelf)
    lines = plan_lines(plan, max(map(len, photo), default=0) + 1)
    if not photo or not lines:
        unseen = tuple(verdict_of(SlotFacts(slot, None, outside=slot.facings), ()) for slot in plan.slots)
        return Judgement("judged", None, len(plan.slots), 0, 0, 0.0, unseen)
    partners = _partners(lines, photo, shelf, brands)
    slots, loose = _facts(lines, photo, partners, shelf, brands)
    spare = find_moved(slots, [*loose, *(stack for facts in slots for stack in facts.wrong)])
    likeness, told = _likeness(slots, shelf, spare)
    if told >= TOLD_MIN and likeness < LIKENESS_MIN:
        return Judgement("other_bay", None, len(plan.slots), 0, 0, likeness, ())
    verdicts = tuple(verdict_of(facts, shelf.gaps) for facts in slots)
    own = {photo[j].layer: lines[i].layer for i, (j, _) in partners.items()}
    shut = [v for v in verdicts if v.verdict not in {"not_judged", "unsure"}]
    right = sum(v.verdict == "ok" for v in shut)
    score = (Decimal(100 * right) / len(shut)).quantize(_PLACES, ROUND_HALF_UP) if shut else None
    more = extras(
        [s for s in spare if any(s is one for one in loose)], {line.layer: line for line in photo}, own
    )
    return Judgement("judged", score, len(plan.slots), len(shut), right, likeness, verdicts + more)


def _partners(
    lines: Sequence[PlanLine], photo: Sequence[PhotoLine], shelf: Shelf, brands: Mapping[str, str]
) -> Partners:
    """Which stack stands for which facing."""
    skus = sorted({slot.sku for line in lines for slot in line.slots})
    row_of = {sku: row for row, sku in enumerate(skus)}
    tables = [affinity(skus, other.stacks, brands) for other in photo]
    rows = [[row_of[line.slots[k].sku] for k in line.slot_of] for line in lines]
    laid, agree = list[Laid](), list[Floats]()
    for line, own in zip(lines, rows, strict=True):
        one, agreement = lay(line, photo, [table[own] for table in tables])
        laid.append(one)
        agree.append(agreement)
    feet = [foot(other) for other in photo]
    pairs = match_layers(np.array(agree), [n.layer for n in lines], [n.layer for n in photo], feet)
    first = {i: (j, laid[i].partners(j)) for i, j in pairs.items()}
    sizes = sizes_of(shelf)
    ruler = measure(lines, photo, first, sizes)
    final: Partners = {}
    for i, j in pairs.items():
        gain = placed(tables[j][rows[i]], ruler, i, photo[j], sizes)[None]
        inside = shown(ruler.pixels(i), ruler.scale * ruler.wide[i], shelf.size_wh[0])
        away = np.where(inside, PLAN_GAP, END_GAP)
        final[i] = j, lay_beside(gain, np.array([len(photo[j])]), away, away).partners(0)
    return final


def _facts(
    lines: Sequence[PlanLine],
    photo: Sequence[PhotoLine],
    partners: Partners,
    shelf: Shelf,
    brands: Mapping[str, str],
) -> tuple[list[SlotFacts], list[Stack]]:
    """What was found for each slot, and the stacks that stand in none."""
    sizes = sizes_of(shelf)
    ruler = measure(lines, photo, partners, sizes)
    pairs = {i: j for i, (j, _) in partners.items()}
    feet = [foot(other) for other in photo]
    level = boards(pairs, [line.layer for line in lines], feet, sizes, shelf.size_wh[1])
    slots: list[SlotFacts] = []
    loose: list[Stack] = []
    for i, line in enumerate(lines):
        j, columns = partners.get(i, (None, [-1] * len(line)))
        other = None if j is None else photo[j]
        x, wide = expected_x(ruler, i, columns, other), ruler.scale * ruler.wide[i]
        seen = shown(x, wide, shelf.size_wh[0]) & (i in level)
        facts = [SlotFacts(slot, other.layer if other else None) for slot in line.slots]
        for k, column in enumerate(columns):
            if other is not None and column >= 0:
                put(facts[line.slot_of[k]], other.stacks[column], brands, shelf.size_wh)
        slot_of, without = np.array(line.slot_of), np.array(columns) < 0
        for number, fact in enumerate(facts):
            at = (slot_of == number) & without
            if at.any():
                box = place(fact.slot.sku, x[at], wide[at], level.get(i, 0.0), sizes)
                shape = off_photo(shelf, box) if (seen & at).any() else None
                bare_box(fact, shape, int((seen & at).sum()), int((~seen & at).sum()))
        slots += facts
        if other is not None:
            loose += inside_plan(other, columns, shelf.size_wh)
    taken = {j for j, _ in partners.values()}
    loose += [stack for j, other in enumerate(photo) if j not in taken for stack in other.stacks]
    return slots, loose


def _likeness(slots: Sequence[SlotFacts], shelf: Shelf, spare: Sequence[Stack]) -> tuple[float, int]:
    """How much of what the photo tells of agrees with the plan (0..1), and how many stacks tell anything.

    Facings that agree, those elsewhere by half, over the geometric mean of planned and seen ones (Ochiai, 1957), so
    that neither a half-empty bay nor a photo of two bays counts as another.
    """
    agreeing = sum(len(facts.there) + 0.5 * len(facts.moved) for facts in slots)
    planned = sum(len(facts.there) + facts.lack for facts in slots)
    known = sum(stack.sku is not None for stack in shelf.stacks)
    likeness = agreeing / sqrt(planned * known) if planned and known else 0.0
    return min(likeness, 1.0), known
