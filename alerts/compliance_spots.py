"""Places of facings that no stack of their SKU was found for, and stacks that stand there after all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from alerts.compliance_lines import may_be
from alerts.shelf import Stack, Xyxy
from catalog.plans import PlanSlot

NEAR: Final = 0.75
"""A stack whose centre is within this part of a facing's width from its place stands there …"""
LEVEL: Final = 0.75
"""… if its foot is within this part of the facing's height from the board: the next board is further away."""

ABOUT: Final = 1.5
"""With the planned neighbours at its side it may stand this many widths away."""


@dataclass(frozen=True)
class Spot:
    """Where a facing should stand: centre `x`, board, size, in pixels; whether the photo shows it; what stands there.

    `stack` is another product, None where nothing stands.
    """

    x: float
    board: float
    wide: float
    tall: float
    shown: bool
    stack: Stack | None = None

    def holds(self, stack: Stack) -> bool:
        """Whether a stack stands just here."""
        x0, _, x1, y1 = stack.xyxy
        aside = abs((x0 + x1) / 2 - self.x)
        return aside <= NEAR * self.wide and abs(y1 - self.board) <= LEVEL * self.tall

    def without_strayed(self) -> "Spot":
        """The spot without an unknown product that stands beside it: plans leave out what nobody knows."""
        if self.stack is None or self.stack.sku is not None:
            return self
        x0, _, x1, _ = self.stack.xyxy
        return self if abs((x0 + x1) / 2 - self.x) <= NEAR * self.wide else replace(self, stack=None)

    def about(self, stack: Stack, layer: int | None) -> bool:
        """Whether a stack stands near enough to have been counted to the wrong layer."""
        x0, _, x1, _ = stack.xyxy
        near = layer is not None and abs(stack.layer - layer) <= 1
        return near and abs((x0 + x1) / 2 - self.x) <= ABOUT * self.wide


@dataclass
class SlotFacts:
    """What was found for one slot: the stacks beside its facings, by how they fit, and the spots without one.

    `there` are of its SKU, `maybe` may be; `moved` are stacks of its SKU found elsewhere.
    """

    slot: PlanSlot
    photo_layer: int | None
    there: list[Stack] = field(default_factory=list)
    maybe: list[Stack] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    unseen: int = 0
    moved: list[Stack] = field(default_factory=list)

    @property
    def wrong(self) -> list[Stack]:
        """Other products in its place."""
        return [spot.stack for spot in self.spots if spot.stack is not None]

    @property
    def lack(self) -> int:
        """Facings that are certainly not there."""
        return sum(spot.shown or spot.stack is not None for spot in self.spots)

    @property
    def outside(self) -> int:
        """Facings whose place the photo does not show."""
        return self.unseen + sum(not spot.shown and spot.stack is None for spot in self.spots)

    @property
    def where(self) -> Xyxy | None:
        """The box of the bare places."""
        bare = [spot for spot in self.spots if spot.shown and spot.stack is None]
        if not bare:
            return None
        return (
            min(s.x - s.wide / 2 for s in bare),
            min(s.board - s.tall for s in bare),
            max(s.x + s.wide / 2 for s in bare),
            max(s.board for s in bare),
        )


def find_in_place(slots: Sequence[SlotFacts], loose: Sequence[Stack], stacks: Sequence[Stack]) -> list[Stack]:
    """Give facings the loose stacks of their SKU that stand where they should after all; returns the rest.

    Layers are found from the picture alone, and on a slanted photo a stack may be counted to the next one. It is in
    place if it stands just there (`Spot.holds`), or about there between the planned neighbours. `slots` in the plan's
    order, `stacks` are all of the photo.
    """
    by_sku: dict[str, list[Stack]] = {}
    for stack in loose:
        if stack.sku is not None:
            by_sku.setdefault(stack.sku, []).append(stack)
    freed: list[Stack] = []
    for number, facts in enumerate(slots):
        own = by_sku.get(facts.slot.sku, [])
        beside = _beside(slots, number) if own and facts.spots else (None, None)
        for spot in list(facts.spots) if own else ():
            found = next((one for one in own if spot.holds(one)), None) or next(
                (one for one in own if spot.about(one, facts.photo_layer) and _between(one, beside, stacks)),
                None,
            )
            if found is not None:
                own.remove(found)
                facts.spots.remove(spot)
                facts.there.append(found)
                freed += [spot.stack] if spot.stack is not None else []
    return [*(stack for rest in by_sku.values() for stack in rest), *freed]


def fill_bare(slots: Sequence[SlotFacts], loose: Sequence[Stack], brands: Mapping[str, str]) -> list[Stack]:
    """Enter loose stacks of other and of unknown products that stand just in a bare place; returns the rest."""
    rest = list(loose)
    for facts in slots:
        for spot in [one for one in facts.spots if one.stack is None and one.shown]:
            near = (s for s in rest if abs(s.layer - (facts.photo_layer or 0)) <= 1 and spot.holds(s))
            found = min(near, key=lambda s: abs(s.xyxy[0] + s.xyxy[2] - 2 * spot.x), default=None)
            if found is None:
                continue
            rest.remove(found)
            facts.spots.remove(spot)
            if may_be(found, facts.slot.sku, brands):
                facts.maybe.append(found)
            else:
                facts.spots.append(replace(spot, stack=found))
    return rest


def _beside(slots: Sequence[SlotFacts], number: int) -> tuple[str | None, str | None]:
    """The SKUs of the slots to the left and to the right."""
    layer = slots[number].slot.layer
    left = slots[number - 1].slot if number else None
    right = slots[number + 1].slot if number + 1 < len(slots) else None
    return (
        left.sku if left is not None and left.layer == layer else None,
        right.sku if right is not None and right.layer == layer else None,
    )


def _between(stack: Stack, beside: tuple[str | None, str | None], stacks: Sequence[Stack]) -> bool:
    """Whether the next product on one side at least, of another SKU, is the planned one."""
    x0, y0, x1, y1 = stack.xyxy
    for planned, side in zip(beside, (-1, 1), strict=True):
        near: tuple[float, str | None] | None = None
        for other in stacks:
            a0, b0, a1, b1 = other.xyxy
            away = x0 - a1 if side < 0 else a0 - x1
            level = min(y1, b1) - max(y0, b0) >= 0.5 * min(y1 - y0, b1 - b0)
            ahead = ((a0 + a1) - (x0 + x1)) * side > 0
            if ahead and level and other.sku != stack.sku and (near is None or away < near[0]):
                near = away, other.sku
        if planned is not None and near is not None and near[1] == planned:
            return True
    return False
