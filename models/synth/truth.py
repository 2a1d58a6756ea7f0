"""What is truly on a drawn photo: every front unit and every gap, to the pixel."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

Xyxy = tuple[float, float, float, float]


@dataclass(frozen=True)
class TrueProduct:
    """One front unit: the box of its visible pixels, `visible` as a part of the unit's own area.

    `layer` counts from 1 at the top, `position` from 1 at the left of the layer, `column` from 0 over the whole photo
    (stacked units share both), `level` from 0 on the board.
    """

    xyxy: Xyxy
    sku: str
    brand: str
    spec: str
    layer: int
    position: int
    column: int
    level: int
    visible: float


@dataclass(frozen=True)
class TrueGap:
    """Bare board where `sku` belongs; `after` is the number of columns to its left in the layer."""

    xyxy: Xyxy
    layer: int
    after: int
    sku: str


@dataclass(frozen=True)
class ShelfTruth:
    """Products in reading order, gaps, and boxes of units too hidden or cut to be counted either way."""

    size_wh: tuple[int, int]
    products: tuple[TrueProduct, ...]
    gaps: tuple[TrueGap, ...]
    ignored: tuple[Xyxy, ...]

    def columns(self) -> Mapping[str, int]:
        """Facings by SKU, stacked units of one layer counted once."""
        return Counter(sku for sku, _ in {(product.sku, product.column) for product in self.products})

    def units(self) -> Mapping[str, int]:
        """Visible front units by SKU."""
        return Counter(product.sku for product in self.products)

    def to_json(self) -> dict[str, Any]:
        """Plain lists and numbers; boxes with a tenth of a pixel."""
        document = asdict(self)
        for key in ("products", "gaps"):
            for row in document[key]:
                row["xyxy"] = [round(value, 1) for value in row["xyxy"]]
        document["ignored"] = [[round(value, 1) for value in box] for box in self.ignored]
        document["facings"] = [
            {"sku": sku, "columns": count, "units": self.units()[sku]}
            for sku, count in sorted(self.columns().items())
        ]
        return document
