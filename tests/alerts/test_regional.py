"""What to answer over an area: the widest gap of each product, until when, at the cost of all its stores."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alerts.competitor_actions import Action, Sighting, actions_of
from alerts.gap_facts import GapRules, OwnPolicy, OwnProduct, Product
from alerts.regional import UNTIL_DAYS, AreaHit, adjustments
from catalog.mechanic import Numbers

TODAY = date(2026, 11, 25)
RIVAL = Product("K1", "红果 山楂汁", "果汁", Decimal(5))


def action(depth: str | None = "0.4", ago: int = 1, **more: Any) -> Action:
    row: dict[str, Any] = {
        "store": "S1",
        "day": TODAY - timedelta(ago),
        "brand": "红果",
        "kind": "discount_rate",
        "numbers": Numbers(rate=None if depth is None else 1 - Decimal(depth)),
        "audit_id": 1,
        "offer_number": 0,
        "product": "山楂汁",
        "depth": None if depth is None else Decimal(depth),
    }
    (found,) = actions_of([Sighting(**(row | more))], today=TODAY).actions
    return found


def own(code: str = "O1", rate: str | None = "100", pct: str = "0.1") -> OwnProduct:
    policy = OwnPolicy("P1", "九折", "discount_rate", Numbers(rate=1 - Decimal(pct)))
    return OwnProduct(
        Product(code, f"清泉 {code}", "果汁", Decimal(4)), (policy,), None if rate is None else Decimal(rate)
    )


def hit(act: Action, mine: OwnProduct | None = None, sku: int = 1, **rules: Any) -> AreaHit:
    return AreaHit(act, RIVAL, 9, mine or own(), sku, GapRules(**rules))


def test_from_which_depth_to_which_until_when_at_what_cost() -> None:
    until = TODAY + timedelta(5)
    (one,) = adjustments([hit(action(valid_until=until))], stores=20, today=TODAY)
    assert (one.gap.own.depth, one.gap.rival.depth, one.gap.points) == (
        Decimal("0.1"),
        Decimal("0.4"),
        Decimal(30),
    )
    assert one.until == until
    enough = next(option for option in one.options if option.kind == "close_to_threshold")
    assert enough.depth == Decimal("0.26")
    assert (enough.extra_cost, enough.day_cost) == (Decimal("0.64"), Decimal("64.00"))
    assert adjustments([hit(action())], stores=20, today=TODAY)[0].until == TODAY + timedelta(UNTIL_DAYS)


def test_without_sales_there_is_no_cost_a_day() -> None:
    (one,) = adjustments([hit(action(), own(rate=None))], stores=3, today=TODAY)
    assert {option.day_cost for option in one.options} == {None}
    assert any(option.extra_cost is not None for option in one.options)


def test_a_floor_stack_costs_in_every_store() -> None:
    (one,) = adjustments([hit(action(), floor_stack_day_cost=Decimal(10))], stores=20, today=TODAY)
    stack = next(option for option in one.options if option.kind == "floor_stack")
    assert stack.day_cost == Decimal(200)


def test_the_widest_gap_of_a_product_counts_and_all_are_evidence() -> None:
    small, large = action("0.3"), action("0.5", audit_id=2)
    (one,) = adjustments([hit(small), hit(large)], stores=1, today=TODAY)
    assert one.gap.rival.depth == Decimal("0.5")
    assert one.evidence == (large, small)
    first, second = adjustments([hit(small), hit(large, own("O2"), 2)], stores=1, today=TODAY)
    assert (first.hit.own_sku_id, second.hit.own_sku_id) == (2, 1)


def test_what_is_over_unknown_or_within_the_rules_asks_for_nothing() -> None:
    over = action(ago=20)
    unknown = action(None, kind="gift", numbers=Numbers())
    close = hit(action("0.2"), own(pct="0.18"))
    assert adjustments([hit(over), hit(unknown), close], stores=5, today=TODAY) == ()


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(1, 3)), max_size=8))
def test_one_adjustment_a_product_the_widest_first(pairs: list[tuple[int, int]]) -> None:
    hits = [
        hit(action(str(Decimal(pct) / 100), audit_id=at), own(f"O{sku}"), sku)
        for at, (pct, sku) in enumerate(pairs, 1)
    ]
    found = adjustments(hits, stores=4, today=TODAY)
    assert len({one.hit.own_sku_id for one in found}) == len(found)
    gaps = [one.gap.points or 0 for one in found]
    assert gaps == sorted(gaps, reverse=True)
    for one in found:
        assert one.gap.points == max(Decimal(pct - 10) for pct, sku in pairs if sku == one.hit.own_sku_id)
        assert one.options
