"""Space suggestions against every possible answer, and what each change says."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from itertools import product as every

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from alerts.elasticity import sales_at
from alerts.space import FacingChange, SpaceLayer, SpaceProduct, SpaceSuggestion, suggest_space
from alerts.space_words import say_change, say_suggestion


def item(sku: str, facings: int, rate: str | None, **more: object) -> SpaceProduct:
    return SpaceProduct(
        sku,
        f"{sku} 茶",
        100.0,
        ((1, facings),),
        None if rate is None else Decimal(rate),
        Decimal(1),
        **more,  # type: ignore[arg-type]
    )


def after(suggestion: SpaceSuggestion, products: Sequence[SpaceProduct]) -> list[dict[int, int]]:
    return [suggestion.facings_after(product) for product in products]


def worth_of(products: Sequence[SpaceProduct], answer: Sequence[dict[int, int]]) -> float:
    return sum(
        float(product.price or 0) * product.sells(sum(one.values()))
        for product, one in zip(products, answer, strict=True)
    )


def fits(products: Sequence[SpaceProduct], answer: Sequence[dict[int, int]], width: dict[int, float]) -> bool:
    used = dict.fromkeys(width, 0.0)
    for product, one in zip(products, answer, strict=True):
        for layer, count in one.items():
            used[layer] += count * product.width_mm
    return all(used[layer] <= width[layer] + 1e-6 for layer in width)


def answers(product: SpaceProduct, layers: Sequence[int], move: bool, most: int) -> Iterator[dict[int, int]]:
    """Every answer for one product that its bounds allow."""
    if product.rate is None:
        yield dict(product.places)
        return
    least, greatest = product.bounds
    mine = [layer for layer, _ in product.places]
    for counts in every(range(min(most, greatest) + 1), repeat=len(layers)):
        one = {layer: count for layer, count in zip(layers, counts, strict=True) if count}
        placed = sorted(one) == sorted(mine) or (move and len(one) == len(mine))
        if placed and least <= sum(counts) <= greatest:
            yield one


ITEMS = st.lists(
    st.builds(
        lambda layers, counts, width, rate, price, beta, most: (
            layers,
            counts,
            width,
            rate,
            price,
            beta,
            most,
        ),
        st.sampled_from([(1,), (2,), (1, 2)]),
        st.tuples(st.integers(1, 3), st.integers(1, 3)),
        st.sampled_from([60.0, 100.0, 130.0]),
        st.one_of(st.none(), st.decimals(0, 9, places=1)),
        st.decimals("0.5", 9, places=1),
        st.sampled_from([0.0, 0.17, 0.5, 1.0]),
        st.integers(1, 5),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=200, deadline=None)
@given(ITEMS, st.sampled_from([260.0, 400.0]), st.sampled_from([300.0, 420.0]), st.booleans())
def test_no_answer_is_better(
    items: list[tuple[tuple[int, ...], tuple[int, int], float, Decimal | None, Decimal, float, int]],
    first: float,
    second: float,
    move: bool,
) -> None:
    products = [
        SpaceProduct(
            f"S{i}", f"S{i}", width, tuple(zip(layers, counts, strict=False)), rate, price, 1, most, beta
        )
        for i, (layers, counts, width, rate, price, beta, most) in enumerate(items)
    ]
    width = {1: first, 2: second}
    found = suggest_space(products, [SpaceLayer(1, first), SpaceLayer(2, second)], move=move)
    event(found.outcome)
    options = [list(answers(product, [1, 2], move, 6)) for product in products]
    possible = [list(answer) for answer in every(*options) if fits(products, answer, width)]
    if found.outcome in {"too_narrow", "no_fit"}:
        assert not possible
        return
    mine = after(found, products)
    assert mine in possible
    best = max(worth_of(products, answer) for answer in possible)
    slack = 1e-4 * max(1.0, best)  # what the tie-breaker may cost
    assert worth_of(products, mine) >= best - slack
    assert abs(float(found.then) - worth_of(products, mine)) <= 0.0051
    assert found.now == round(Decimal(worth_of(products, [dict(p.places) for p in products])), 2)


def test_by_hand_the_best_seller_gets_the_room() -> None:
    products = [item("A", 1, "3.1"), item("B", 4, "0.2"), item("C", 1, None)]
    found = suggest_space(products, [SpaceLayer(1, 600)])
    assert after(found, products) == [{1: 4}, {1: 1}, {1: 1}]
    assert found.outcome == "changes"
    up, down = found.changes
    assert (up.why, down.why) == ("sells_more", "makes_room")
    assert up.gain == round(Decimal(3.1 * (4**0.17 - 1)), 2)
    assert say_change(up, "money", "en") == "+3: sells 3.1 a day with 1 facing; about 0.82 more a day."
    assert say_change(down, "money", "zh-CN") == (
        "-3：现有4个排面，日销0.2件，给A 茶让位；预计每天少卖 0.04 元。"
    )
    assert found.then - found.now == Decimal("0.78")


def test_work_must_be_worth_it() -> None:
    products = [item("A", 1, "3.1"), item("B", 4, "0.2")]
    layers = [SpaceLayer(1, 500)]
    assert suggest_space(products, layers, change_cost=Decimal(1)).outcome == "best_already"
    one = suggest_space(products, layers, change_cost=Decimal("0.15"))
    assert after(one, products) == [{1: 2}, {1: 3}]
    assert suggest_space([item("A", 2, "3"), item("B", 2, "3")], [SpaceLayer(1, 400)]).changes == ()


def test_bounds_that_are_set_are_kept_and_said() -> None:
    few, many = item("A", 1, "3", min_facings=2), item("B", 5, "3", max_facings=3)
    found = suggest_space([few, many], [SpaceLayer(1, 600)])
    assert after(found, [few, many]) == [{1: 3}, {1: 3}]
    assert {change.sku: change.why for change in found.changes} == {"A": "sells_more", "B": "above_max"}
    tight = suggest_space([few, replace(many, max_facings=9)], [SpaceLayer(1, 400)])
    assert after(tight, [few, many]) == [{1: 2}, {1: 2}]
    assert {change.sku: change.why for change in tight.changes} == {"A": "below_min", "B": "makes_room"}


def test_a_layer_too_narrow_says_which_and_by_how_much() -> None:
    found = suggest_space([item("A", 1, "1", min_facings=3), item("B", 2, None)], [SpaceLayer(1, 420)])
    assert (found.outcome, found.layer, found.lacking_mm) == ("too_narrow", 1, 80.0)
    assert "80.0 毫米" in say_suggestion(found, "zh-CN")
    assert found.changes == ()


def test_products_change_layers_only_when_asked() -> None:
    products = [replace(item("A", 2, "9"), places=((1, 2),)), item("B", 2, "1")]
    layers = [SpaceLayer(1, 400), SpaceLayer(2, 400)]
    assert all(set(one) == {1} for one in after(suggest_space(products, layers), products))
    moved = suggest_space(products, layers, move=True)
    assert {layer for one in after(moved, products) for layer in one} == {1, 2}
    assert "other_layer" in {change.why for change in moved.changes}


def test_without_a_price_units_count() -> None:
    products = [replace(item("A", 1, "3"), price=None), item("B", 1, "1")]
    found = suggest_space(products, [SpaceLayer(1, 400)])
    assert found.measure == "units"
    assert after(found, products) == [{1: 3}, {1: 1}]
    assert "units" in say_suggestion(found, "en")


def test_a_whole_bay_is_solved_in_time() -> None:
    products = [
        SpaceProduct(
            f"S{i}",
            f"S{i}",
            60.0 + 7 * (i % 9),
            ((1 + i % 5, 2),),
            Decimal(1 + i * 37 % 23),
            Decimal(2 + i % 7),
        )
        for i in range(60)
    ]
    found = suggest_space(products, [SpaceLayer(layer, 2600) for layer in range(1, 6)], seconds=20)
    assert found.outcome == "changes"
    assert found.then > found.now
    assert found.proved
    assert fits(products, after(found, products), dict.fromkeys(range(1, 6), 2600.0))


@pytest.mark.parametrize(
    "bad",
    [
        {"places": ()},
        {"places": ((1, 1), (1, 2))},
        {"places": ((1, 0),)},
        {"width_mm": 0.0},
        {"min_facings": 3, "max_facings": 2},
        {"elasticity": 1.2},
    ],
)
def test_products_that_cannot_be_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="expected"):
        replace(item("A", 1, "1"), **bad)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="expected"):
        suggest_space([item("A", 1, "1")] * 2, [SpaceLayer(1, 400)])
    with pytest.raises(ValueError, match="expected"):
        suggest_space([item("A", 1, "1")], [SpaceLayer(2, 400)])


def test_every_reason_has_words() -> None:
    change = FacingChange("A", "A", 1, 1, 2, "sells_more", Decimal(3), 1, Decimal("0.5"))
    for why in ("sells_more", "makes_room", "below_min", "above_max", "other_layer"):
        said = {say_change(replace(change, why=why), "units", locale) for locale in ("zh-CN", "en")}  # type: ignore[arg-type]
        assert len(said) == 2
    for outcome in ("changes", "best_already", "too_narrow", "no_fit", "too_long"):
        assert say_suggestion(SpaceSuggestion(outcome, "money"), "zh-CN")  # type: ignore[arg-type]


@given(st.floats(0, 50), st.integers(1, 9), st.floats(0, 1))
def test_sales_grow_with_space_ever_more_slowly(rate: float, facings: int, beta: float) -> None:
    sold = [sales_at(rate, facings, wanted, beta) for wanted in range(1, 12)]
    steps = [b - a for a, b in pairwise(sold)]
    assert sales_at(rate, facings, facings, beta) == rate
    assert all(step >= -1e-9 for step in steps)
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(steps))
