"""Growth of categories and trade areas between two moments, like for like; the fastest growing first."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from catalog.distribution_facts import ArticleFact, Snapshot, StoreFact

Grouping = Literal["category", "trade_area", "both"]
LEAST_FACINGS: Final = 50
"""A smaller base does not grow by a percentage worth ranking: such groups come last, without one."""
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True)
class GrowthLine:
    """A category, a trade area (商圈) or both; None is «all».

    Over the `stores` whose category was seen on two different days, by the end of the first week and by the end of the
    period: `growth_pct` is the change of their facings, None for a base too small to tell; `nd_points` that of the
    average ND of the group's SKUs.
    """

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


_Group = tuple[str | None, str | None]


@dataclass
class _Cell:
    facings: int = 0
    listed: int = 0


@dataclass
class _Seen:
    """A group's stores and SKUs; `places` counts the pairs of them that could be looked at."""

    stores: set[int] = field(default_factory=set)
    skus: set[int] = field(default_factory=set)
    places: int = 0


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
    kept = {
        pair
        for pair, visit in now.visits.items()
        if pair in base.visits and base.visits[pair].day < visit.day
    }

    def group_of(store: int, category: str) -> _Group:
        return None if by == "trade_area" else category, None if by == "category" else stores[
            store
        ].trade_area

    cells = [_cells(snapshot, kept, articles, group_of) for snapshot in (base, now)]
    skus: dict[str, set[int]] = defaultdict(set)
    for snapshot in (base, now):
        for line in snapshot.lines:
            category = articles[line.sku].category
            if (line.store, category) in kept:
                skus[category].add(line.sku)
    seen: dict[_Group, _Seen] = defaultdict(_Seen)
    for store, category in kept:
        found = seen[group_of(store, category)]
        found.stores.add(store)
        found.skus |= skus[category]
        found.places += len(skus[category])
    lines = [_line(group, cells[0][group], cells[1][group], found) for group, found in seen.items()]
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
    kept: Set[tuple[int, str]],
    articles: Mapping[int, ArticleFact],
    group_of: Callable[[int, str], _Group],
) -> dict[_Group, _Cell]:
    cells: dict[_Group, _Cell] = defaultdict(_Cell)
    for line in snapshot.lines:
        category = articles[line.sku].category
        if (line.store, category) in kept:
            cell = cells[group_of(line.store, category)]
            cell.facings += line.facings
            cell.listed += line.facings > 0
    return cells


def _line(group: _Group, base: _Cell, now: _Cell, seen: _Seen) -> GrowthLine:
    big = base.facings >= LEAST_FACINGS
    return GrowthLine(
        category=group[0],
        trade_area=group[1],
        stores=len(seen.stores),
        skus=len(seen.skus),
        facings_before=base.facings,
        facings=now.facings,
        growth_pct=percent(now.facings - base.facings, base.facings) if big else None,
        nd_before=percent(base.listed, seen.places),
        nd_pct=percent(now.listed, seen.places),
    )
