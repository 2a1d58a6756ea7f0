"""What may be done about a gap: each option's figures, their order, and what holds for any numbers."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.depth import depth_of
from alerts.gap_facts import GapRules, OwnProduct, RivalOffer
from alerts.gap_mechanics import matching
from alerts.gap_options import Option, find_options
from alerts.subsidy_gap import find_gap
from catalog.mechanic import Numbers
from tests.alerts.depth_cases import figures
from tests.alerts.gap_world import DAY, HALF, TEN_PCT, dec, offer, own, policy, rival

RULES = GapRules()
STACK = GapRules(floor_stack_day_cost=Decimal(30))


def options(ours: OwnProduct, rules: GapRules = RULES, theirs: RivalOffer = HALF) -> dict[str, Option]:
    gap = find_gap(rival(), [theirs], ours, rules, DAY)
    assert gap is not None
    found = find_options(gap, ours, rules)
    return {option.policy.code if option.policy else option.kind: option for option in found}


def test_matching_the_mechanic_costs_its_depth_of_the_list_price() -> None:
    match = options(own(TEN_PCT, rate="4"))["match_mechanic"]
    assert (match.mechanic, match.numbers) == ("second_item", Numbers(n=2, rate=Decimal("0.5")))
    assert (match.depth, match.points_left, match.points_closed, match.closes) == (
        Decimal("0.25"),
        0,
        15,
        True,
    )
    assert (match.unit_cost, match.extra_cost, match.day_cost) == (
        Decimal("2.50"),
        Decimal("1.50"),
        Decimal("6.00"),
    )


def test_just_enough_is_the_least_per_cent_with_which_no_rule_fires() -> None:
    least = options(own(TEN_PCT))["close_to_threshold"]
    assert (least.depth, least.numbers) == (Decimal("0.15"), Numbers(rate=Decimal("0.85")))
    assert (least.points_left, least.unit_cost, least.extra_cost) == (10, Decimal("1.50"), Decimal("0.50"))
    far = options(own(), theirs=offer("discount_rate", {"rate": "0.5"}))["close_to_threshold"]
    assert (far.depth, far.points_left) == (Decimal("0.36"), 14)  # 15 points would still fire
    # where level is less than the least depth, level is enough: that is the match itself
    small = options(own(), theirs=offer("discount_rate", {"rate": "0.88"}))
    assert "close_to_threshold" not in small
    assert small["match_mechanic"].depth == Decimal("0.12")


def test_policies_that_give_more_are_offered_wherever_they_run() -> None:
    found = options(
        own(
            TEN_PCT,
            policy("buy_n_get_m", {"n": 2, "m": 1}, "later", availability="planned", valid_from=DAY),
            policy(
                "discount_rate", {"rate": "0.8"}, "away", availability="elsewhere", budget=Decimal("5000")
            ),
            policy("discount_rate", {"rate": "0.95"}, "shallow", availability="elsewhere"),
            policy("discount_rate", {"rate": "0.7"}, "behind", priority=-1),
            policy("gift", {}, "gift", availability="planned"),
        )
    )
    assert {"later", "away", "behind"} <= found.keys()
    assert not {"shallow", "gift", "P-1"} & found.keys()
    assert found["away"].policy is not None
    assert found["away"].policy.budget == 5000
    assert (found["away"].unit_cost, found["away"].extra_cost) == (Decimal("2.00"), Decimal("1.00"))
    assert found["later"].depth == Decimal("0.3333")


def test_a_floor_stack_spreads_its_day_over_the_units_then_sold() -> None:
    stack = options(own(TEN_PCT, rate="20"), STACK)["floor_stack"]
    assert (stack.depth, stack.points_left) == (Decimal("0.1"), 15)  # no price changes
    assert (stack.day_cost, stack.extra_units) == (Decimal(30), Decimal("10.00"))
    assert stack.extra_cost == Decimal("1.00")  # 30 over 20 + 10 units
    assert stack.unit_cost == Decimal("2.00")  # with the 10 % of today
    # half as many again: what a price lower by 50 / 2.62 = 19.08 % sells; of 90 % of the list price 17.18 points
    assert (stack.points_closed, stack.why, stack.closes) == (Decimal("17.18"), "closes_by_uplift", True)


@pytest.mark.parametrize(
    ("rules", "rate", "known"),
    [
        (RULES, "20", (None, Decimal("10.0"), None)),
        (STACK, None, (Decimal(30), None, None)),
        (STACK, "0", (Decimal(30), None, None)),
        (RULES, None, (None, None, None)),
    ],
)
def test_what_is_not_known_of_a_floor_stack_is_left_open(
    rules: GapRules, rate: str | None, known: tuple[Decimal | None, ...]
) -> None:
    stack = options(own(rate=rate), rules)["floor_stack"]
    assert (stack.day_cost, stack.extra_units, stack.extra_cost) == known
    assert (stack.why == "stack_cost_unknown") == (rules is RULES)


def test_a_weak_uplift_does_not_close_and_comes_last() -> None:
    rules = GapRules(floor_stack_day_cost=Decimal(1), floor_stack_uplift=0.1, uplift_set=True)
    found = list(options(own(rate="20"), rules).values())
    assert (found[-1].kind, found[-1].closes, found[-1].why) == ("floor_stack", False, "no_price_change")


def test_the_cheapest_answer_that_closes_comes_first() -> None:
    kinds = list(options(own(TEN_PCT, rate="20"), STACK))
    assert kinds == [
        "floor_stack",
        "close_to_threshold",
        "match_mechanic",
    ]  # 1.00 for 17 points, 10 fen a point
    dear = list(options(own(TEN_PCT, rate="20"), GapRules(floor_stack_day_cost=Decimal(300))))
    assert dear == ["close_to_threshold", "match_mechanic", "floor_stack"]
    unknown = list(options(own(TEN_PCT, rate="20")))
    assert unknown == ["close_to_threshold", "match_mechanic", "floor_stack"]
    half_way = policy("discount_rate", {"rate": "0.88"}, "half way", availability="planned")
    assert list(options(own(TEN_PCT, half_way)))[-1] == "half way"  # 12 %: still below 15 %


def test_of_answers_that_cost_the_same_a_point_the_smaller_comes_first_whatever_cents_say() -> None:
    tenth = own(policy("discount_rate", {"rate": "0.9"}), list_price="4.50")
    theirs = offer("special_price", {"price": "3.9", "list_price": "5"})
    assert list(options(tenth, theirs=theirs))[:2] == ["close_to_threshold", "match_mechanic"]


def test_without_a_list_price_parts_are_offered_at_an_unknown_cost_and_sums_are_not() -> None:
    found = options(own(list_price=None))
    assert (found["match_mechanic"].unit_cost, found["match_mechanic"].why) == (None, "cost_unknown")
    gap = find_gap(rival(), [offer("special_price", {"price": "7.5"})], own(list_price=None), RULES, DAY)
    assert gap is not None
    matched = [one for one in find_options(gap, own(list_price=None), RULES) if one.kind == "match_mechanic"]
    assert [one.mechanic for one in matched] == ["discount_rate"]


def test_no_rule_no_options() -> None:
    assert options(own(policy("discount_rate", {"rate": "0.8"}))) == {}
    assert options(own(), theirs=offer("gift", {})) == {}


@pytest.mark.parametrize(
    ("kind", "numbers", "depth", "price", "made_kind", "made"),
    [
        (
            "special_price",
            {"price": "3.9", "list_price": "5"},
            "0.22",
            "6",
            "special_price",
            {"price": "4.6"},
        ),
        ("money_off", {"amount": "3"}, "0.15", "12.8", "money_off", {"amount": "2.0"}),
        (
            "threshold_off",
            {"threshold": "38", "amount": "8"},
            "0.2",
            "6",
            "threshold_off",
            {"threshold": "38", "amount": "8.4"},
        ),  # 7 × 6 = 42
        ("bundle_price", {"n": 3, "price": "10"}, "0.3333", "6", "bundle_price", {"n": 3, "price": "12.0"}),
        ("second_item", {"n": 2, "price": "1"}, "0.4", "6", "second_item", {"n": 2, "price": "1.2"}),
        ("coupon", {"amount": "5"}, "0.2", "7", "coupon", {"amount": "1.4"}),
        ("deposit", {"threshold": "10", "amount": "30"}, "0.1", "7", "special_price", {"price": "6.3"}),
        ("special_price", {"price": "1"}, "0.25", "1.5", "special_price", {"price": "1.12"}),
        ("buy_n_get_m", {"n": 2, "m": 1}, "0.3333", None, "buy_n_get_m", {"n": 2, "m": 1}),
        ("special_price", {"price": "3.9"}, "0.22", None, "discount_rate", {"rate": "0.78"}),
    ],
)
def test_a_mechanic_is_made_anew_for_our_price(
    kind: Any, numbers: dict[str, Any], depth: str, price: str | None, made_kind: str, made: dict[str, Any]
) -> None:
    found = matching(kind, Numbers(**figures(numbers)), Decimal(depth), dec(price))
    assert found is not None
    assert (found.kind, found.numbers) == (made_kind, Numbers(**figures(made)))
    assert found.depth >= Decimal(depth)


cents = st.decimals("0.05", 500, places=2)
parts = st.decimals(0, 1, places=4)
offers = st.one_of(
    parts.map(lambda rate: ("discount_rate", Numbers(rate=rate))),
    st.tuples(st.integers(1, 9), st.integers(1, 9)).map(
        lambda nm: ("buy_n_get_m", Numbers(n=nm[0], m=nm[1]))
    ),
    st.tuples(st.integers(2, 9), parts).map(lambda nr: ("second_item", Numbers(n=nr[0], rate=nr[1]))),
    cents.map(lambda price: ("special_price", Numbers(price=price))),
    st.tuples(cents, cents).map(lambda ta: ("threshold_off", Numbers(threshold=max(ta), amount=min(ta)))),
    st.tuples(st.integers(1, 9), cents).map(lambda np: ("bundle_price", Numbers(n=np[0], price=np[1]))),
    cents.map(lambda amount: ("coupon", Numbers(amount=amount))),
)


@given(offers, cents, cents, parts, st.decimals(0, 99, places=2))
def test_options_of_any_gap_are_sound(
    theirs: tuple[Any, Numbers], their_price: Decimal, price: Decimal, rate: Decimal, sold: Decimal
) -> None:
    kind, numbers = theirs
    ours = own(policy("discount_rate", {"rate": rate}), list_price=str(price), rate=str(sold))
    gap = find_gap(rival(str(their_price)), [RivalOffer(kind, numbers)], ours, STACK, date(2026, 11, 24))
    assert gap is not None
    found = find_options(gap, ours, STACK)
    assert bool(found) == (gap.outcome == "behind")
    assert [one.closes for one in found] == sorted((one.closes for one in found), reverse=True)
    for one in found:
        assert 0 <= one.depth <= 1
        assert gap.own.depth is not None
        assert one.depth >= gap.own.depth
        assert one.unit_cost is None or one.unit_cost >= 0
        assert one.extra_cost is None or one.extra_cost >= 0
        if one.kind == "match_mechanic":
            assert one.points_left <= 0
            assert one.closes
        if one.kind == "close_to_threshold":
            assert one.closes
    priced = sorted((one for one in found if one.kind != "floor_stack"), key=lambda one: one.depth)
    costs = [one.unit_cost for one in priced if one.unit_cost is not None]
    assert costs == sorted(costs)  # deeper is never cheaper


@given(offers, parts, cents)
def test_what_is_made_gives_as_much_and_never_more_than_all(
    theirs: tuple[Any, Numbers], depth: Decimal, price: Decimal
) -> None:
    made = matching(theirs[0], theirs[1], depth, price)
    assert made is not None
    assert depth <= made.depth <= 1
    assert depth_of(made.kind, made.numbers, price).depth == made.depth
