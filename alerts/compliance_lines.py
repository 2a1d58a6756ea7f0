"""Plan and photo made comparable: facings in a row for each layer, and how well each stack fits each planned SKU."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from alerts.shelf import Shelf, Stack
from catalog.plans import FACINGS_MAX, Plan, PlanSlot

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LINE_MAX: Final = 3000
"""Facings of one layer that are looked at: more than any bay has, few enough to be quick with any file."""
MAYBE_MIN: Final = 0.15
"""A stack named otherwise may still be the planned SKU from this probability on …"""
DOUBT_MIN: Final = 0.02
"""… and an unknown one from this one: on real shelves, strangers in a slot had less, what was planned there mostly
more."""
UNNAMED: Final = ""
"""The SKU of a place that the plan has no name for: anything may stand there."""
SAME: Final = 1.0
MAYBE: Final = 0.35
"""An unknown stack of the planned brand, or with the planned SKU among its candidates (the likelier, the more)."""
BLANK: Final = 0.1
"""An unknown stack of which nothing is known."""
SIBLING: Final = -0.05
ANYTHING: Final = 0.0
"""In a place without a name whatever stands there neither agrees nor disagrees."""
OTHER: Final = -0.15
"""Another product, of the planned brand or not, can only stand in the slot."""


@dataclass(frozen=True)
class PlanLine:
    """One layer of the plan, a facing a row: `slot_of` (N,) says which of `slots` each belongs to.

    Places of unknown products are among the slots, with `UNNAMED` for their SKU.
    """

    layer: int
    slots: tuple[PlanSlot, ...]
    slot_of: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.slot_of)


@dataclass(frozen=True)
class PhotoLine:
    """One layer of the photo, a facing a row; look-alikes of mixed columns stand together (see `runs`)."""

    layer: int
    stacks: tuple[Stack, ...]

    def __len__(self) -> int:
        return len(self.stacks)


def plan_lines(plan: Plan, most: int = FACINGS_MAX) -> tuple[PlanLine, ...]:
    """The plan's layers that have slots, from the top; of a slot at most `most` facings, no photo layer having more."""
    lines = []
    for layer in sorted({slot.layer for slot in plan.slots}):
        slots = [
            place if isinstance(place, PlanSlot) else PlanSlot(sku=UNNAMED, **vars(place))
            for place in plan.places_on(layer)
        ]
        cap = max(1, min(most, LINE_MAX // len(slots)))
        facings = tuple(k for k, slot in enumerate(slots) for _ in range(min(slot.facings, cap)))
        lines.append(PlanLine(layer, tuple(slots), facings))
    return tuple(lines)


def photo_lines(shelf: Shelf) -> tuple[PhotoLine, ...]:
    """The photo's layers that have stacks, from the top."""
    layers = sorted({stack.layer for stack in shelf.stacks})
    return tuple(
        PhotoLine(layer, tuple(stack for run in runs(shelf.on_layer(layer)) for stack in run))
        for layer in layers
    )


def runs(stacks: Iterable[Stack]) -> tuple[tuple[Stack, ...], ...]:
    """Neighbouring stacks of one product, from left to right.

    Where columns hold two products each, A under B, the A's are one run and the B's another, the lower first.
    """
    columns: dict[int, list[Stack]] = {}
    for stack in stacks:
        columns.setdefault(stack.position, []).append(stack)
    found: list[list[Stack]] = []
    before: dict[str | int, list[Stack]] = {}
    for position in sorted(columns):
        now: dict[str | int, list[Stack]] = {}
        for stack in sorted(columns[position], key=lambda s: -s.xyxy[3]):
            product = stack.sku if stack.sku is not None else stack.group
            run = now.get(product) or before.get(product)
            if run is None:
                run = []
                found.append(run)
            run.append(stack)
            now[product] = run
        before = now
    return tuple(tuple(run) for run in found)


def may_be(stack: Stack, sku: str, brands: Mapping[str, str]) -> bool:
    """Whether a stack not named `sku` may be it all the same.

    That is a near tie, or an unknown product of no other brand that has the SKU for its likeliest candidate, or has
    none: what is likelier another product of the catalogue is not the planned one.
    """
    chances = dict(stack.candidates)
    chance = chances.get(sku, 0.0)
    if stack.sku is not None or chance >= MAYBE_MIN:
        return chance >= MAYBE_MIN
    brand = brands.get(sku)
    kin = stack.brand is None or brand is None or stack.brand == brand
    return kin and (not chances or (chance >= DOUBT_MIN and chance == max(chances.values())))


def affinity(skus: Sequence[str], stacks: Sequence[Stack], brands: Mapping[str, str]) -> Floats:
    """(K, M) how well each stack fits each planned SKU: 1 is that SKU, below 0 is another product."""
    row_of = {sku: row for row, sku in enumerate(skus)}
    brand_of = np.array([brands.get(sku, "") for sku in skus])
    table = np.empty((len(skus), len(stacks)))
    for column, stack in enumerate(stacks):
        brand = stack.brand or brands.get(stack.sku or "", "")
        kin = (brand_of == brand) & (brand != "")
        if stack.sku is not None:
            table[:, column] = np.where(kin, SIBLING, OTHER)
        elif brand:
            table[:, column] = np.where(kin, MAYBE, np.where(brand_of == "", BLANK, OTHER))
        else:
            table[:, column] = OTHER if stack.candidates else BLANK
        for sku, chance in stack.candidates:
            if sku in row_of and may_be(stack, sku, brands):
                table[row_of[sku], column] = MAYBE + 0.5 * min(chance, 1.0)
        if stack.sku in row_of:
            table[row_of[stack.sku], column] = SAME
        if UNNAMED in row_of:
            table[row_of[UNNAMED], column] = ANYTHING
    return table
