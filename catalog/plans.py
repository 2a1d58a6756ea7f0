"""A planogram as a value: what should stand where. Read from tables and files, judged by `alerts`, drawn by pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

SLOTS_MAX: Final = 2000
"""More slots than any bay has: a file with more is not a planogram of one."""
FACINGS_MAX: Final = 200
UNKNOWN_SKU: Final = "?"
"""What files write for the SKU of an unknown place."""


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
        _check_place(self.layer, self.position, self.facings, self.stack)


@dataclass(frozen=True)
class UnknownPlace:
    """Where something stood that nobody could name when the plan was made: facings, and places, as of a slot.

    It takes its room among the slots and asks for nothing.
    """

    layer: int
    position: int
    facings: int = 1
    stack: int = 1
    x_mm: float | None = None
    width_mm: float | None = None

    def __post_init__(self) -> None:
        _check_place(self.layer, self.position, self.facings, self.stack)


@dataclass(frozen=True)
class Plan:
    """One version of a planogram; `slots` and `unknown` places in order of layer and position, each place once.

    Positions count both together. `layer_heights_mm` has a height, or None, for every layer from 1 on, layers without
    slots included.
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
    unknown: tuple[UnknownPlace, ...] = ()

    def __post_init__(self) -> None:
        for places in (_places(self.slots), _places(self.unknown)):
            if places != sorted(places):
                raise ValueError("expected slots in order of layer and position, each place once")
        places = [*_places(self.slots), *_places(self.unknown)]
        if len(set(places)) < len(places):
            raise ValueError("expected slots in order of layer and position, each place once")
        if len(places) > SLOTS_MAX:
            raise ValueError(f"expected at most {SLOTS_MAX} slots, got {len(places)}")
        if places and max(places)[0] > self.layers:
            raise ValueError(f"expected slots on {self.layers} layers, got one on {max(places)[0]}")

    @property
    def layers(self) -> int:
        """How many layers the plan has."""
        return len(self.layer_heights_mm) or max((place.layer for place in self.places), default=0)

    @property
    def places(self) -> tuple[PlanSlot | UnknownPlace, ...]:
        """Slots and unknown places in order of layer and position."""
        places: list[PlanSlot | UnknownPlace] = [*self.slots, *self.unknown]
        return tuple(sorted(places, key=lambda place: (place.layer, place.position)))

    def on_layer(self, layer: int) -> tuple[PlanSlot, ...]:
        """The layer's slots from left to right."""
        return tuple(slot for slot in self.slots if slot.layer == layer)

    def places_on(self, layer: int) -> tuple[PlanSlot | UnknownPlace, ...]:
        """The layer's slots and unknown places from left to right."""
        return tuple(place for place in self.places if place.layer == layer)


def _places(parts: Iterable[PlanSlot | UnknownPlace]) -> list[tuple[int, int]]:
    return [(part.layer, part.position) for part in parts]


def _check_place(layer: int, position: int, facings: int, stack: int) -> None:
    if layer < 1 or position < 1:
        raise ValueError(f"expected layer and position from 1, got {layer} and {position}")
    if not 1 <= facings <= FACINGS_MAX or stack < 1:
        raise ValueError(f"expected 1..{FACINGS_MAX} facings and a stack, got {facings}, {stack}")
