"""A shelf as advice sees it: stacks in their layers, with the names in force; no pixel, no table."""

from dataclasses import dataclass

Xyxy = tuple[float, float, float, float]


@dataclass(frozen=True)
class Stack:
    """A column of alike units that counts as one facing (同层同列去重).

    `position` counts stacks from 1 at the left within the layer. `sku` is None while the product is unknown; `brand`
    may be sure even so. `group` is the look-alike group's number. `xyxy` spans all its units, pixels of the photo.
    `candidates` are SKU codes that an unknown product may be, the likeliest first, with their probabilities.
    """

    layer: int
    position: int
    sku: str | None
    brand: str | None
    group: int
    units: int
    xyxy: Xyxy
    candidates: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if self.layer < 1 or self.position < 1 or self.units < 1:
            raise ValueError(
                f"expected layer, position and units from 1, got {self.layer}, {self.position}, {self.units}"
            )

    @property
    def width(self) -> float:
        """Pixels from left to right."""
        return self.xyxy[2] - self.xyxy[0]

    @property
    def area(self) -> float:
        """Square pixels."""
        return self.width * (self.xyxy[3] - self.xyxy[1])


@dataclass(frozen=True)
class BareSpace:
    """A gap (空位) on a layer; layer 0 where it belongs to none."""

    layer: int
    xyxy: Xyxy


@dataclass(frozen=True)
class Shelf:
    """One photo's shelf: stacks by layer and position, gaps, the photo's size in pixels."""

    size_wh: tuple[int, int]
    stacks: tuple[Stack, ...]
    gaps: tuple[BareSpace, ...] = ()

    def __post_init__(self) -> None:
        places = [(stack.layer, stack.position) for stack in self.stacks]
        if places != sorted(places):
            raise ValueError("expected stacks in order of layer and position")

    @property
    def layers(self) -> int:
        """The number of the lowest layer."""
        return max((stack.layer for stack in self.stacks), default=0)

    def on_layer(self, layer: int) -> tuple[Stack, ...]:
        """The layer's stacks from left to right."""
        return tuple(stack for stack in self.stacks if stack.layer == layer)
