"""What the API says of distribution: percentages as text with one decimal, None where nothing can be said."""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from alerts.distribution import SALES_DAYS, WITHIN_DAYS
from alerts.distribution_values import BrandLine, DayFigure, Headline, SkuLine
from alerts.growth import GrowthLine
from alerts.store_weights import Basis
from api.distribution import MadeReport

Pct = str | None


def _pct(value: Decimal | None) -> Pct:
    return None if value is None else str(value)


def _plain(line: Headline | GrowthLine) -> dict[str, Any]:
    return {name: _pct(value) if isinstance(value, Decimal) else value for name, value in vars(line).items()}


class PeriodAnswer(BaseModel):
    """The days that the report is about, and how it looks at them."""

    first: date = Field(serialization_alias="from")
    last: date = Field(serialization_alias="to")
    cut: bool = Field(description="more was asked for; the last 366 days are reported")
    base_day: date = Field(description="growth is counted from here: the end of the first week")
    within_days: int = Field(
        default=WITHIN_DAYS, description="a store's state is its latest visit among so many days"
    )
    sales_days: int = Field(default=SALES_DAYS, description="sales of so many days weigh the stores (WD)")


class HeadlineAnswer(BaseModel):
    """The whole; `nd_before`, `oos_before` and `facings_before` are of the visit before, the `*_again` of today over
    the same stores."""

    stores: int = Field(description="stores of the scope that you may see")
    audited: int = Field(description="of them with a visit in time")
    generated: int = Field(description="of these, states that were made up by the demo and have no photo")
    facings: int = Field(description="that have a name")
    seen: int = Field(description="all facings of these visits")
    unknown: int = Field(description="of them without a name")
    mean_nd_pct: Pct = Field(description="average ND of the SKUs", examples=["71.4"])
    must: int = Field(description="must-stock lines: a SKU that a store has to carry")
    oos: int = Field(description="of them not on the shelf")
    oos_pct: Pct
    nd_again: Pct
    nd_before: Pct
    facings_again: int
    facings_before: int
    oos_again: Pct
    oos_before: Pct

    @staticmethod
    def of(line: Headline) -> "HeadlineAnswer":
        """The figures as an answer."""
        return HeadlineAnswer.model_validate(_plain(line))


class DayAnswer(BaseModel):
    """A moment of a line."""

    day: date
    nd_pct: Pct
    stores: int
    audited: int = Field(description="stores with a visit in time that showed the category")
    facings: int

    @staticmethod
    def of(figure: DayFigure) -> "DayAnswer":
        """The moment as an answer."""
        return DayAnswer(
            day=figure.day,
            nd_pct=_pct(figure.nd_pct),
            stores=figure.stores,
            audited=figure.audited,
            facings=figure.facings,
        )


class TrendAnswer(BaseModel):
    """Against each store's visit before, over the stores that have two."""

    stores: int
    facings: int
    facings_before: int
    change: int
    gained: int = Field(description="stores where it has come")
    lost: int = Field(description="stores where it has gone")


class SkuDistribution(BaseModel):
    """A SKU over the stores audited for its category."""

    sku: str = Field(examples=["QL001"])
    brand: str
    name: str
    spec: str
    category: str
    competitor: bool
    audited: int = Field(description="stores whose visits in time showed the category: the denominator of ND")
    stores: int = Field(description="of them, where it stands")
    nd_pct: Pct = Field(examples=["82.5"])
    wd_pct: Pct
    facings: int = Field(description="columns")
    share_pct: Pct = Field(description="of all facings of these visits, the unknown included")
    must_stores: int
    oos_stores: int
    oos_pct: Pct
    trend: TrendAnswer
    days: list[DayAnswer]

    @staticmethod
    def of(line: SkuLine) -> "SkuDistribution":
        """The line as an answer."""
        article, trend = line.article, line.trend
        return SkuDistribution(
            sku=article.code,
            brand=article.brand,
            name=article.name,
            spec=article.spec,
            category=article.category,
            competitor=article.competitor,
            audited=line.audited,
            stores=line.stores,
            nd_pct=_pct(line.nd_pct),
            wd_pct=_pct(line.wd_pct),
            facings=line.facings,
            share_pct=_pct(line.share_pct),
            must_stores=line.must_stores,
            oos_stores=line.oos_stores,
            oos_pct=_pct(line.oos_pct),
            trend=TrendAnswer(**vars(trend), change=trend.change),
            days=[DayAnswer.of(figure) for figure in line.days],
        )


class BrandDistribution(BaseModel):
    """A brand: `nd_pct` counts stores with any of its SKUs, `mean_nd_pct` and `days` are its SKUs' average."""

    brand: str
    competitor: bool
    skus: int
    stores: int
    nd_pct: Pct
    mean_nd_pct: Pct
    facings: int
    share_pct: Pct
    days: list[DayAnswer]

    @staticmethod
    def of(line: BrandLine) -> "BrandDistribution":
        """The line as an answer."""
        return BrandDistribution(
            brand=line.brand,
            competitor=line.competitor,
            skus=line.skus,
            stores=line.stores,
            nd_pct=_pct(line.nd_pct),
            mean_nd_pct=_pct(line.mean_nd_pct),
            facings=line.facings,
            share_pct=_pct(line.share_pct),
            days=[DayAnswer.of(figure) for figure in line.days],
        )


class GrowthAnswer(BaseModel):
    """A category, a trade area, or both, over the stores visited by the end of the first week and since."""

    category: str | None
    trade_area: str | None
    stores: int
    skus: int
    facings_before: int
    facings: int
    growth_pct: Pct = Field(description="change of facings; null where the base is under 50 facings")
    nd_before: Pct
    nd_pct: Pct = Field(description="average ND of the group's SKUs")
    nd_points: Pct

    @staticmethod
    def of(line: GrowthLine) -> "GrowthAnswer":
        """The line as an answer."""
        return GrowthAnswer.model_validate({**_plain(line), "nd_points": _pct(line.nd_points)})


class DistributionAnswer(BaseModel):
    """The distribution report (铺货报告): ND over the audited stores, WD weighed by their sales of the category."""

    period: PeriodAnswer
    headline: HeadlineAnswer
    weights: dict[str, Basis] = Field(
        description="by category: what weighs a store in WD; equal: no sales are known"
    )
    skus: list[SkuDistribution]
    brands: list[BrandDistribution]
    by_category: list[GrowthAnswer] = Field(description="fastest growing first")
    by_trade_area: list[GrowthAnswer]
    by_both: list[GrowthAnswer]

    @staticmethod
    def of(made: MadeReport) -> "DistributionAnswer":
        """The report as an answer."""
        period, report = made.period, made.report
        return DistributionAnswer(
            period=PeriodAnswer(
                first=period.first, last=period.last, cut=period.cut, base_day=period.base_day
            ),
            headline=HeadlineAnswer.of(report.headline),
            weights=dict(report.basis),
            skus=[SkuDistribution.of(line) for line in report.skus],
            brands=[BrandDistribution.of(line) for line in report.brands],
            by_category=[GrowthAnswer.of(line) for line in report.by_category],
            by_trade_area=[GrowthAnswer.of(line) for line in report.by_trade_area],
            by_both=[GrowthAnswer.of(line) for line in report.by_both],
        )
