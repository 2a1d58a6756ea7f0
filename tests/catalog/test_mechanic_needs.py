"""What numbers a mechanic can have, by a table of good ones and of slips."""

from decimal import Decimal
from typing import Any

import pytest

from api.reasons import REASONS
from catalog.errors import Invalid
from catalog.mechanic import KINDS, Numbers
from catalog.mechanic_needs import FIGURES, NEEDS, USES, check_mechanic


def numbers(**figures: Any) -> Numbers:
    return Numbers(
        **{name: value if name in {"n", "m"} else Decimal(str(value)) for name, value in figures.items()}
    )


@pytest.mark.parametrize(
    ("kind", "figures"),
    [
        ("special_price", {"price": 9.9, "list_price": 12}),
        ("special_price", {"price": 12, "list_price": 12}),
        ("discount_rate", {"rate": 0.85}),
        ("money_off", {"amount": 3}),
        ("threshold_off", {"threshold": 199, "amount": 100}),
        ("threshold_off", {"n": 3, "rate": 0.8}),
        ("buy_n_get_m", {"n": 2, "m": 1}),
        ("second_item", {"n": 2, "rate": 0.5}),
        ("second_item", {"n": 2, "price": 0}),
        ("bundle_price", {"n": 3, "price": 10}),
        ("gift", {}),
        ("coupon", {"amount": 5}),
        ("member_price", {"price": 8.8}),
        ("deposit", {"threshold": 10, "amount": 30}),
        ("cashback", {"threshold": 100, "amount": 20}),
        ("installment", {"n": 12}),
        ("other", {}),
    ],
)
def test_what_can_be_so(kind: str, figures: dict[str, float]) -> None:
    assert check_mechanic(kind, numbers(**figures)) == kind


@pytest.mark.parametrize(
    ("kind", "figures", "field", "reason"),
    [
        ("bargain", {}, "kind", "unknown"),
        ("special_price", {}, "price", "missing"),
        ("special_price", {"price": 0}, "price", "out_of_range"),
        ("special_price", {"price": "9.99999"}, "price", "decimals"),
        ("special_price", {"price": 12, "list_price": 9.9}, "price", "over_list_price"),
        ("special_price", {"price": 9, "m": 1}, "m", "not_of_kind"),
        ("discount_rate", {"rate": 1.2}, "rate", "out_of_range"),
        ("discount_rate", {"rate": "NaN"}, "rate", "number"),
        ("threshold_off", {"threshold": 10}, "amount", "missing"),
        ("threshold_off", {"amount": 10}, "threshold", "missing"),
        ("threshold_off", {"threshold": 10, "amount": 99}, "amount", "over_threshold"),
        ("buy_n_get_m", {"n": 0, "m": 1}, "n", "out_of_range"),
        ("buy_n_get_m", {"n": 1}, "m", "missing"),
        ("second_item", {"n": 1, "rate": 0.5}, "n", "out_of_range"),
        ("bundle_price", {"n": 2, "price": 2_000_000}, "price", "out_of_range"),
        ("bundle_price", {"n": 2, "price": 21, "list_price": 10}, "price", "over_list_price"),
        ("deposit", {"threshold": 30, "amount": 10}, "amount", "below_paid"),
        ("money_off", {"amount": 12, "list_price": 12}, "amount", "over_list_price"),
        ("installment", {"n": 100}, "n", "out_of_range"),
    ],
)
def test_what_cannot(kind: str, figures: dict[str, float], field: str, reason: str) -> None:
    with pytest.raises(Invalid) as raised:
        check_mechanic(kind, numbers(**figures))
    assert (raised.value.code, raised.value.params["field"]) == ("bad_value", field)
    assert raised.value.params["reason"] == reason
    assert reason in REASONS


def test_every_kind_is_told() -> None:
    assert set(USES) == set(NEEDS) == set(KINDS)
    for kind in KINDS:
        assert {name for some in NEEDS[kind] for name in some} <= set(USES[kind]) <= set(FIGURES)
