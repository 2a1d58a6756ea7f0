"""Growth of categories and trade areas between two moments, like for like; the fastest growing first."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from catalog.distribution_facts import ArticleFact, Snapshot, StoreFact

Grouping = Literal["category", "trade_area", "both"]
LEAST_STORES: Final = 3
LEAST_FACINGS: Final = 20
"""A base below either is too small to grow by a percentage: such groups come last, without one."""
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True)
class GrowthLine:
    """A category, a trade area (商圈) or both; None is «all». Over the `stores` seen on two different days, at the end
    of the first week and at the end; `growth_pct` is the change of their facings, `nd_points` that of the average ND
    of the group's SKUs. `growth_pct` is None for a base too small to tell."""

    category: str | None
    trade_area: str | None
    stores: int
    skus: int
    facings_before: int
    facings: int
    growth_pct: Decimal | None
    nd_before: Decimal | None
    nd_pct: Decimal | None

    @property
    def nd_points(self) -> Decimal | None:
        """Percentage points that the average ND rose."""
        if self.nd_pct is None or self.nd_before is None:
            return None
        return self.nd_pct - self.nd_before


@dataclass
class _Cell:
    facings: int = 0
    listed: int = 0


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """`part` of `whole` in percent, one decimal; None where the whole is nothing."""
    return (Decimal(100) * part / whole).quantize(_TENTH, ROUND_HALF_UP) if whole > 0 else None


def growth_lines(
    base: Snapshot,
    now: Snapshot,
    stores: Mapping[int, StoreFact],
    articles: Mapping[int, ArticleFact],
    by: Grouping,
) -> tuple[GrowthLine, ...]:
    """Groups by growth of facings, the fastest first; those with too small a base last, most facings first."""
    kept = frozenset(
        store
        for store, visit in now.visits.items()
        if store in base.visits and base.visits[store].day < visit.day
    )
    cells = [_cells(snapshot, kept, stores, articles, by) for snapshot in (base, now)]
    skus: dict[str | None, set[int]] = defaultdict(set)
    for snapshot in (base, now):
        for line in snapshot.lines:
            if line.store in kept:
                skus[articles[line.sku].category].add(line.sku)
                skus[None].add(line.sku)
    seen: dict[str | None, int] = defaultdict(int)
    for store in kept:
        seen[stores[store].trade_area] += 1
        seen[None] += 1
    lines = [
        _line(group, cells[0][group], cells[1][group], seen[group[1]], len(skus[group[0]]))
        for group in cells[0].keys() | cells[1].keys()
    ]
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                line.growth_pct is None,
                -(line.growth_pct or 0),
                -line.facings,
                line.category or "",
                line.trade_area or "",
            ),
        )
    )


def _cells(
    snapshot: Snapshot,
    kept: frozenset[int],
    stores: Mapping[int, StoreFact],
    articles: Mapping[int, ArticleFact],
    by: Grouping,
) -> dict[tuple[str | None, str | None], _Cell]:
    cells: dict[tuple[str | None, str | None], _Cell] = defaultdict(_Cell)
    for line in snapshot.lines:
        if line.store in kept:
            category = None if by == "trade_area" else articles[line.sku].category
            area = None if by == "category" else stores[line.store].trade_area
            cell = cells[category, area]
            cell.facings += line.facings
            cell.listed += line.facings > 0
    return cells


def _line(
    group: tuple[str | None, str | None], base: _Cell, now: _Cell, stores: int, skus: int
) -> GrowthLine:
    big = stores >= LEAST_STORES and base.facings >= LEAST_FACINGS
    return GrowthLine(
        category=group[0],
        trade_area=group[1],
        stores=stores,
        skus=skus,
        facings_before=base.facings,
        facings=now.facings,
        growth_pct=percent(now.facings - base.facings, base.facings) if big else None,
        nd_before=percent(base.listed, stores * skus),
        nd_pct=percent(now.listed, stores * skus),
    )
