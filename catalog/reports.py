"""What a finished audit hands over to be saved: values that check themselves, names of SKUs instead of ids."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Xyxy = tuple[float, float, float, float]


@dataclass(frozen=True)
class GroupDraft:
    """Look-alikes: `vector` (D,) float32; `sku` a code or None; `alternatives` (code, probability), best first."""

    number: int
    size: int
    best_xyxy: Xyxy
    vector: npt.NDArray[np.float32]
    sku: str | None
    probability: float | None
    alternatives: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if self.size < 1 or self.vector.ndim != 1:
            raise ValueError(f"expected size >= 1 and a (D,) vector, got {self.size} and {self.vector.shape}")


@dataclass(frozen=True)
class ProductDraft:
    """A product's box in pixels of the upright photo and its place; in reading order within the report."""

    xyxy: Xyxy
    score: float
    layer: int
    position: int
    column: int
    group: int


@dataclass(frozen=True)
class GapDraft:
    """A bare place on a layer."""

    xyxy: Xyxy
    score: float
    layer: int


@dataclass(frozen=True)
class FacingDraft:
    """Facings of a SKU on a layer, or of the unknown group `group`: exactly one of the two is given."""

    sku: str | None
    group: int | None
    layer: int
    columns: int
    units: int

    def __post_init__(self) -> None:
        if (self.sku is None) == (self.group is None):
            raise ValueError(f"expected a SKU or an unknown group, got sku={self.sku!r} group={self.group!r}")


@dataclass(frozen=True)
class ReportDraft:
    """Everything that one look at a photo found; `models` has name, version and sha256 of each model used.

    `talkers` are the signs that offer something, in the shape of the photo's report; None: nobody looked for them.
    `matches` has the nearest reference's id of each group that was named, and the code that it was named.
    """

    size_wh: tuple[int, int]
    models: tuple[dict[str, Any], ...]
    catalog_version: int
    quality: dict[str, Any]
    truncated: bool
    seconds: dict[str, float]
    groups: tuple[GroupDraft, ...]
    products: tuple[ProductDraft, ...]
    gaps: tuple[GapDraft, ...]
    facings: tuple[FacingDraft, ...]
    talkers: tuple[dict[str, Any], ...] | None = None
    matches: tuple[tuple[int, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.products:
            raise ValueError(
                "expected products: a photo of nothing is a failure, not a report of zero facings"
            )
        numbers = {group.number for group in self.groups}
        strays = {p.group for p in self.products} - numbers
        if strays or len(numbers) != len(self.groups):
            raise ValueError(f"expected each group once and each product in one, got strays {sorted(strays)}")
        counted, seen = sum(f.units for f in self.facings), len(self.products)
        if counted != seen:
            raise ValueError(f"expected facings of all {seen} products, got {counted} units")
