"""Counting facings the two ways the trade counts them."""

from dataclasses import dataclass

from vision.boxes import Ints


@dataclass(frozen=True)
class FacingCount:
    """How often `key` stands on `layer`: `columns` counts stacked alike units once, `units` counts each."""

    key: int
    layer: int
    columns: int
    units: int


def count_facings(key: Ints, layer: Ints, column: Ints) -> tuple[FacingCount, ...]:
    """Count N products by (N,) `key` (what counts as alike) and layer, given the stack each stands in.

    `columns` is the trade's 同层同列去重: alike units in one stack are one facing. A stack of two different
    products is a facing of each.
    """
    units: dict[tuple[int, int], int] = {}
    stacks: dict[tuple[int, int], set[int]] = {}
    for k, row, stack in zip(key.tolist(), layer.tolist(), column.tolist(), strict=True):
        units[k, row] = units.get((k, row), 0) + 1
        stacks.setdefault((k, row), set()).add(stack)
    return tuple(
        FacingCount(key=k, layer=row, columns=len(stacks[k, row]), units=units[k, row])
        for k, row in sorted(units)
    )
