"""Distribution (铺货): where each SKU stands, weighed by what stores sell, and what changed since the last visit.

ND 数值铺货率 is the part of the audited stores where a SKU stands; WD 加权铺货率 counts each store by what it sells of
the SKU's category. Both as the trade defines them (e.g. Farris et al., Marketing Metrics, «numeric and all commodity
volume distribution», here product category volume).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np

from alerts.distribution_values import (
    BrandLine,
    DayFigure,
    DistributionFacts,
    DistributionReport,
    Headline,
    SkuLine,
    Trend,
)
from alerts.growth import compare, growth_lines, percent
from alerts.lines_chosen import NO_LINES, lines_by_sku, lines_within
from alerts.store_weights import StoreWeights, weigh_stores
from catalog.distribution_facts import PointCount, PointTotal, Snapshot
from catalog.shelf_lines import ShelfLines

WITHIN_DAYS: Final = 30
"""A store's state at a day is, by category, its latest shelf day that showed the category among so many days."""
SALES_DAYS: Final = 28
"""What a store sold in so many days before the report's last day weighs it."""


def distribution_report(facts: DistributionFacts) -> DistributionReport:
    """The report; SKUs that no audited store shows and no list asks for are left out. Most facings first."""
    weights = weigh_stores(facts.sales, {a.category for a in facts.articles.values()})
    skus = _sku_lines(facts, weights)
    compared = compare(facts.base, facts.now, facts.articles)
    return DistributionReport(
        headline=_headline(facts, skus),
        skus=skus,
        brands=_brand_lines(facts, skus),
        by_category=growth_lines(compared, facts.stores, "category"),
        by_trade_area=growth_lines(compared, facts.stores, "trade_area"),
        by_both=growth_lines(compared, facts.stores, "both"),
        basis={category: weights.basis[category] for category in sorted({s.article.category for s in skus})},
        totals=facts.totals,
    )


def weighted_pct(
    present: Iterable[int], audited: Iterable[int], weight: Mapping[int, Decimal]
) -> Decimal | None:
    """Part of the audited stores' weight where the SKU stands; a store without a weight has none.

    None where all weights are 0: nothing could be said.
    """
    whole = sum((weight.get(store, Decimal(0)) for store in audited), Decimal(0))
    part = sum((weight.get(store, Decimal(0)) for store in present), Decimal(0))
    return percent(part, whole)


def _by_category(pairs: Iterable[tuple[int, str]]) -> dict[str, tuple[int, ...]]:
    """Stores by category."""
    found: dict[str, list[int]] = defaultdict(list)
    for store, category in pairs:
        found[category].append(store)
    return {category: tuple(stores) for category, stores in found.items()}


def _seen_by_category(snapshot: Snapshot) -> dict[str, int]:
    """All facings, the unknown included, of the visits that tell of a category."""
    found: dict[str, int] = defaultdict(int)
    for (_, category), visit in snapshot.visits.items():
        found[category] += visit.facings
    return found


def _sku_lines(facts: DistributionFacts, weights: StoreWeights) -> tuple[SkuLine, ...]:
    audited_for = _by_category(facts.now.visits)
    seen = _seen_by_category(facts.now)
    now, before = lines_by_sku(facts.now.lines), lines_by_sku(facts.before.lines)
    series = _series(facts)
    twice = facts.now.visits.keys() & facts.before.visits.keys()
    visited_twice = Counter(category for _, category in twice)
    again = lines_by_sku(facts.now.lines.only(lines_within(facts.now.lines, facts.articles, twice)))
    past = lines_by_sku(facts.before.lines.only(lines_within(facts.before.lines, facts.articles, twice)))
    lines = []
    for sku, article in facts.articles.items():
        if sku not in now and sku not in before and sku not in series:
            continue
        here = now.get(sku, NO_LINES)
        audited = audited_for.get(article.category, ())
        present = here.store[here.facings > 0].tolist()
        facings, must = int(here.facings.sum()), int(here.must.sum())
        oos = int((here.must & (here.facings == 0)).sum())
        lines.append(
            SkuLine(
                article=article,
                audited=len(audited),
                stores=len(present),
                nd_pct=percent(len(present), len(audited)),
                wd_pct=weighted_pct(present, audited, weights.of(article.category, audited)),
                facings=facings,
                share_pct=percent(facings, seen.get(article.category, 0)),
                must_stores=must,
                oos_stores=oos,
                oos_pct=percent(oos, must),
                trend=_trend(
                    visited_twice[article.category], again.get(sku, NO_LINES), past.get(sku, NO_LINES)
                ),
                days=_days(facts.totals, series.get(sku, {}), article.category),
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.facings, line.article.code)))


