"""Which stack stands for which planned facing, and what follows for each slot."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from alerts.compliance_align import END_GAP, PLAN_GAP, lay_beside
from alerts.compliance_boards import boards, feet_at, foot, heights, shown
from alerts.compliance_ends import settle_ends
from alerts.compliance_layers import lay, match_layers
from alerts.compliance_lines import Floats, PhotoLine, PlanLine, affinity
from alerts.compliance_places import Ruler, expected_x, inside_part, measure, placed, sizes_of, steady_x
from alerts.compliance_slots import inside_plan, put
from alerts.compliance_spots import SlotFacts, Spot, fill_bare, find_in_place
from alerts.shelf import Shelf, Stack

Partners = dict[int, tuple[int, list[int]]]
"""Line of the plan → line of the photo, and its stack for each facing, or -1."""


def lay_lines(
    lines: Sequence[PlanLine], photo: Sequence[PhotoLine], shelf: Shelf, brands: Mapping[str, str]
) -> Partners:
    """Which stack stands for which facing."""
    skus = sorted({slot.sku for line in lines for slot in line.slots})
    row_of = {sku: row for row, sku in enumerate(skus)}
    tables = [affinity(skus, other.stacks, brands) for other in photo]
    rows = [[row_of[line.slots[k].sku] for k in line.slot_of] for line in lines]
    laid, agree = [], []
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
        x = steady_x(ruler, i, first[i][1], photo[j], sizes)
        gain = placed(tables[j][rows[i]], x, photo[j], sizes)[None]
        inside = inside_part(x, ruler.scale * ruler.wide[i], shelf.size_wh[0])
        away = END_GAP + (PLAN_GAP - END_GAP) * inside
        columns = lay_beside(gain, np.array([len(photo[j])]), away, away).partners(0)
        final[i] = j, settle_ends(columns, lines[i], photo[j], partial(_x_of, ruler, i, photo[j]))
    return final


def _sure(columns: Sequence[int], line: PlanLine, other: PhotoLine | None) -> list[int]:
    """The stacks that are the planned SKU: places are measured from them; from all, where there are none."""
    if other is None:
        return list(columns)
    skus = [line.slots[k].sku for k in line.slot_of]
    sure = [c if c >= 0 and other.stacks[c].sku == sku else -1 for c, sku in zip(columns, skus, strict=True)]
    return sure if max(sure) >= 0 else list(columns)


def _x_of(ruler: Ruler, line: int, photo: PhotoLine, columns: Sequence[int]) -> Floats:
    return expected_x(ruler, line, columns, photo)


def find_facts(
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
        facts = [SlotFacts(slot, other.layer if other else None) for slot in line.slots]
        x, wide = expected_x(ruler, i, _sure(columns, line, other), other), ruler.scale * ruler.wide[i]
        tall = heights([line.slots[k].sku for k in line.slot_of], other, sizes, shelf.size_wh[1])
        board = feet_at(x, other, level.get(i, 0.0))
        seen = shown(x, wide, board, tall, shelf) & (i in level)
        for k, column in enumerate(columns):
            stack = other.stacks[column] if other is not None and column >= 0 else None
            where = float(x[k]), float(board[k]), float(wide[k]), float(tall[k])
            spot = Spot(*where, bool(seen[k]), stack)
            put(facts[line.slot_of[k]], spot.without_strayed(), brands, shelf, sizes)
        slots += facts
        if other is not None:
            loose += inside_plan(other, columns, shelf.size_wh)
    taken = {j for j, _ in partners.values()}
    loose += [stack for j, other in enumerate(photo) if j not in taken for stack in other.stacks]
    unknown = [stack for stack in loose if stack.sku is None]
    rest = find_in_place(slots, loose, shelf.stacks)
    return slots, fill_bare(slots, [*rest, *unknown], brands)
