"""Places of facings that no stack of their SKU was found for, and stacks that stand there after all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from alerts.compliance_lines import UNNAMED, may_be
from alerts.shelf import Stack, Xyxy
from catalog.plans import PlanSlot

NEAR: Final = 0.75
"""A stack whose centre is within this part of a facing's width from its place stands there …"""
LEVEL: Final = 0.75
"""… if its foot is within this part of the facing's height from the board: the next board is further away."""

SAME_BOARD: Final = 0.75
"""Two stacks stand on one board if they share this part of the higher one's height …"""
BESIDE: Final = 0.5
"""… and side by side if less than this part of the narrower one is between them."""
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

    def level(self, stack: Stack) -> bool:
        """Whether a stack stands on the spot's board for sure: it reaches from there as high as is expected."""
        return _shared(stack.xyxy, (0.0, self.board - self.tall, 0.0, self.board)) >= SAME_BOARD

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
    def astray(self) -> list[Stack]:
        """Stacks that may be in place elsewhere: other products in its place, all in a place without a name."""
        return [*self.wrong, *(self.there if self.slot.sku == UNNAMED else ())]

    def release(self, stack: Stack) -> None:
        """Let go of a stack that stands elsewhere."""
        self.there = [one for one in self.there if one is not stack]
        self.spots = [replace(one, stack=None) if one.stack is stack else one for one in self.spots]

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
    """Give facings the stacks of their SKU that stand where they should after all; returns the loose ones left.

    Layers are found from the picture alone, and on a slanted photo a stack may be counted to another one, where it is
    loose or, its height saying otherwise, stands in the way. It is in place if it stands just there (`Spot.holds`),
    in one row with another facing of the slot, or about there between the planned neighbours. `slots` in the plan's
    order, `stacks` are all of the photo.
    """
    by_sku: dict[str, list[Stack]] = {}
    astray = [stack for facts in slots for stack in facts.astray]
    for stack in [*loose, *astray]:
        if stack.sku is not None:
            by_sku.setdefault(stack.sku, []).append(stack)
    doubtful = set(map(id, astray))
    taken: set[int] = set()
    freed: list[Stack] = []
    for number, facts in enumerate(slots):
        own = by_sku.get(facts.slot.sku, [])
        beside = _beside(slots, number) if own and facts.spots else (None, None)
        row = _row_of(facts.there, stacks) if own and facts.spots else frozenset()
        for spot in 2 * facts.spots if own else ():  # again once there is a row to go on from
            if spot not in facts.spots:
                continue
            level = [one for one in own if id(one) not in doubtful or spot.level(one)]
            found = next((one for one in level if spot.holds(one)), None)
            if found is None:
                found = next((one for one in own if id(one) in row), None)
            if found is None:
                about = (one for one in level if spot.about(one, facts.photo_layer))
                found = next((one for one in about if _between(one, beside, stacks)), None)
            if found is None:
                continue
            own.remove(found)
            taken.add(id(found))
            for other in slots:
                other.release(found)
            facts.spots.remove(spot)
            facts.there.append(found)
            if id(found) not in row:
                row = _row_of(facts.there, stacks)
            freed += [spot.stack] if spot.stack is not None else []
    return [stack for stack in [*loose, *freed] if id(stack) not in taken]


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
            if facts.slot.sku == UNNAMED:
                facts.there.append(found)
            elif may_be(found, facts.slot.sku, brands):
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


def _row_of(there: Sequence[Stack], stacks: Sequence[Stack]) -> frozenset[int]:
    """Ids of the stacks of the same SKU that stand in one unbroken row with any of these, counted to any layer."""
    row = list(there)
    known = set(map(id, row))
    rest = [one for one in stacks if there and one.sku == there[0].sku and id(one) not in known]
    for stack in row:
        near = [one for one in rest if _side_by_side(one, stack)]
        row += near
        known |= set(map(id, near))
        rest = [one for one in rest if id(one) not in known]
    return frozenset(known)


def _side_by_side(one: Stack, other: Stack) -> bool:
    """Whether nothing fits between two stacks on one board."""
    apart = max(one.xyxy[0], other.xyxy[0]) - min(one.xyxy[2], other.xyxy[2])
    close = abs(apart) < BESIDE * min(one.width, other.width)
    return close and _shared(one.xyxy, other.xyxy) >= SAME_BOARD


def _shared(one: Xyxy, other: Xyxy) -> float:
    """What part of the higher box's height both have."""
    (_, top, _, foot), (_, ceiling, _, floor) = one, other
    return (min(foot, floor) - max(top, ceiling)) / max(foot - top, floor - ceiling, 1e-9)


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
