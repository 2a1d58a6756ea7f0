"""The subsidy gap: a table worked out by hand, the rules at their edges, and which offer and policy count."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.gap_facts import GapRules, Product, points
from alerts.subsidy_gap import Gap, find_gap
from tests.alerts.gap_cases import CASES, GapCase
from tests.alerts.gap_world import DAY, HALF, TEN_PCT, dec, offer, own, policy, rival

RULES = GapRules()


def gap(offers: list, ours=None, rules: GapRules = RULES, product: Product | None = None) -> Gap:  # type: ignore[no-untyped-def, type-arg]
    found = find_gap(product or rival(), offers, ours or own(), rules, DAY)
    assert found is not None
    return found


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 25
    assert len({case[0] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_gaps_by_hand(case: GapCase) -> None:
    _, (kind, numbers, base), (own_kind, own_numbers, own_base), pcts, fired, outcome, match = case
    ours = own(*([policy(own_kind, own_numbers)] if own_kind else []), list_price=own_base)
    found = gap([offer(kind, numbers)], ours, product=rival(base))
    depths = [None if side.depth is None else points(side.depth) for side in (found.rival, found.own)]
    assert [*depths, found.points] == [dec(pct) for pct in pcts]
    assert "".join("b" if one.rule == "own_depth_below" else "c" for one in found.rules) == fired
    assert (found.why_not or found.outcome) == outcome
    assert found.to_match == dec(match)
    assert found.answerable == bool(fired)


def test_money_of_both_sides_a_unit_and_per_100() -> None:
    found = gap([HALF], own(TEN_PCT, list_price="6", content="330"), product=rival("8", "500"))
    assert (found.rival.price, found.rival.saved, found.rival.per_100) == (
        Decimal("6.00"),
        Decimal("2.00"),
        Decimal("1.2000"),
    )
    assert (found.own.price, found.own.saved, found.own.per_100) == (
        Decimal("5.40"),
        Decimal("0.60"),
        Decimal("1.6364"),
    )
    assert found.to_match == Decimal("0.90")  # 6 × (25 % − 10 %)


def test_pieces_have_no_price_per_100_and_an_unknown_price_no_money() -> None:
    found = gap([HALF], own(TEN_PCT, list_price=None, content=None), product=rival(None, None))
    assert (found.rival.price, found.rival.saved, found.rival.per_100) == (None, None, None)
    assert (found.own.price, found.own.saved, found.to_match) == (None, None, None)
    assert found.points == 15


def test_thresholds_are_the_category_s() -> None:
    strict, lax = GapRules(Decimal(30), Decimal(5)), GapRules(Decimal(5), Decimal(20))
    assert [one.rule for one in gap([HALF], own(TEN_PCT), strict).rules] == [
        "own_depth_below",
        "behind_competitor_by",
    ]
    assert gap([HALF], own(TEN_PCT), lax).outcome == "within"
    assert gap([HALF], own(TEN_PCT), strict).rules[0].limit == 30
    with pytest.raises(ValueError, match="own_depth_min_pct"):
        GapRules(own_depth_min_pct=Decimal(101))


def test_the_deepest_offer_of_a_poster_counts_and_offers_are_not_added_up() -> None:
    rate = offer("discount_rate", {"rate": "0.8"}, offer_id=7)
    found = gap([offer("gift", {}), HALF, rate])
    assert (found.offer, found.points) == (HALF, 25)


def test_a_sure_offer_goes_before_a_deeper_one_that_needs_a_check() -> None:
    doubtful = offer("discount_rate", {"rate": "0.1"}, depth=Decimal("0.9"), needs_check=True)
    found = gap([doubtful, HALF])
    assert (found.points, found.needs_check, found.unchecked, found.answerable) == (25, False, 1, True)
    alone = gap([doubtful, offer("gift", {})])
    assert (alone.points, alone.needs_check, alone.outcome, alone.answerable) == (90, True, "behind", False)


def test_a_doubtful_offer_without_a_depth_gets_none_from_the_catalogue() -> None:
    found = gap([offer("special_price", {"price": "0.5"}, needs_check=True)])
    assert (found.outcome, found.why_not, found.rival.depth) == (
        "not_comparable",
        "rival_depth_unknown",
        None,
    )


def test_an_offer_that_is_over_or_has_not_begun_does_not_count() -> None:
    over, later = (
        replace(HALF, valid_until=DAY - timedelta(days=1)),
        replace(HALF, valid_from=DAY + timedelta(days=1)),
    )
    assert find_gap(rival(), [over, later], own(), RULES, DAY) is None
    assert find_gap(rival(), [], own(), RULES, DAY) is None
    assert gap([over, replace(HALF, valid_from=DAY, valid_until=DAY)]).points == 25


def test_prices_by_weight_or_in_another_currency_are_not_held_against_ours() -> None:
    for more in ({"per": "500g"}, {"currency": "HK$"}):
        found = gap([offer("special_price", {"price": "5"}, **more)])
        assert (found.outcome, found.why_not) == ("not_comparable", "rival_not_by_unit")
        part = gap([offer("special_price", {"price": "5"}, depth=Decimal("0.2"), **more)])
        assert (part.points, part.rival.price, part.rival.saved) == (20, None, None)


def test_a_poster_s_own_depth_goes_before_the_catalogue_s() -> None:
    said = offer("special_price", {"price": "5"}, depth=Decimal("0.3"), assumptions=("base_is_sale_price",))
    found = gap([said])
    assert (found.points, found.assumptions) == (30, ("base_is_sale_price",))
    asked = gap([offer("coupon", {"amount": "3"})])
    assert (asked.points, asked.assumptions) == (30, ("coupon_taken", "catalogue_list_price"))


def test_of_our_policies_the_greatest_priority_counts_then_the_deepest_then_the_newest() -> None:
    deep = policy("discount_rate", {"rate": "0.5"}, "deep")
    first = policy("discount_rate", {"rate": "0.95"}, "first", priority=2)
    second = policy("discount_rate", {"rate": "0.9"}, "second", priority=2)
    gift = policy("gift", {}, "gift", priority=2)
    found = gap([HALF], own(deep, first, second, gift))
    assert found.policy == second
    assert found.points == 15
    newer = policy("discount_rate", {"rate": "0.9"}, "newer", priority=2, valid_from=date(2026, 11, 20))
    older = policy("discount_rate", {"rate": "0.9"}, "older", priority=2, valid_from=date(2026, 11, 1))
    assert gap([HALF], own(first, older, newer, second)).policy == newer


def test_which_policy_is_deepest_depends_on_the_products_price() -> None:
    three_off = policy("money_off", {"amount": "3"}, "three-off")
    fifth_off = policy("discount_rate", {"rate": "0.8"}, "fifth-off")
    for price, code in (("10", "three-off"), ("20", "fifth-off")):
        counted = gap([HALF], own(fifth_off, three_off, list_price=price)).policy
        assert counted is not None
        assert counted.code == code


def test_policies_planned_or_elsewhere_give_nothing_here_today() -> None:
    away = policy("discount_rate", {"rate": "0.5"}, "away", availability="elsewhere")
    later = policy("discount_rate", {"rate": "0.5"}, "later", availability="planned")
    assert gap([HALF], own(away, later)).own.depth == 0


def test_products_check_themselves() -> None:
    with pytest.raises(ValueError, match="list_price"):
        Product("X", "X", list_price=Decimal(0))
    with pytest.raises(ValueError, match="depth"):
        offer("discount_rate", {}, depth=Decimal(2))


depths = st.decimals(0, 1, places=4, allow_nan=False)


@given(depths, depths, st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_rules_fire_only_behind_and_never_stop_as_the_rival_gives_more(
    mine: Decimal, theirs: Decimal, least: Decimal, most: Decimal
) -> None:
    rules = GapRules(least, most)
    fired = {one.rule for one in rules.fired(mine, theirs)}
    if theirs <= mine:
        assert not fired
    deeper = min(Decimal(1), theirs + Decimal("0.01"))
    assert fired <= {one.rule for one in rules.fired(mine, deeper)}


@given(depths, depths, st.decimals("0.01", 500, places=2))
def test_figures_of_any_gap_are_sound(mine: Decimal, theirs: Decimal, price: Decimal) -> None:
    ours = own(policy("discount_rate", {"rate": 1 - mine}), list_price=str(price))
    found = gap([offer("discount_rate", {"rate": 1 - theirs})], ours)
    assert found.points == points(theirs) - points(mine)
    assert found.own.saved is not None
    assert 0 <= found.own.saved <= price + Decimal("0.01")
    assert found.to_match is not None
    assert (found.to_match > 0) <= (theirs > mine)
