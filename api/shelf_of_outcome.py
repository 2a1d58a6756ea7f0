"""What was just seen as the shelf that advice looks at: for the command line, which stores no report."""

import numpy as np

from alerts.facings import known_sku, sure_brand
from alerts.shelf import BareSpace, Shelf, Stack
from api.pipeline import ShelfOutcome
from catalog.queries_skus import ShelfFacts
from vision.see import Group


def shelf_of_outcome(outcome: ShelfOutcome, facts: ShelfFacts) -> Shelf:
    """The same shelf that `shelf_of` makes of the report once it is saved."""
    seen = outcome.seen
    groups = {group.number: group for group in seen.groups}
    stacks: dict[tuple[int, int, str, int], list[int]] = {}
    for i, number in enumerate(seen.group.tolist()):
        fact = known_sku(groups[number], facts.skus)
        alike = ("", number) if fact is None else (fact.code, 0)
        stacks.setdefault((int(seen.layer[i]), int(seen.column[i]), *alike), []).append(i)
    made = [
        _stack(outcome, members, groups[int(seen.group[members[0]])], facts) for members in stacks.values()
    ]
    return Shelf(
        size_wh=seen.size_wh,
        stacks=tuple(sorted(made, key=lambda stack: (stack.layer, stack.position, stack.xyxy[0]))),
        gaps=tuple(
            BareSpace(int(layer), _xyxy(box))
            for box, layer in zip(seen.gaps.xyxy, seen.gap_layer, strict=True)
        ),
    )


def _stack(outcome: ShelfOutcome, members: list[int], group: Group, facts: ShelfFacts) -> Stack:
    seen, first = outcome.seen, members[0]
    boxes = seen.products.xyxy[members]
    fact = known_sku(group, facts.skus)
    kin = fact or sure_brand(group.name, facts.skus)
    return Stack(
        layer=int(seen.layer[first]),
        position=int(seen.position[first]),
        sku=None if fact is None else fact.code,
        brand=None if kin is None else kin.brand,
        group=group.number,
        units=len(members),
        xyxy=_xyxy(np.concatenate((boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)))),
        candidates=() if fact is not None else tuple(group.name.alternatives),
    )


def _xyxy(values: np.ndarray) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(value) for value in values)
    return x1, y1, x2, y2
