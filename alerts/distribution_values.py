"""What a distribution report says: figures of SKUs, brands and the whole, each with the visit before or its days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from alerts.growth import GrowthLine
from alerts.store_weights import Basis
from catalog.distribution_facts import (
    ArticleFact,
    CategorySales,
    PointCount,
    PointTotal,
    Snapshot,
    StoreFact,
)


@dataclass(frozen=True)
class DistributionFacts:
    """What a report is made of: states at the last day (`now`), at each store's visit before (`before`), and at the
    end of the period's first week (`base`); the series by SKU and moment; sales that weigh the stores."""

    stores: Mapping[int, StoreFact]
    articles: Mapping[int, ArticleFact]
    now: Snapshot
    before: Snapshot
    base: Snapshot
    totals: tuple[PointTotal, ...]
    counts: tuple[PointCount, ...]
    sales: tuple[CategorySales, ...]


@dataclass(frozen=True)
class Trend:
    """A SKU against the visit before, over the stores that have two: facings, stores won and lost."""

    stores: int
    facings: int
    facings_before: int
    gained: int
    lost: int

    @property
    def change(self) -> int:
        """Facings more (or fewer) than at the visit before."""
        return self.facings - self.facings_before


@dataclass(frozen=True)
class DayFigure:
    """One moment of a line in a chart: `stores` of `audited`; None where no store was audited for the category."""

    day: date
    nd_pct: Decimal | None
    stores: int
    audited: int
    facings: int


@dataclass(frozen=True)
class SkuLine:
    """A SKU over the stores audited for its category.

    `share_pct` is of all facings of the visits that tell of it, the unknown included; OOS counts stores whose
    must-stock list asks for it and that do not show it.
    """

    article: ArticleFact
    audited: int
    stores: int
    nd_pct: Decimal | None
    wd_pct: Decimal | None
    facings: int
    share_pct: Decimal | None
    must_stores: int
    oos_stores: int
    oos_pct: Decimal | None
    trend: Trend
    days: tuple[DayFigure, ...]


@dataclass(frozen=True)
class BrandLine:
    """A brand: `nd_pct` counts stores with any of its SKUs, `mean_nd_pct` and `days` the average of the SKUs' ND."""

    brand: str
    competitor: bool
    skus: int
    stores: int
    nd_pct: Decimal | None
    mean_nd_pct: Decimal | None
    facings: int
    share_pct: Decimal | None
    days: tuple[DayFigure, ...]


@dataclass(frozen=True)
class Headline:
    """The whole in a few figures: `facings` that have a name, `unknown` of all `seen` on the visits that tell of them.

    `*_before` are those of the visit before, over the stores and categories that have
    two; `*_again` are today's over the same, so that the difference is like for like.
    """

    stores: int
    audited: int
    generated: int
    facings: int
    seen: int
    unknown: int
    mean_nd_pct: Decimal | None
    must: int
    oos: int
    oos_pct: Decimal | None
    nd_again: Decimal | None
    nd_before: Decimal | None
    facings_again: int
    facings_before: int
    oos_again: Decimal | None
    oos_before: Decimal | None


@dataclass(frozen=True)
class DistributionReport:
    """The whole report; `growth` has categories, trade areas and both together, each the fastest growing first."""

    headline: Headline
    skus: tuple[SkuLine, ...]
    brands: tuple[BrandLine, ...]
    by_category: tuple[GrowthLine, ...]
    by_trade_area: tuple[GrowthLine, ...]
    by_both: tuple[GrowthLine, ...]
    basis: Mapping[str, Basis]
    totals: tuple[PointTotal, ...]