def _trend(visited_twice: int, here: ShelfLines, past: ShelfLines) -> Trend:
    """Of lines of the stores that were visited twice; a store without a line has no facings."""
    now, before = here.store[here.facings > 0], past.store[past.facings > 0]
    both = len(np.intersect1d(now, before, assume_unique=True))
    return Trend(
        stores=visited_twice,
        facings=int(here.facings.sum()),
        facings_before=int(past.facings.sum()),
        gained=len(now) - both,
        lost=len(before) - both,
    )


def _series(facts: DistributionFacts) -> dict[int, dict[int, PointCount]]:
    found: dict[int, dict[int, PointCount]] = defaultdict(dict)
    for count in facts.counts:
        found[count.sku][count.point] = count
    return found


def _days(
    totals: tuple[PointTotal, ...], points: Mapping[int, PointCount], category: str
) -> tuple[DayFigure, ...]:
    figures = []
    for place, total in enumerate(totals):
        count, audited = points.get(place), total.by_category.get(category, 0)
        stores, facings = (count.stores, count.facings) if count else (0, 0)
        figures.append(DayFigure(total.day, percent(stores, audited), stores, audited, facings))
    return tuple(figures)


def _brand_lines(facts: DistributionFacts, skus: tuple[SkuLine, ...]) -> tuple[BrandLine, ...]:
    audited_for = _by_category(facts.now.visits)
    stores: dict[str, set[int]] = defaultdict(set)
    for sku, own_lines in lines_by_sku(facts.now.lines).items():
        stores[facts.articles[sku].brand].update(own_lines.store[own_lines.facings > 0].tolist())
    of_brand: dict[str, list[SkuLine]] = defaultdict(list)
    for line in skus:
        of_brand[line.article.brand].append(line)
    lines = []
    for brand, own in of_brand.items():
        facings = sum(sku.facings for sku in own)
        shown = {sku.article.category for sku in own}
        audited = len({store for category in shown for store in audited_for.get(category, ())})
        visits = {visit for (_, category), visit in facts.now.visits.items() if category in shown}
        lines.append(
            BrandLine(
                brand=brand,
                competitor=own[0].article.competitor,
                skus=len(own),
                stores=len(stores[brand]),
                nd_pct=percent(len(stores[brand]), audited),
                mean_nd_pct=percent(sum(sku.stores for sku in own), sum(sku.audited for sku in own)),
                facings=facings,
                share_pct=percent(facings, sum(visit.facings for visit in visits)),
                days=_mean_days(facts.totals, own),
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.facings, line.brand)))


def _mean_days(totals: tuple[PointTotal, ...], own: list[SkuLine]) -> tuple[DayFigure, ...]:
    figures = []
    for place, total in enumerate(totals):
        days = [sku.days[place] for sku in own]
        listed, audited = sum(day.stores for day in days), sum(day.audited for day in days)
        facings = sum(day.facings for day in days)
        figures.append(DayFigure(total.day, percent(listed, audited), listed, audited, facings))
    return tuple(figures)


def _headline(facts: DistributionFacts, skus: tuple[SkuLine, ...]) -> Headline:
    twice = facts.now.visits.keys() & facts.before.visits.keys()
    whole = _counts(facts, facts.now, facts.now.visits.keys())
    again, past = _counts(facts, facts.now, twice), _counts(facts, facts.before, twice)
    listings = sum(line.trend.stores for line in skus)
    visits = facts.now.days
    return Headline(
        stores=len(facts.stores),
        audited=len(facts.now.stores),
        generated=len({visit.store for visit in visits if not visit.photos}),
        facings=whole.facings,
        seen=sum(visit.facings for visit in visits),
        unknown=sum(visit.unknown for visit in visits),
        mean_nd_pct=percent(whole.listed, sum(line.audited for line in skus)),
        must=whole.must,
        oos=whole.oos,
        oos_pct=percent(whole.oos, whole.must),
        nd_again=percent(again.listed, listings),
        nd_before=percent(past.listed, listings),
        facings_again=again.facings,
        facings_before=past.facings,
        oos_again=percent(again.oos, again.must),
        oos_before=percent(past.oos, past.must),
    )


@dataclass(frozen=True)
class _Counts:
    listed: int
    must: int
    oos: int
    facings: int


def _counts(facts: DistributionFacts, snapshot: Snapshot, pairs: Set[tuple[int, str]]) -> _Counts:
    """Lines of these stores and categories: those with facings, those asked for, of these the missing, facings."""
    lines = snapshot.lines.only(lines_within(snapshot.lines, facts.articles, pairs))
    return _Counts(
        listed=int((lines.facings > 0).sum()),
        must=int(lines.must.sum()),
        oos=int((lines.must & (lines.facings == 0)).sum()),
        facings=int(lines.facings.sum()),
    )
