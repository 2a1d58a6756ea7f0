"""Distribution (铺货): where each SKU stands, weighed by what stores sell, and what changed since the last visit.

ND 数值铺货率 is the part of the audited stores where a SKU stands; WD 加权铺货率 counts each store by what it sells of
the SKU's category. Both as the trade defines them (e.g. Farris et al., Marketing Metrics, «numeric and all commodity
volume distribution», here product category volume).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from alerts.distribution_values import (
    BrandLine,
    DayFigure,
    DistributionFacts,
    DistributionReport,
    Headline,
    SkuLine,
    Trend,
)
from alerts.growth import growth_lines, percent
from alerts.store_weights import StoreWeights, weigh_stores
from catalog.distribution_facts import (
    PointCount,
    PointTotal,
    Snapshot,
)

WITHIN_DAYS: Final = 30
"""A store's state at a day is its latest shelf day among so many, the day itself included."""
SALES_DAYS: Final = 28
"""What a store sold in so many days before the report's last day weighs it."""


def distribution_report(facts: DistributionFacts) -> DistributionReport:
    """The report; SKUs that no audited store shows and no list asks for are left out. Most facings first."""
    weights = weigh_stores(facts.sales, {a.category for a in facts.articles.values()})
    skus = _sku_lines(facts, weights)
    return DistributionReport(
        headline=_headline(facts, len(skus)),
        skus=skus,
        brands=_brand_lines(facts, skus),
        by_category=growth_lines(facts.base, facts.now, facts.stores, facts.articles, "category"),
        by_trade_area=growth_lines(facts.base, facts.now, facts.stores, facts.articles, "trade_area"),
        by_both=growth_lines(facts.base, facts.now, facts.stores, facts.articles, "both"),
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


def _by_sku(
    snapshot: Snapshot, stores: Iterable[int] | None = None
) -> dict[int, dict[int, tuple[int, bool]]]:
    """Facings and must by SKU and store; only of `stores` where they are given."""
    kept = None if stores is None else frozenset(stores)
    found: dict[int, dict[int, tuple[int, bool]]] = defaultdict(dict)
    for line in snapshot.lines:
        if kept is None or line.store in kept:
            found[line.sku][line.store] = line.facings, line.must
    return found


def _sku_lines(facts: DistributionFacts, weights: StoreWeights) -> tuple[SkuLine, ...]:
    audited = tuple(facts.now.visits)
    whole = sum(visit.facings for visit in facts.now.visits.values())
    now, before = _by_sku(facts.now), _by_sku(facts.before)
    twice = frozenset(facts.now.visits) & frozenset(facts.before.visits)
    series = _series(facts)
    lines = []
    for sku, article in facts.articles.items():
        if sku not in now and sku not in before and sku not in series:
            continue
        here, past = now.get(sku, {}), before.get(sku, {})
        present = [store for store, (count, _) in here.items() if count]
        must = [store for store, (_, asked) in here.items() if asked]
        facings = sum(count for count, _ in here.values())
        oos = sum(1 for store in must if not here[store][0])
        lines.append(
            SkuLine(
                article=article,
                audited=len(audited),
                stores=len(present),
                nd_pct=percent(len(present), len(audited)),
                wd_pct=weighted_pct(present, audited, weights.of(article.category, audited)),
                facings=facings,
                share_pct=percent(facings, whole),
                must_stores=len(must),
                oos_stores=oos,
                oos_pct=percent(oos, len(must)),
                trend=_trend(twice, here, past),
                days=series.get(sku, _empty_days(facts.totals)),
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.facings, line.article.code)))


def _trend(
    twice: frozenset[int], here: Mapping[int, tuple[int, bool]], past: Mapping[int, tuple[int, bool]]
) -> Trend:
    nothing = 0, False
    pairs = [(here.get(store, nothing)[0], past.get(store, nothing)[0]) for store in twice]
    return Trend(
        stores=len(pairs),
        facings=sum(count for count, _ in pairs),
        facings_before=sum(count for _, count in pairs),
        gained=sum(1 for count, was in pairs if count and not was),
        lost=sum(1 for count, was in pairs if was and not count),
    )


