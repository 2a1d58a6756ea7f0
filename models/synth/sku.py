"""A fictional product: what a catalogue says of it, and how its pack looks."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Bgr = tuple[int, int, int]
Shape = Literal[
    "bottle", "jug", "pump", "can", "tube", "brick", "gable", "box", "bag", "cup", "pot", "doypack"
]
SHAPES: Final[tuple[Shape, ...]] = (
    "bottle", "jug", "pump", "can", "tube", "brick", "gable", "box", "bag", "cup", "pot", "doypack",
)  # fmt: skip
Plate = Literal["bar", "oval", "shield", "ribbon", "plain", "seal"]
PLATES: Final[tuple[Plate, ...]] = ("bar", "oval", "shield", "ribbon", "plain", "seal")
Panel = Literal["wave", "slant", "arch", "bands", "disc", "split", "rays", "window", "plain"]
PANELS: Final[tuple[Panel, ...]] = (
    "wave", "slant", "arch", "bands", "disc", "split", "rays", "window", "plain",
)  # fmt: skip
LAYOUTS: Final = 4


@dataclass(frozen=True)
class Look:
    """How a pack is printed. Siblings of a brand share `plate`, `panel`, `layout` and the logo colours.

    `seed` decides the small print and the scatter of the art; all else is said outright.
    """

    shape: Shape
    ground: Bgr
    second: Bgr
    accent: Bgr
    ink: Bgr
    plate: Plate
    plate_ground: Bgr
    plate_ink: Bgr
    panel: Panel
    layout: int
    motif: str
    motif_colour: Bgr
    body: Bgr
    cap: Bgr
    clear: bool
    slogan: str
    seed: int

    def __post_init__(self) -> None:
        """Raise ValueError for a layout that does not exist."""
        if not 0 <= self.layout < LAYOUTS:
            raise ValueError(f"expected a layout of 0..{LAYOUTS - 1}, got {self.layout}")


@dataclass(frozen=True)
class Sku:
    """One article: `list_price` in yuan, sizes in mm as it stands on a shelf, `gtin` of 13 digits."""

    code: str
    brand: str
    name: str
    spec: str
    category: str
    gtin: str
    competitor: bool
    list_price: Decimal
    width_mm: int
    height_mm: int
    depth_mm: int
    look: Look

    def __post_init__(self) -> None:
        """Raise ValueError for a GTIN whose check digit is wrong or a pack without size."""
        if len(self.gtin) != 13 or self.gtin != gtin13(self.gtin[:12]):
            raise ValueError(f"expected a GTIN-13 with its check digit, got {self.gtin!r}")
        if min(self.width_mm, self.height_mm, self.depth_mm) <= 0:
            raise ValueError(
                f"expected sizes above 0 mm, got {self.width_mm}×{self.height_mm}×{self.depth_mm}"
            )


def gtin13(twelve: str) -> str:
    """Twelve digits → thirteen, by the GS1 check digit (weights 1 and 3 in turn)."""
    if len(twelve) != 12 or not twelve.isdigit():
        raise ValueError(f"expected 12 digits, got {twelve!r}")
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"
