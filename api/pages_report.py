"""The audit page's view of a report: every box, row and share, with one tint per product. Pure; no HTTP, no table.

A tint is the number of a CSS class: 1..16 for products, the most facings first, 0 for what is unknown.
Beyond 16 products the tints repeat; the badge (a running number) still tells products apart.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Protocol

TINTS: Final = 16
UNKNOWN_TINT: Final = 0


class Product(Protocol):
    """One product of a report (the CLI contract's ``products`` entry)."""

    @property
    def xyxy(self) -> Sequence[float]:
        """Return x1, y1, x2, y2 in pixels of the upright photo."""

    @property
    def layer(self) -> int:
        """Return the layer, the top one being 1."""

    @property
    def position(self) -> int:
        """Return the position in the layer, the left one being 1."""

    @property
    def group(self) -> int:
        """Return the number of the group of look-alikes."""

    @property
    def sku(self) -> str | None:
        """Return the code of the SKU, None for unknown."""


class Facing(Protocol):
    """Facings of one SKU (or of all that is unknown) in one layer, in both count modes."""

    @property
    def sku(self) -> str | None:
        """Return the code of the SKU, None for unknown."""

    @property
    def layer(self) -> int:
        """Return the layer, the top one being 1."""

    @property
    def columns(self) -> int:
        """Return the facings with stacked units counted once."""

    @property
    def units(self) -> int:
        """Return the facings with every visible unit counted."""


@dataclass(frozen=True)
class SkuLabel:
    """What the page writes for a SKU."""

    code: str
    brand: str
    name: str
    spec: str
    competitor: bool


@dataclass(frozen=True)
class Count:
    """Facings in both modes."""

    columns: int = 0
    units: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.columns + other.columns, self.units + other.units)


@dataclass(frozen=True)
class Share:
    """Percent of all facings counted, the unknown ones included, in both modes; one decimal."""

    columns: Decimal
    units: Decimal


@dataclass(frozen=True)
class Box:
    """A product's rectangle as the overlay draws it; ``badge`` is 0 for an unknown product."""

    index: int
    x: int
    y: int
    width: int
    height: int
    tint: int
    badge: int
    layer: int
    position: int
    group: int
    sku: SkuLabel | None


@dataclass(frozen=True)
class Row:
    """A line of the table; ``sku`` None is all that is unknown."""

    sku: SkuLabel | None
    tint: int
    badge: int
    total: Count
    share: Share
    by_layer: Mapping[int, Count]


@dataclass(frozen=True)
class BrandRows:
    """A brand's lines, the most facings first, with their sum."""

    brand: str
    competitor: bool
    total: Count
    share: Share
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ReportView:
    """All that the audit page shows of a finished report."""

    boxes: tuple[Box, ...]
    layers: tuple[int, ...]
    total: Count
    brands: tuple[BrandRows, ...]
    unknown: Row | None
    badges: tuple[Box, ...]
    """One box for each product: where the overlay writes its badge."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the lines of known products by badge."""
        rows = [row for brand in self.brands for row in brand.rows]
        return tuple(sorted(rows, key=lambda row: row.badge))


def percent(part: int, whole: int) -> Decimal:
    """Return ``part`` of ``whole`` in percent with one decimal; 0 where there is nothing to share."""
    if whole == 0:
        return Decimal("0.0")
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def view_report(
    products: Sequence[Product], facings: Sequence[Facing], labels: Mapping[str, SkuLabel]
) -> ReportView:
    """Return the view of a report.

    Args:
        products: in reading order; a box's ``index`` is its place here (the API's crop index).
        facings: the counts; the sums and shares come from them, never from the boxes.
        labels: what to write for a SKU; a code without a label is written as itself.
    """
    seen = {code for code in (*(p.sku for p in products), *(f.sku for f in facings)) if code is not None}
    known = {code: labels.get(code) or SkuLabel(code, "", code, "", False) for code in seen}
    total = sum((_count(facing) for facing in facings), Count())
    totals: Counter[str] = Counter()
    for facing in facings:
        if facing.sku is not None:
            totals[facing.sku] += facing.columns
    order = sorted(seen, key=lambda code: (-totals[code], code))
    badge = {code: number for number, code in enumerate(order, start=1)}
    boxes = tuple(
        Box(
            index=index,
            **_rectangle(product.xyxy),
            tint=_tint(badge[product.sku]) if product.sku is not None else UNKNOWN_TINT,
            badge=badge[product.sku] if product.sku is not None else 0,
            layer=product.layer,
            position=product.position,
            group=product.group,
            sku=known[product.sku] if product.sku is not None else None,
        )
        for index, product in enumerate(products)
    )
    rows = [_row(known[code], badge[code], [f for f in facings if f.sku == code], total) for code in order]
    unknown = [facing for facing in facings if facing.sku is None]
    return ReportView(
        boxes=boxes,
        layers=tuple(sorted({product.layer for product in products} | {f.layer for f in facings})),
        total=total,
        brands=_by_brand(rows, total),
        unknown=_row(None, 0, unknown, total) if unknown else None,
        badges=_badges(boxes),
    )


def _count(facing: Facing) -> Count:
    return Count(facing.columns, facing.units)


def _share(part: Count, whole: Count) -> Share:
    return Share(percent(part.columns, whole.columns), percent(part.units, whole.units))


def _tint(badge: int) -> int:
    return (badge - 1) % TINTS + 1


def _rectangle(xyxy: Sequence[float]) -> dict[str, int]:
    x1, y1, x2, y2 = (round(value) for value in xyxy)
    return {"x": x1, "y": y1, "width": max(1, x2 - x1), "height": max(1, y2 - y1)}


def _row(sku: SkuLabel | None, badge: int, facings: Sequence[Facing], whole: Count) -> Row:
    by_layer: dict[int, Count] = {}
    for facing in facings:
        by_layer[facing.layer] = by_layer.get(facing.layer, Count()) + _count(facing)
    total = sum(by_layer.values(), Count())
    tint = _tint(badge) if sku else UNKNOWN_TINT
    return Row(sku, tint, badge, total, _share(total, whole), dict(sorted(by_layer.items())))


def _by_brand(rows: Sequence[Row], whole: Count) -> tuple[BrandRows, ...]:
    brands: dict[str, list[Row]] = {}
    for row in rows:
        brands.setdefault(row.sku.brand if row.sku else "", []).append(row)
    result = []
    for brand, members in brands.items():
        total = sum((row.total for row in members), Count())
        competitor = any(row.sku is not None and row.sku.competitor for row in members)
        result.append(BrandRows(brand, competitor, total, _share(total, whole), tuple(members)))
    return tuple(sorted(result, key=lambda item: (-item.total.columns, item.brand)))


def _badges(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Return for each product the box nearest to the middle of all its boxes."""
    members: dict[int, list[Box]] = {}
    for box in boxes:
        if box.badge:
            members.setdefault(box.badge, []).append(box)
    chosen = []
    for group in members.values():
        x = sum(box.x + box.width / 2 for box in group) / len(group)
        y = sum(box.y + box.height / 2 for box in group) / len(group)
        chosen.append(
            min(group, key=lambda b: (abs(b.x + b.width / 2 - x) + abs(b.y + b.height / 2 - y), b.index))
        )
    return tuple(chosen)
