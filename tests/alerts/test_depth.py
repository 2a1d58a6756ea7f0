"""Depth: a table checked by hand, and what must hold for any figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.depth import depth_of, per_100
from catalog.mechanic import KINDS, Numbers, OfferKind
from tests.alerts.depth_cases import CASES, Case, figures

SUMS = st.decimals(min_value="0.01", max_value="99999", places=2)
RATES = st.decimals(min_value="0", max_value="1", places=2)
COUNTS = st.integers(1, 20)
NUMBERS = st.builds(
    Numbers,
    price=st.none() | SUMS,
    list_price=st.none() | SUMS,
    threshold=st.none() | SUMS,
    amount=st.none() | SUMS,
    rate=st.none() | st.decimals(min_value="-1", max_value="3", places=2),
    n=st.none() | st.integers(-2, 30),
    m=st.none() | st.integers(-2, 30),
)


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 60
    assert {case[1] for case in CASES} == set(KINDS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_depth_by_hand(case: Case) -> None:
    _, kind, values, base, depth, unit_price = case
    told = depth_of(kind, Numbers(**figures(values)), None if base is None else Decimal(base))  # type: ignore[arg-type]
    assert told.depth == (None if depth is None else Decimal(depth))
    assert told.unit_price == (None if unit_price is None else Decimal(unit_price))


@given(kind=st.sampled_from(KINDS), numbers=NUMBERS, base=st.none() | SUMS)
def test_depth_stays_within_nought_and_one(kind: OfferKind, numbers: Numbers, base: Decimal | None) -> None:
    told = depth_of(kind, numbers, base)
    assert told.depth is None or 0 <= told.depth <= 1
    assert told.unit_price is None or told.unit_price >= 0
    assert told.depth is None or isinstance(told.depth, Decimal)


@given(price=SUMS, other=SUMS, base=SUMS)
def test_a_lower_price_is_no_less_deep(price: Decimal, other: Decimal, base: Decimal) -> None:
    low, high = sorted((price, other))
    deep, shallow = (
        depth_of("special_price", Numbers(price=value, list_price=base)).depth for value in (low, high)
    )
    assert shallow is None or (deep is not None and deep >= shallow)


@given(amount=SUMS, other=SUMS, base=SUMS)
def test_more_money_off_is_no_less_deep(amount: Decimal, other: Decimal, base: Decimal) -> None:
    small, large = sorted((amount, other))
    shallow, deep = (depth_of("money_off", Numbers(amount=value), base).depth for value in (small, large))
    assert deep is None or (shallow is not None and deep >= shallow)


@given(n=st.integers(2, 20), rate=RATES, other=RATES, base=st.none() | SUMS)
def test_a_lower_rate_of_the_nth_is_no_less_deep(
    n: int, rate: Decimal, other: Decimal, base: Decimal | None
) -> None:
    low, high = sorted((rate, other))
    deep, shallow = (depth_of("second_item", Numbers(n=n, rate=value), base).depth for value in (low, high))
    assert deep is not None
    assert shallow is not None
    assert deep >= shallow


@given(n=COUNTS, m=st.integers(1, 19))
def test_more_for_free_is_deeper(n: int, m: int) -> None:
    less, more = (depth_of("buy_n_get_m", Numbers(n=n, m=free)).depth for free in (m, m + 1))
    assert less is not None
    assert more is not None
    assert more >= less


@given(threshold=SUMS, amount=SUMS, base=SUMS)
def test_a_basket_never_beats_its_threshold(threshold: Decimal, amount: Decimal, base: Decimal) -> None:
    """With whole units the basket is the threshold or more, so the depth is that of the bare threshold or less."""
    numbers = Numbers(threshold=threshold, amount=amount)
    bare, whole = depth_of("threshold_off", numbers).depth, depth_of("threshold_off", numbers, base).depth
    assert (bare is None) == (whole is None) == (amount > threshold)
    assert bare is None or whole is None or whole <= bare


def test_what_is_assumed_is_said() -> None:
    assert depth_of("threshold_off", Numbers(threshold=Decimal(99), amount=Decimal(30))).assumptions == (
        "buys_just_enough",
    )
    assert depth_of("coupon", Numbers(amount=Decimal(5)), Decimal(50)).assumptions == ("coupon_taken",)
    assert depth_of("member_price", Numbers(price=Decimal(5)), Decimal(50)).assumptions == ("is_member",)
    assert depth_of("second_item", Numbers(n=2, rate=Decimal("0.5"))).assumptions == ("buys_n",)


def test_price_of_100_ml() -> None:
    assert per_100(Decimal("3.30"), Decimal(330)) == Decimal("1.0000")
    assert per_100(Decimal("9.9"), Decimal(500)) == Decimal("1.9800")
    with pytest.raises(ValueError, match="content > 0"):
        per_100(Decimal(1), Decimal(0))
