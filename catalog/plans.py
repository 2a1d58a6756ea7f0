"""A planogram as a value: what should stand where. Read from tables and files, judged by `alerts`, drawn by pages."""

from dataclasses import dataclass
from datetime import date
from typing import Final

SLOTS_MAX: Final = 2000
"""More slots than any bay has: a file with more is not a planogram of one."""
FACINGS_MAX: Final = 200


@dataclass(frozen=True)
class PlanSlot:
    """`facings` columns of one SKU side by side, `stack` units high; layer 1 is the top, position 1 the left."""

    layer: int
    position: int
    sku: str
    facings: int = 1
    stack: int = 1
    x_mm: float | None = None
    width_mm: float | None = None

    def __post_init__(self) -> None:
        if self.layer < 1 or self.position < 1:
            raise ValueError(f"expected layer and position from 1, got {self.layer} and {self.position}")
        if not 1 <= self.facings <= FACINGS_MAX or self.stack < 1:
            raise ValueError(
                f"expected 1..{FACINGS_MAX} facings and a stack, got {self.facings}, {self.stack}"
            )


@dataclass(frozen=True)
class Plan:
    """One version of a planogram; `slots` in order of layer and position, each place once.

    `layer_heights_mm` has a height, or None, for every layer from 1 on, layers without slots included.
    """

    code: str
    name: str
    slots: tuple[PlanSlot, ...]
    layer_heights_mm: tuple[float | None, ...] = ()
    width_mm: float | None = None
    category: str = ""
    version: int = 1
    version_id: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        places = [(slot.layer, slot.position) for slot in self.slots]
        if places != sorted(set(places)):
            raise ValueError("expected slots in order of layer and position, each place once")
        if len(places) > SLOTS_MAX:
            raise ValueError(f"expected at most {SLOTS_MAX} slots, got {len(places)}")
        if self.slots and self.slots[-1].layer > self.layers:
            raise ValueError(f"expected slots on {self.layers} layers, got one on {self.slots[-1].layer}")

    @property
    def layers(self) -> int:
        """How many layers the plan has."""
        return len(self.layer_heights_mm) or max((slot.layer for slot in self.slots), default=0)

    def on_layer(self, layer: int) -> tuple[PlanSlot, ...]:
        """The layer's slots from left to right."""
        return tuple(slot for slot in self.slots if slot.layer == layer)
