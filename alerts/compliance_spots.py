"""Places of facings that no stack of their SKU was found for, and stacks that stand there after all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from alerts.shelf import Stack, Xyxy
from catalog.plans import PlanSlot

NEAR: Final = 0.75
"""A stack whose centre is within this part of a facing's width from its place stands there …"""
LEVEL: Final = 0.75
"""… if its foot is within this part of the facing's height from the board: the next board is further away."""


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


def find_in_place(slots: Sequence[SlotFacts], loose: Sequence[Stack]) -> list[Stack]:
    """Give facings the loose stacks of their SKU that stand just where they should; returns the rest.

    Layers are found from the picture alone, and on a slanted photo a stack may be counted to the next one.
    """
    by_sku: dict[str, list[Stack]] = {}
    for stack in loose:
        if stack.sku is not None:
            by_sku.setdefault(stack.sku, []).append(stack)
    freed: list[Stack] = []
    for facts in slots:
        own = by_sku.get(facts.slot.sku, [])
        for spot in list(facts.spots) if own else ():
            found = next((one for one in own if spot.holds(one)), None)
            if found is not None:
                own.remove(found)
                facts.spots.remove(spot)
                facts.there.append(found)
                freed += [spot.stack] if spot.stack is not None else []
    return [*(stack for rest in by_sku.values() for stack in rest), *freed]
