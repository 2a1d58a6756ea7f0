"""Shares of shelf: denominators by hand, and what an interval must do."""

from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.measured import MEASURED, NO_ERRORS, MeasuredErrors
from alerts.share_parts import By, Measure
from alerts.shares import Denominator, Share, shares
from alerts.shelf import Shelf
from tests.alerts.shelves import SKUS, shelf

ROWS = st.lists(st.text("ABCXY??!!_青", min_size=1, max_size=9), min_size=1, max_size=4)


def said(found: tuple[Share, ...]) -> list[tuple[str | None, str, str, str]]:
    return [(s.label or s.kind, str(s.share_pct), str(s.low_pct), str(s.high_pct)) for s in found]


@pytest.mark.parametrize(
    ("denominator", "expected"),
    [
        # 4 of A's brand, 2 of X, 2 unknown, 2 gaps; by hand: bounds with none and with all of the unknown.
        ("known", [("青岚", "66.7", "50.0", "75.0"), ("对手", "33.3", "25.0", "50.0")]),
        (
            "known_unknown",
            [
                ("青岚", "50.0", "50.0", "75.0"),
                ("对手", "25.0", "25.0", "50.0"),
                ("unknown", "25.0", "25.0", "25.0"),
            ],
        ),
        (
            "incl_gaps",
            [
                ("青岚", "40.0", "40.0", "60.0"),
                ("对手", "20.0", "20.0", "40.0"),
                ("unknown", "20.0", "20.0", "20.0"),
                ("gap", "20.0", "20.0", "20.0"),
            ],
        ),
    ],
)
def test_denominators_by_hand_where_nothing_is_miscounted(
    denominator: Denominator, expected: list[tuple[str, str, str, str]]
) -> None:
    photo = shelf("AAXX_", "AB??_")
    for measure in get_args(Measure):
        found = shares(photo, SKUS, measure=measure, denominator=denominator, errors=NO_ERRORS)
        assert said(found) == expected


def test_the_formula_by_hand() -> None:
    """Share .75 of 4, groups of 3 and 1: Var = (.25²·3 + .75²·1)·v/16 + 2·w(1-w)·3²/16."""
    errors = MeasuredErrors(0.9, 0.95, 1, 1, 0.02, 0)
    noise = 0.95 * 0.05 + 0.95 * 0.1 / 0.81
    counted = (0.25**2 * 3 + 0.75**2) * noise
    spread = 1.96 * ((counted + 2 * 0.02 * 0.98 * 9) / 16) ** 0.5
    found = shares(shelf("AAAX"), SKUS, errors=errors)
    assert found[0].low_pct == round(Decimal(75 - 100 * spread), 1)
    assert found[0].high_pct == min(Decimal(100), round(Decimal(75 + 100 * spread), 1))
    least = 1.96 * ((counted + 2 * 0.02 * 0.98) / 16) ** 0.5
    assert found[1].high_pct == round(Decimal(25 + 100 * least), 1)


def test_candidates_narrow_what_the_unknown_may_be() -> None:
    by_candidates = shelf("AAXX??", may={"?": (("A", 0.5), ("B", 0.45))})
    high = {s.label: s.high_pct for s in shares(by_candidates, SKUS, errors=NO_ERRORS)}
    blind = {s.label: s.high_pct for s in shares(shelf("AAXX??"), SKUS, errors=NO_ERRORS)}
    assert high["对手"] < blind["对手"]
    sure = shelf("AAXX??", may={"?": (("A", 0.55), ("X", 0.45))})
    assert {s.label: s.low_pct for s in shares(sure, SKUS, errors=NO_ERRORS)}["对手"] == Decimal("33.3")


def test_named_strangers_lower_the_known_where_much_is_unknown() -> None:
    errors = replace(NO_ERRORS, strangers_named=0.5)
    low = {s.label: s.low_pct for s in shares(shelf("AAAXX?"), SKUS, errors=errors)}
    assert low["青岚"] == Decimal("40.0")  # one of five named is a stranger at most: 3 · .8 of 6


def test_layers_categories_owners_and_sure_brands() -> None:
    photo = shelf("AAX青", "CCCY")
    assert said(shares(photo, SKUS, layer=2, errors=NO_ERRORS)) == [
        ("青岚", "75.0", "75.0", "75.0"),
        ("别家", "25.0", "25.0", "25.0"),
    ]
    categories = {s.label: s.share_pct for s in shares(photo, SKUS, by="category")}
    assert categories == {"零食": Decimal(50), "饮料": Decimal("37.5"), None: Decimal("12.5")}
    owners = {s.label: s.share_pct for s in shares(photo, SKUS, by="owner")}
    assert owners == {"own": Decimal(75), "competitor": Decimal(25)}
    likely = shelf("Z", may={"Z": (("A", 0.4), ("X", 0.35))})
    assert [s.label for s in shares(likely, SKUS, by="category")] == ["饮料"]


def test_nothing_to_share_is_no_share() -> None:
    assert shares(shelf(), SKUS) == ()
    assert shares(shelf("??"), SKUS, denominator="known") == ()
    assert shares(shelf("AA"), SKUS, layer=3) == ()


@pytest.mark.parametrize(
    "bad", [{"recall": 0}, {"precision": 1.1}, {"wrong": -0.1}, {"strangers_named": 1}, {"gap_recall": 0}]
)
def test_rates_that_cannot_be_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected"):
        replace(MEASURED, **bad)


@given(
    ROWS,
    st.sampled_from(get_args(By)),
    st.sampled_from(get_args(Measure)),
    st.sampled_from(get_args(Denominator)),
)
def test_a_closed_partition_sums_to_100_and_intervals_hold_their_point(
    rows: list[str], by: By, measure: Measure, denominator: Denominator
) -> None:
    photo = shelf(*rows, may={"!": (("A", 0.5), ("X", 0.2))})
    found = shares(photo, SKUS, by=by, measure=measure, denominator=denominator)
    if found:
        assert sum(share.share_pct for share in found) == 100
        assert all(0 <= s.low_pct <= s.share_pct <= s.high_pct <= 100 for s in found)
    exact = shares(photo, SKUS, by=by, measure=measure, denominator=denominator, errors=NO_ERRORS)
    wide = {(s.kind, s.label): (s.low_pct, s.high_pct) for s in found}
    assert all(
        wide[s.kind, s.label][0] <= s.low_pct and s.high_pct <= wide[s.kind, s.label][1] for s in exact
    )


@given(st.text("AX", min_size=2, max_size=20), st.integers(1, 6))
def test_more_unknown_widens(row: str, count: int) -> None:
    def width(photo: Shelf) -> dict[str | None, Decimal]:
        found = shares(photo, SKUS, denominator="known", errors=NO_ERRORS)
        return {s.label: s.high_pct - s.low_pct for s in found}

    before, after = width(shelf(row)), width(shelf(row, "?" * count))
    assert all(after[label] > before[label] for label in before)


@given(st.text("ABX", min_size=2, max_size=8), st.integers(2, 5))
def test_more_counted_narrows(row: str, times: int) -> None:
    """The same shares from `times` as many facings, of other products: errors even out."""
    once = shelf(row)
    stacks = [
        replace(stack, layer=copy, group=100 * copy + stack.group)
        for copy in range(1, times + 1)
        for stack in once.stacks
    ]
    many = replace(once, stacks=tuple(stacks))
    narrow = {s.label: s for s in shares(many, SKUS)}
    for share in shares(once, SKUS):
        assert narrow[share.label].high_pct <= share.high_pct
        assert narrow[share.label].low_pct >= share.low_pct
