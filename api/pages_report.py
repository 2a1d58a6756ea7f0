"""The audit page's view of a report: every box, row and share, with one tint per product. Pure; no HTTP, no table.

A tint is the number of a CSS class: 1..16 for products, the most facings first, 0 for what is unknown.
Beyond 16 products the tints repeat; the badge (a running number) still tells products apart.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from api.report_stored import kin_of
from catalog.queries_audits import FacingView, Report
from catalog.queries_skus import SkuFact
from catalog.tables_seen import Detection

TINTS: Final = 16
UNKNOWN_TINT: Final = 0


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

    x: int
    y: int
    width: int
    height: int
    index: int
    tint: int
    badge: int
    layer: int
    position: int
    group: int
    sku: SkuFact | None


@dataclass(frozen=True)
class Gap:
    """A bare place's rectangle as the overlay draws it."""

    x: int
    y: int
    width: int
    height: int
    layer: int


@dataclass(frozen=True)
class Row:
    """A line of the table; ``sku`` None is what is unknown of ``brand``, or of no sure brand at all (empty)."""

    sku: SkuFact | None
    brand: str
    competitor: bool
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
    gaps: tuple[Gap, ...]
    layers: tuple[int, ...]
    total: Count
    brands: tuple[BrandRows, ...]
    unknown: Row | None
    unknown_groups: int
    """How many look-alike groups the unknown row sums up."""
    badges: tuple[Box, ...]
    """One box for each product: where the overlay writes its badge."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the lines of known products by badge."""
        rows = [row for brand in self.brands for row in brand.rows if row.sku is not None]
        return tuple(sorted(rows, key=lambda row: row.badge))


def percent(part: int, whole: int) -> Decimal:
    """Return ``part`` of ``whole`` in percent with one decimal; 0 where there is nothing to share."""
    if whole == 0:
        return Decimal("0.0")
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def view_report(report: Report) -> ReportView:
    """Return the view of a report; the sums and shares come from its facings, never from its boxes.

    A box's ``index`` is the product's place in the report, which is the API's crop index.
    """
    skus = {view.group.number: view.sku for view in report.groups}
    known = {sku.code: sku for sku in (*skus.values(), *(f.sku for f in report.facings)) if sku is not None}
    columns: Counter[str] = Counter()
    for facing in report.facings:
        if facing.sku is not None:
            columns[facing.sku.code] += facing.columns
    total = sum((_count(facing) for facing in report.facings), Count())
    order = sorted(known, key=lambda code: (-columns[code], code))
    badges = {code: number for number, code in enumerate(order, start=1)}
    boxes = tuple(
        _box(index, product, skus.get(product.group_number or 0), badges)
        for index, product in enumerate(report.products)
    )
    rows = [
        _row(known[code], badges[code], [f for f in report.facings if f.sku and f.sku.code == code], total)
        for code in order
    ]
    kin = {view.group.number: kin_of(view) for view in report.groups if view.sku is None}
    of_brand: dict[tuple[str, bool], list[FacingView]] = {}
    unknown: list[FacingView] = []
    for facing in report.facings:
        if facing.sku is None:
            near = kin.get(facing.group_number or 0)
            (of_brand.setdefault((near.brand, near.competitor), []) if near else unknown).append(facing)
    rows += [_open_row(brand, rival, members, total) for (brand, rival), members in of_brand.items()]
    return ReportView(
        boxes=boxes,
        gaps=tuple(Gap(*_rectangle(gap), layer=gap.layer) for gap in report.gaps),
        layers=tuple(sorted({product.layer for product in report.products})),
        total=total,
        brands=_by_brand(rows, total),
        unknown=_row(None, 0, unknown, total) if unknown else None,
        unknown_groups=len({facing.group_number for facing in unknown}),
        badges=_badges(boxes),
    )


def _box(index: int, product: Detection, sku: SkuFact | None, badges: Mapping[str, int]) -> Box:
    badge = badges[sku.code] if sku else 0
    return Box(
        *_rectangle(product),
        index=index,
        tint=_tint(badge),
        badge=badge,
        layer=product.layer,
        position=product.position or 0,
        group=product.group_number or 0,
        sku=sku,
    )


def _count(facing: FacingView) -> Count:
    return Count(facing.columns, facing.units)


def _share(part: Count, whole: Count) -> Share:
    return Share(percent(part.columns, whole.columns), percent(part.units, whole.units))


def _tint(badge: int) -> int:
    return (badge - 1) % TINTS + 1 if badge else UNKNOWN_TINT


def _rectangle(box: Detection) -> tuple[int, int, int, int]:
    """Return x, y, width, height in whole pixels."""
    x1, y1, x2, y2 = (round(value) for value in (box.x1, box.y1, box.x2, box.y2))
    return x1, y1, max(1, x2 - x1), max(1, y2 - y1)


def _open_row(brand: str, competitor: bool, facings: Sequence[FacingView], whole: Count) -> Row:
    """What is surely of a brand, and not surely one of its SKUs."""
    return replace(_row(None, 0, facings, whole), brand=brand, competitor=competitor)


def _row(sku: SkuFact | None, badge: int, facings: Sequence[FacingView], whole: Count) -> Row:
    by_layer: dict[int, Count] = {}
    for facing in facings:
        by_layer[facing.layer] = by_layer.get(facing.layer, Count()) + _count(facing)
    total = sum(by_layer.values(), Count())
    brand, competitor = (sku.brand, sku.competitor) if sku else ("", False)
    layers = dict(sorted(by_layer.items()))
    return Row(sku, brand, competitor, _tint(badge), badge, total, _share(total, whole), layers)


def _by_brand(rows: Sequence[Row], whole: Count) -> tuple[BrandRows, ...]:
    brands: dict[str, list[Row]] = {}
    for row in rows:
        brands.setdefault(row.brand, []).append(row)
    result = []
    for brand, members in brands.items():
        total = sum((row.total for row in members), Count())
        competitor = any(row.competitor for row in members)
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
