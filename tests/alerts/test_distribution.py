"""Distribution: ND and WD as defined, what changed since the last visit, growth like for like."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.distribution import distribution_report, weighted_pct
from alerts.distribution_period import MOST_DAYS, MOST_POINTS, Period
from alerts.distribution_values import DistributionFacts, DistributionReport
from alerts.growth import percent
from alerts.store_weights import weigh_stores
from catalog.distribution_facts import (
    ArticleFact,
    CategorySales,
    PointCount,
    PointTotal,
    Snapshot,
    StoreFact,
    StoreVisit,
)
from catalog.shelf_lines import ShelfLine, ShelfLines

DAY = date(2026, 11, 24)
Shown = Mapping[int, Mapping[int, int]]
"""Facings by store and SKU."""


def category_of(sku: int) -> str:
    return "水" if sku < 4 else "茶"


def snapshot(
    shown: Shown, *, day: date = DAY, unknown: int = 0, must: frozenset[int] = frozenset()
) -> Snapshot:
    """Stores with their facings by SKU; each shows both categories."""
    visits = {
        (store, category): StoreVisit(store, day, unknown + sum(skus.values()), unknown, 1)
        for store, skus in shown.items()
        for category in ("水", "茶")
    }
    lines = [
        ShelfLine(store, sku, count, sku in must)
        for store, skus in shown.items()
        for sku, count in skus.items()
    ]
    return Snapshot(visits, ShelfLines.of(lines))


def report(
    now: Snapshot,
    before: Snapshot | None = None,
    base: Snapshot | None = None,
    sales: tuple[CategorySales, ...] = (),
) -> DistributionReport:
    stores = {n: StoreFact(n, f"S{n}", f"store {n}", "", "学校" if n % 2 else "社区") for n in range(1, 40)}
    articles = {
        n: ArticleFact(n, f"A{n}", "甲" if n < 3 else "乙", f"name {n}", "1L", category_of(n), False)
        for n in range(1, 8)
    }
    empty = Snapshot({}, ShelfLines.of(()))
    totals = (PointTotal(DAY, {category: len(now.stores_of(category)) for category in ("水", "茶")}),)
    counts = tuple(
        PointCount(sku, 0, sum(1 for line in now.lines if line.sku == sku and line.facings), 0)
        for sku in articles
    )
    return distribution_report(
        DistributionFacts(stores, articles, now, before or empty, base or empty, totals, counts, sales)
    )


def line_of(made: DistributionReport, code: str):
    return next(line for line in made.skus if line.article.code == code)


def test_nd_wd_share_and_oos_by_hand() -> None:
    now = snapshot({1: {1: 4, 2: 0}, 2: {1: 2, 2: 2}, 3: {1: 0}, 4: {2: 1}}, unknown=1, must=frozenset({1}))
    sales = (
        CategorySales(1, "水", Decimal(10), Decimal(700)),
        CategorySales(2, "水", Decimal(10), Decimal(100)),
        CategorySales(3, "水", Decimal(10), Decimal(200)),
    )
    made = report(now, sales=sales)
    first = line_of(made, "A1")
    assert (first.stores, first.audited, first.nd_pct, first.wd_pct) == (
        2,
        4,
        Decimal("50.0"),
        Decimal("80.0"),
    )
    assert (first.facings, first.share_pct) == (6, Decimal("46.2"))  # of 9 known and 4 unknown
    assert (first.must_stores, first.oos_stores, first.oos_pct) == (3, 1, Decimal("33.3"))
    assert made.basis == {"水": "turnover", "茶": "equal"}
    (brand, _) = made.brands
    assert (brand.brand, brand.stores, brand.nd_pct, brand.mean_nd_pct) == (
        "甲",
        3,
        Decimal("75.0"),
        Decimal("50.0"),
    )


def test_a_category_with_an_unpriced_sale_is_weighed_by_units_and_one_without_sales_equally() -> None:
    rows = (
        CategorySales(1, "水", Decimal(30), None),
        CategorySales(2, "水", Decimal(10), Decimal(900)),
        CategorySales(1, "茶", Decimal(-5), Decimal(-50)),
        CategorySales(2, "茶", Decimal(5), Decimal(20)),
    )
    weights = weigh_stores(rows, ("水", "茶", "奶"))
    assert weights.basis == {"水": "units", "茶": "turnover", "奶": "equal"}
    assert weighted_pct([1], [1, 2], weights.of("水", [1, 2])) == Decimal("75.0")
    assert weighted_pct([1], [1, 2], weights.of("茶", [1, 2])) == Decimal("0.0")  # returns weigh nothing
    assert weighted_pct([1], [1, 2], weights.of("奶", [1, 2])) == Decimal("50.0")


def test_the_trend_is_over_the_stores_that_were_visited_twice() -> None:
    made = report(
        snapshot({1: {1: 3}, 2: {1: 0}, 3: {1: 9}}), snapshot({1: {1: 1}, 2: {1: 2, 2: 1}, 4: {1: 50}})
    )
    trend = line_of(made, "A1").trend
    assert (trend.stores, trend.facings, trend.facings_before, trend.change) == (2, 3, 3, 0)
    assert (trend.gained, trend.lost) == (0, 1)
    assert line_of(made, "A2").trend.lost == 1  # no line today at all is gone too
    assert made.headline.facings_again == 3
    assert (made.headline.nd_again, made.headline.nd_before) == (Decimal("7.1"), Decimal("21.4"))


def test_growth_is_like_for_like_fastest_first_and_silent_on_tiny_bases() -> None:
    week = DAY - timedelta(days=80)
    base = snapshot({n: {1: 10, 4: 10, 7: 0} for n in range(1, 7)}, day=week)
    now = snapshot({n: {1: 11, 4: 15, 7: 1} for n in range(1, 6)} | {9: {1: 500}, 6: {1: 10, 4: 10}})
    made = report(now, base=base)
    assert [(g.category, g.stores, g.growth_pct) for g in made.by_category] == [
        ("茶", 6, Decimal("50.0")),  # 60 → 85 and 5 of SKU 7
        ("水", 6, Decimal("8.3")),
    ]
    assert {(g.trade_area, g.stores) for g in made.by_trade_area} == {("学校", 3), ("社区", 3)}
    tiny = report(snapshot({1: {1: 9}, 2: {1: 9}}), base=snapshot({1: {1: 20}, 2: {1: 20}}, day=week))
    assert {g.growth_pct for g in tiny.by_category} == {None}
    still = report(now, base=snapshot({1: {1: 10}}, day=DAY))  # the same visit tells nothing
    assert still.by_category == ()


def test_a_photo_of_the_drinks_says_nothing_about_the_tea() -> None:
    whole = snapshot({1: {1: 4, 4: 3}, 2: {1: 2, 4: 0}}, must=frozenset({4}))
    visits = {pair: visit for pair, visit in whole.visits.items() if pair != (2, "茶")}
    lines = [line for line in whole.lines if (line.store, line.sku) != (2, 4)]
    made = report(Snapshot(visits, ShelfLines.of(lines)))
    water, tea = line_of(made, "A1"), line_of(made, "A4")
    assert (water.audited, water.nd_pct) == (2, Decimal("100.0"))
    assert (tea.audited, tea.stores, tea.nd_pct, tea.oos_stores) == (1, 1, Decimal("100.0"), 0)
    assert (made.headline.audited, made.headline.mean_nd_pct) == (2, Decimal("30.0"))  # 3 of 3 × 2 + 4 × 1


def test_nothing_audited_says_nothing_rather_than_zero_percent() -> None:
    made = report(Snapshot({}, ShelfLines.of(())))
    assert made.headline.mean_nd_pct is None
    assert all(line.nd_pct is None and line.wd_pct is None for line in made.skus)


shelves = st.dictionaries(
    st.integers(1, 12),
    st.dictionaries(st.integers(1, 7), st.integers(0, 5), max_size=7),
    min_size=1,
    max_size=12,
)


@given(shelves)
def test_percentages_stay_within_bounds_and_shares_do_not_exceed_the_shelf(shown: Shown) -> None:
    made = report(snapshot(shown, unknown=2, must=frozenset({1, 4})))
    for line in made.skus:
        assert line.nd_pct is not None
        assert 0 <= line.nd_pct <= 100
        assert line.oos_pct is None or 0 <= line.oos_pct <= 100
    assert sum(line.facings for line in made.skus) == made.headline.facings <= made.headline.seen


@given(shelves)
def test_wd_is_nd_for_equal_weights(shown: Shown) -> None:
    equal = tuple(
        CategorySales(store, category, Decimal(7), Decimal(21))
        for store in shown
        for category in ("水", "茶")
    )
    for made in (report(snapshot(shown)), report(snapshot(shown), sales=equal)):
        assert all(line.wd_pct == line.nd_pct for line in made.skus)


@given(shelves)
def test_the_nd_of_a_union_is_at_least_its_greatest_and_at_most_their_sum(shown: Shown) -> None:
    made = report(snapshot(shown))
    for brand in made.brands:
        own = [line.stores for line in made.skus if line.article.brand == brand.brand]
        assert max(own) <= brand.stores <= min(sum(own), made.headline.audited)


@given(shelves, st.randoms())
def test_the_order_of_rows_does_not_matter(shown: Shown, random) -> None:
    one = snapshot(shown, must=frozenset({2}))
    lines = list(one.lines)
    random.shuffle(lines)
    assert report(Snapshot(one.visits, ShelfLines.of(lines))) == report(one)


@given(shelves, st.integers(1, 5))
def test_more_stores_without_the_sku_never_raise_its_nd(shown: Shown, more: int) -> None:
    wider = {**shown, **{100 + n: {} for n in range(more)}}
    narrow = {line.article.code: line.nd_pct for line in report(snapshot(shown)).skus}
    for line in report(snapshot(wider)).skus:
        assert line.nd_pct is not None
        assert line.nd_pct <= (narrow[line.article.code] or 0)


def test_percent_is_exact_and_rounds_half_up() -> None:
    assert percent(1, 800) == Decimal("0.1")
    assert percent(1, 0) is None


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(st.none() | days, st.none() | days, days)
def test_a_period_is_bounded_and_says_when_it_was_cut(
    first: date | None, last: date | None, newest: date
) -> None:
    if first and last and first > last:
        with pytest.raises(ValueError, match="first <= last"):
            Period.asked(first, last, newest)
        return
    period = Period.asked(first, last, newest)
    assert 1 <= period.days <= MOST_DAYS
    assert period.cut == (first is not None and period.first > first)
    moments = period.series
    assert 1 <= len(moments) <= MOST_POINTS
    assert moments[-1].day == period.last
    assert period.first <= period.base_day <= moments[0].day


def test_a_period_at_the_ends_of_the_calendar_is_still_one() -> None:
    assert Period.asked(None, date.min, DAY).days == 1
    assert Period.asked(None, date.max, DAY).last == date.max
    assert Period.asked(date.max, None, DAY).days == 1
