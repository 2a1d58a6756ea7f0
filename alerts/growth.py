"""Growth of categories and trade areas between two moments, like for like; the fastest growing first."""

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

import numpy as np

from alerts.lines_chosen import category_numbers, lines_within
from catalog.distribution_facts import ArticleFact, Snapshot, StoreFact
from catalog.shelf_lines import ShelfLines

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


_Pair = tuple[int, str]
_Cells = Mapping[_Pair, tuple[int, int]]
"""Facings and SKUs that stand there, by store and category."""


@dataclass(frozen=True)
class Compared:
    """Two moments over the stores and categories that were seen on two different days, and each category's SKUs."""

    pairs: Set[_Pair]
    skus: Mapping[str, Set[int]]
    base: _Cells
    now: _Cells


def compare(base: Snapshot, now: Snapshot, articles: Mapping[int, ArticleFact]) -> Compared:
    """The two moments, like for like."""
    kept = {
        pair
        for pair, visit in now.visits.items()
        if pair in base.visits and base.visits[pair].day < visit.day
    }
    lines = [each.lines.only(lines_within(each.lines, articles, kept)) for each in (base, now)]
    skus: dict[str, set[int]] = defaultdict(set)
    for sku in {sku for each in lines for sku in np.unique(each.sku).tolist()}:
        skus[articles[sku].category].add(sku)
    return Compared(kept, skus, *(_cells(each, articles) for each in lines))


@dataclass
class _Counts:
    facings: int = 0
    listed: int = 0


@dataclass
class _Seen:
    """A group's stores and SKUs; `places` counts the pairs of them that could be looked at."""

    base: _Counts = field(default_factory=_Counts)
    now: _Counts = field(default_factory=_Counts)
    stores: set[int] = field(default_factory=set)
    skus: set[int] = field(default_factory=set)
    places: int = 0


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """`part` of `whole` in percent, one decimal; None where the whole is nothing."""
    return (Decimal(100) * part / whole).quantize(_TENTH, ROUND_HALF_UP) if whole > 0 else None


def growth_lines(compared: Compared, stores: Mapping[int, StoreFact], by: Grouping) -> tuple[GrowthLine, ...]:
    """Groups by growth of facings, the fastest first; those with too small a base last, most facings first."""
    seen: dict[_Group, _Seen] = defaultdict(_Seen)
    nothing = 0, 0
    for pair in compared.pairs:
        store, category = pair
        area = None if by == "category" else stores[store].trade_area
        found, skus = seen[None if by == "trade_area" else category, area], compared.skus.get(category, set())
        found.stores.add(store)
        found.skus |= skus
        found.places += len(skus)
        for counts, cells in ((found.base, compared.base), (found.now, compared.now)):
            facings, listed = cells.get(pair, nothing)
            counts.facings += facings
            counts.listed += listed
    lines = [_line(group, found) for group, found in seen.items()]
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


def _cells(lines: ShelfLines, articles: Mapping[int, ArticleFact]) -> _Cells:
    names, category = category_numbers(lines, articles)
    pairs, which = np.unique(lines.store * len(names) + category, return_inverse=True)
    facings = np.bincount(which, weights=lines.facings, minlength=len(pairs)).astype(np.int64)
    listed = np.bincount(which[lines.facings > 0], minlength=len(pairs))
    rows = zip(pairs.tolist(), facings.tolist(), listed.tolist(), strict=True)
    return {(pair // len(names), names[pair % len(names)]): (columns, there) for pair, columns, there in rows}


def _line(group: _Group, seen: _Seen) -> GrowthLine:
    base, now = seen.base, seen.now
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
