"""Which numbers a mechanic of ours counts with, and which of them cannot be so."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

from catalog.cell_values import refuse
from catalog.mechanic import Numbers, OfferKind

MOST_MONEY: Final = Decimal(1_000_000)
MOST_THINGS: Final = 99
_MONEY: Final = ("price", "list_price", "threshold", "amount")
_FREE_PRICE: Final = frozenset({"second_item", "gift"})
"""Kinds in which a thing may cost nothing: the second one, a present."""


@dataclass(frozen=True)
class Shape:
    """What a mechanic needs: exactly one number of each of `needs`; `may` are others that it can have."""

    needs: tuple[tuple[str, ...], ...]
    may: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Every number that has a meaning for the mechanic, in the order in which it is asked for."""
        return (*(name for group in self.needs for name in group), *self.may, "list_price")


SHAPES: Final[dict[OfferKind, Shape]] = {
    "special_price": Shape((("price",),), ("n",)),
    "discount_rate": Shape((("rate",),)),
    "money_off": Shape((("amount",),), ("n",)),
    "threshold_off": Shape((("threshold", "n"), ("amount", "rate"))),
    "buy_n_get_m": Shape((("n",), ("m",))),
    "second_item": Shape((("n",), ("rate", "price", "amount"))),
    "bundle_price": Shape((("n",), ("price",))),
    "gift": Shape((), ("threshold", "n", "amount")),
    "coupon": Shape((("amount", "rate"),), ("threshold", "n")),
    "member_price": Shape((("price", "rate"),)),
    "deposit": Shape((("threshold",), ("amount",))),
    "cashback": Shape((("amount", "rate"),), ("threshold",)),
    "installment": Shape((("n",),)),
    "other": Shape((), ("price", "threshold", "amount", "n")),
}
"""As `alerts.depth` counts with them."""
EACH: Final[frozenset[OfferKind]] = frozenset({"threshold_off", "coupon", "cashback"})
"""Kinds whose reduction may come again for every further threshold."""


def given(numbers: Numbers) -> Iterator[tuple[str, Decimal | int]]:
    """The numbers that are said, by name; `each` is none."""
    for field in fields(numbers):
        value = getattr(numbers, field.name)
        if value is not None and field.name != "each":
            yield field.name, value


def check_numbers(kind: OfferKind, numbers: Numbers) -> None:
    """Refuse what the mechanic cannot be with.

    Raises:
        Invalid: `bad_value` naming the number; reasons needed, one_of (with `others`), not_of_kind, number, decimals,
            out_of_range, amount_over_threshold (满10减99), price_over_list, amount_over_price, paid_over_worth.
    """
    shape, said = SHAPES[kind], dict(given(numbers))
    for name, value in said.items():
        if name not in shape.fields:
            raise refuse(name, str(value), "not_of_kind", kind=kind)
        _check_range(kind, name, value)
    for group in shape.needs:
        here = [name for name in group if name in said]
        if not here:
            raise refuse(group[0], "", "needed", kind=kind, others=list(group[1:]))
        if len(here) > 1:
            raise refuse(here[1], str(said[here[1]]), "one_of", kind=kind, others=here[:1])
    if numbers.each and (kind not in EACH or numbers.threshold is None):
        raise refuse("each", "", "not_of_kind", kind=kind)
    _check_sense(kind, numbers)


def _check_range(kind: OfferKind, name: str, value: Decimal | int) -> None:
    number = Decimal(value)
    if not number.is_finite():
        raise refuse(name, str(value), "number")
    if number != round(number, 4):
        raise refuse(name, str(value), "decimals")
    free = number == 0 and kind in _FREE_PRICE and name in {"price", "rate"}
    if name in _MONEY:
        fine, low, high = (0 < number <= MOST_MONEY), Decimal(0), MOST_MONEY
    elif name == "rate":
        fine, low, high = (0 < number < 1), Decimal(0), Decimal(1)
    else:
        least = 2 if name == "n" and kind in {"second_item", "bundle_price"} else 1
        fine, low, high = (least <= number <= MOST_THINGS), Decimal(least), Decimal(MOST_THINGS)
    if not fine and not free:
        raise refuse(name, str(value), "out_of_range", low=str(low), high=str(high))


def _check_sense(kind: OfferKind, numbers: Numbers) -> None:
    amount, threshold, base = numbers.amount, numbers.threshold, numbers.list_price
    if kind == "deposit" and amount is not None and threshold is not None and amount < threshold:
        raise refuse("amount", str(amount), "paid_over_worth", threshold=str(threshold))
    sums = amount is not None and threshold is not None and kind not in {"deposit", "gift"}
    if sums and (amount or 0) >= (threshold or 0):
        raise refuse("amount", str(amount), "amount_over_threshold", threshold=str(threshold))
    if base is None:
        return
    pieces = numbers.n or 1 if kind == "bundle_price" else 1
    if numbers.price is not None and numbers.price > base * pieces:
        raise refuse("price", str(numbers.price), "price_over_list", list_price=str(base))
    if kind in {"money_off", "second_item"} and amount is not None:
        pieces = numbers.n or 1 if kind == "money_off" else 1
        if amount > base * pieces:
            raise refuse("amount", str(amount), "amount_over_price", list_price=str(base))