def _series(facts: DistributionFacts) -> dict[int, tuple[DayFigure, ...]]:
    found: dict[int, dict[int, PointCount]] = defaultdict(dict)
    for count in facts.counts:
        found[count.sku][count.point] = count
    return {sku: _days(facts.totals, points) for sku, points in found.items()}


def _days(totals: tuple[PointTotal, ...], points: Mapping[int, PointCount]) -> tuple[DayFigure, ...]:
    figures = []
    for place, total in enumerate(totals):
        count = points.get(place)
        stores, facings = (count.stores, count.facings) if count else (0, 0)
        figures.append(DayFigure(total.day, percent(stores, total.stores), stores, facings))
    return tuple(figures)


def _empty_days(totals: tuple[PointTotal, ...]) -> tuple[DayFigure, ...]:
    return _days(totals, {})


def _brand_lines(facts: DistributionFacts, skus: tuple[SkuLine, ...]) -> tuple[BrandLine, ...]:
    audited = len(facts.now.visits)
    whole = sum(visit.facings for visit in facts.now.visits.values())
    stores: dict[str, set[int]] = defaultdict(set)
    for line in facts.now.lines:
        if line.facings:
            stores[facts.articles[line.sku].brand].add(line.store)
    of_brand: dict[str, list[SkuLine]] = defaultdict(list)
    for sku in skus:
        of_brand[sku.article.brand].append(sku)
    lines = []
    for brand, own in of_brand.items():
        facings = sum(sku.facings for sku in own)
        lines.append(
            BrandLine(
                brand=brand,
                competitor=own[0].article.competitor,
                skus=len(own),
                stores=len(stores[brand]),
                nd_pct=percent(len(stores[brand]), audited),
                mean_nd_pct=percent(sum(sku.stores for sku in own), audited * len(own)),
                facings=facings,
                share_pct=percent(facings, whole),
                days=_mean_days(facts.totals, own),
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.facings, line.brand)))


def _mean_days(totals: tuple[PointTotal, ...], own: list[SkuLine]) -> tuple[DayFigure, ...]:
    figures = []
    for place, total in enumerate(totals):
        listed = sum(sku.days[place].stores for sku in own)
        facings = sum(sku.days[place].facings for sku in own)
        figures.append(DayFigure(total.day, percent(listed, total.stores * len(own)), listed, facings))
    return tuple(figures)


def _headline(facts: DistributionFacts, skus: int) -> Headline:
    twice = frozenset(facts.now.visits) & frozenset(facts.before.visits)
    listed, must, oos = _counts(facts.now, frozenset(facts.now.visits))
    again, past = _counts(facts.now, twice), _counts(facts.before, twice)
    visits = facts.now.visits.values()
    return Headline(
        stores=len(facts.stores),
        audited=len(visits),
        generated=sum(1 for visit in visits if not visit.photos),
        facings=sum(visit.facings for visit in visits),
        unknown=sum(visit.unknown for visit in visits),
        mean_nd_pct=percent(listed, len(visits) * skus),
        must=must,
        oos=oos,
        oos_pct=percent(oos, must),
        nd_again=percent(again[0], len(twice) * skus),
        nd_before=percent(past[0], len(twice) * skus),
        facings_again=sum(facts.now.visits[store].facings for store in twice),
        facings_before=sum(facts.before.visits[store].facings for store in twice),
        oos_again=percent(again[2], again[1]),
        oos_before=percent(past[2], past[1]),
    )


def _counts(snapshot: Snapshot, stores: frozenset[int]) -> tuple[int, int, int]:
    """Lines with facings, lines that a must-stock list asks for, and those of them that are not there."""
    lines = [line for line in snapshot.lines if line.store in stores]
    must = [line for line in lines if line.must]
    return sum(1 for line in lines if line.facings), len(must), sum(1 for line in must if not line.facings)
