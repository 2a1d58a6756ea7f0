"""A plan as a space question and back: nothing of it is lost, and the plan itself stays as it is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.space import suggest_space
from alerts.space_of_plan import plan_with, question_of
from alerts.tip_facts import CategoryAims
from catalog.plans import Plan, PlanSlot, UnknownPlace
from tests.alerts.shelves import SKUS

RATES = {"A": Decimal(9), "B": Decimal("0.5"), "X": Decimal(2)}
PRICES = {"A": Decimal(3), "B": Decimal(3), "X": Decimal(3)}


def plan(*slots: tuple[int, int, str, int], width: float | None = None) -> Plan:
    return Plan("P", "P", tuple(PlanSlot(*slot) for slot in slots), (None, None), width)


def facings_of(one: Plan) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for slot in one.slots:
        found[slot.layer, slot.sku] = found.get((slot.layer, slot.sku), 0) + slot.facings
    return found


def test_widths_bounds_and_layers_by_hand() -> None:
    bay = Plan(
        "P",
        "P",
        (PlanSlot(1, 1, "A", 2, width_mm=160), PlanSlot(1, 2, "B", 3), PlanSlot(2, 1, "A", 1)),
        (),
        600,
    )
    asked = question_of(
        bay,
        SKUS,
        widths_mm={"B": 100},
        rates=RATES,
        prices=PRICES,
        aims={"饮料": CategoryAims(space_elasticity=0.3, max_facings=5)},
    )
    first, second = asked.products
    assert (first.width_mm, first.places, first.elasticity, first.max_facings) == (
        80,
        ((1, 2), (2, 1)),
        0.3,
        5,
    )
    assert (second.width_mm, second.name) == (100, "青岚 绿茶 500ml")
    assert [(one.layer, one.width_mm) for one in asked.layers] == [(1, 600), (2, 600)]
    assert asked.guessed == ()


def test_without_widths_facings_change_places_one_for_one() -> None:
    bay = plan((1, 1, "A", 1), (1, 2, "B", 4), (1, 3, "C", 1))
    asked = question_of(bay, SKUS, widths_mm={}, rates=RATES, prices=PRICES, aims={})
    assert asked.guessed == ("A", "B", "C")
    better = plan_with(bay, suggest_space(asked.products, asked.layers))
    assert facings_of(better) == {(1, "A"): 2, (1, "B"): 3, (1, "C"): 1}
    assert facings_of(bay) == {(1, "A"): 1, (1, "B"): 4, (1, "C"): 1}


@pytest.mark.parametrize(
    ("facings", "aims", "reach"),
    [
        (6, CategoryAims(), (3, 12)),
        (7, CategoryAims(), (4, 14)),
        (1, CategoryAims(), (1, 2)),
        (6, CategoryAims(min_facings=4, max_facings=8), (4, 8)),
        (6, CategoryAims(min_facings=15, max_facings=20), (15, 15)),
        (9, CategoryAims(max_facings=3), (3, 3)),
    ],
)
def test_one_suggestion_halves_or_doubles_at_most_unless_goals_ask_for_more(
    facings: int, aims: CategoryAims, reach: tuple[int, int]
) -> None:
    bay = plan((1, 1, "A", facings))
    (product,) = question_of(
        bay, SKUS, widths_mm={}, rates=RATES, prices=PRICES, aims={"饮料": aims}
    ).products
    assert (product.min_facings, product.max_facings) == reach


@given(
    st.lists(
        st.tuples(st.integers(1, 2), st.sampled_from("ABCX"), st.integers(1, 4)), min_size=1, max_size=7
    ),
    st.booleans(),
    st.one_of(st.none(), st.just(900.0)),
)
def test_the_new_plan_has_the_suggested_facings(
    wanted: list[tuple[int, str, int]], move: bool, width: float | None
) -> None:
    count = {1: 0, 2: 0}
    slots = []
    for layer, sku, facings in sorted(wanted, key=lambda one: one[0]):
        count[layer] += 1
        slots.append((layer, count[layer], sku, facings))
    bay = plan(*slots, width=width)
    widths = {"A": 60.0, "B": 75.0, "C": 90.0, "X": 60.0}
    asked = question_of(bay, SKUS, widths_mm=widths, rates=RATES, prices=PRICES, aims={})
    found = suggest_space(asked.products, asked.layers, move=move)
    assert found.outcome in {"changes", "best_already"}
    better = facings_of(plan_with(bay, found))
    for product in asked.products:
        mine = {layer: n for (layer, sku), n in better.items() if sku == product.sku}
        assert mine == found.facings_after(product)
    for layer in asked.layers:
        assert sum(n * widths[sku] for (at, sku), n in better.items() if at == layer.layer) <= layer.width_mm


def test_what_nobody_has_named_keeps_its_place_and_its_room() -> None:
    slots = (PlanSlot(1, 1, "A", 2, width_mm=160), PlanSlot(1, 3, "B", 3, width_mm=240))
    bay = Plan("P", "P", slots, (), 600, unknown=(UnknownPlace(1, 2, 1, 1, 160, 90),))
    asked = question_of(bay, SKUS, widths_mm={}, rates=RATES, prices=PRICES, aims={})
    assert [layer.width_mm for layer in asked.layers] == [510]
    found = plan_with(bay, suggest_space(asked.products, asked.layers))
    places = [(place.position, getattr(place, "sku", "?")) for place in found.places]
    assert places[:3] == [(1, "A"), (2, "?"), (3, "B")]
