"""From named groups to counted facings, and to each brand's share with the unknown part named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

import numpy as np

from catalog.queries_skus import SkuFact
from vision.boxes import Ints
from vision.facings import count_facings

CountMode = Literal["columns", "units"]
_PLACES: Final = Decimal("0.1")


@dataclass(frozen=True)
class FacingRow:
    """Facings on one layer of one SKU, or of the unknown look-alikes `group`: exactly one of the two is given."""

    sku: SkuFact | None
    group: int | None
    layer: int
    columns: int
    units: int

    def __post_init__(self) -> None:
        if (self.sku is None) == (self.group is None):
            raise ValueError(f"expected a SKU or an unknown group, got {self.sku!r} and {self.group!r}")
        if not 1 <= self.columns <= self.units or self.layer < 1:
            raise ValueError(
                f"expected 1 <= columns <= units and layer >= 1, "
                f"got {self.columns}, {self.units}, {self.layer}"
            )


@dataclass(frozen=True)
class BrandShare:
    """A brand's part of all facings, the unknown ones included; `brand` None is that unknown part."""

    brand: str | None
    competitor: bool
    facings: int
    share_pct: Decimal


def count_rows(
    *, layer: Ints, column: Ints, group: Ints, names: Mapping[int, str | None], skus: Mapping[str, SkuFact]
) -> tuple[FacingRow, ...]:
    """Count N products, given the (N,) layer, stack and group of each and the SKU code of each group.

    Groups with one name count as one product; each unknown group counts for itself. By layer, known ones first
    by code, then unknown ones by number.

    Raises:
        KeyError: a group without an entry in `names`, or a code without one in `skus`.
    """
    codes = sorted({code for code in names.values() if code is not None})
    rank = {code: number for number, code in enumerate(codes)}
    keys = {
        number: rank[code] if code is not None else len(codes) + number for number, code in names.items()
    }
    key = np.array([keys[number] for number in group.tolist()], np.int64)
    rows = [
        FacingRow(
            sku=skus[codes[count.key]] if count.key < len(codes) else None,
            group=None if count.key < len(codes) else count.key - len(codes),
            layer=count.layer,
            columns=count.columns,
            units=count.units,
        )
        for count in count_facings(key, layer, column)
    ]
    return tuple(sorted(rows, key=lambda r: (r.layer, r.sku is None, r.sku.code if r.sku else "", r.group or 0)))


def brand_shares(rows: Iterable[FacingRow], mode: CountMode = "columns") -> tuple[BrandShare, ...]:
    """Share of shelf by count: the denominator is known + unknown facings. Largest first, unknown last."""
    facings: dict[str | None, int] = {}
    rivals: set[str | None] = set()
    for row in rows:
        brand = None if row.sku is None else row.sku.brand
        facings[brand] = facings.get(brand, 0) + (row.columns if mode == "columns" else row.units)
        if row.sku is not None and row.sku.competitor:
            rivals.add(brand)
    whole = sum(facings.values())
    shares = [
        BrandShare(
            brand, brand in rivals, count, (Decimal(100 * count) / whole).quantize(_PLACES, ROUND_HALF_UP)
        )
        for brand, count in facings.items()
    ]
    return tuple(sorted(shares, key=lambda s: (s.brand is None, -s.facings, s.brand or "")))
