"""Which numbers a mechanic counts with, which it cannot do without, and which cannot be so."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, get_args

from catalog.errors import Invalid
from catalog.mechanic import KINDS, Numbers, OfferKind

Figure = Literal["price", "list_price", "threshold", "amount", "rate", "n", "m"]
FIGURES: Final[tuple[Figure, ...]] = get_args(Figure)
MOST_MONEY: Final = Decimal(1_000_000)
MOST_THINGS: Final = 99
PLACES: Final = 4

USES: Final[Mapping[OfferKind, tuple[Figure, ...]]] = {
    "special_price": ("price", "list_price", "n"),
    "discount_rate": ("rate", "list_price"),
    "money_off": ("amount", "list_price", "n"),
    "threshold_off": ("threshold", "amount", "rate", "n", "list_price"),
    "buy_n_get_m": ("n", "m", "list_price"),
    "second_item": ("n", "rate", "price", "amount", "list_price"),
    "bundle_price": ("n", "price", "list_price"),
    "gift": ("threshold", "n", "amount", "price", "list_price"),
    "coupon": ("amount", "threshold", "rate", "n", "list_price"),
    "member_price": ("price", "rate", "list_price"),
    "deposit": ("threshold", "amount", "list_price"),
    "cashback": ("amount", "threshold", "rate", "list_price"),
    "installment": ("n", "price", "amount", "list_price"),
    "other": ("price", "threshold", "amount", "n", "list_price"),
}
"""The numbers of each mechanic, the most telling first; others mean nothing to it."""

NEEDS: Final[Mapping[OfferKind, tuple[tuple[Figure, ...], ...]]] = {
    "special_price": (("price",),),
    "discount_rate": (("rate",),),
    "money_off": (("amount",),),
    "threshold_off": (("threshold", "n"), ("amount", "rate")),
    "buy_n_get_m": (("n",), ("m",)),
    "second_item": (("n",), ("rate", "price", "amount")),
    "bundle_price": (("n",), ("price",)),
    "gift": (),
    "coupon": (("amount", "rate"),),
    "member_price": (("price", "rate"),),
    "deposit": (("threshold",),),
    "cashback": (("amount", "rate"),),
    "installment": (("n",),),
    "other": (),
}
"""Of each tuple a mechanic needs at least one number."""

_LESS_THAN_THRESHOLD: Final = frozenset({"threshold_off", "coupon", "cashback"})
_TWO_AT_LEAST: Final = frozenset({"second_item", "bundle_price"})


def check_mechanic(kind: str, numbers: Numbers) -> OfferKind:
    """The kind, if it is one and the numbers can be so.

    Raises:
        Invalid: `bad_value` with the field and the reason: unknown (kind), not_of_kind, missing (params `needs`: any
            one of these fields), out_of_range, decimals, over_threshold, over_list_price, below_paid.
    """
    known = next((one for one in KINDS if one == kind), None)
    if known is None:
        raise Invalid("bad_value", field="kind", value=kind[:40], reason="unknown")
    said = {name: getattr(numbers, name) for name in FIGURES if getattr(numbers, name) is not None}
    for name, value in said.items():
        if name not in USES[known]:
            raise _bad(name, value, "not_of_kind", kind=kind)
        _check_range(known, name, value)
    for some in NEEDS[known]:
        if not any(name in said for name in some):
            raise Invalid("bad_value", field=some[0], value="", reason="missing", kind=kind, needs=list(some))
    _check_together(known, numbers)
    return known


def _check_range(kind: OfferKind, name: str, value: Decimal | int) -> None:
    if isinstance(value, int):
        least = 2 if name == "n" and kind in _TWO_AT_LEAST else 1
        if not least <= value <= MOST_THINGS:
            raise _bad(name, value, "out_of_range", least=least, most=MOST_THINGS)
        return
    if not value.is_finite():
        raise _bad(name, value, "number")
    if name == "rate":
        good = 0 < value < 1
    else:
        free = kind == "second_item" and name == "price"
        good = (value >= 0 if free else value > 0) and value <= MOST_MONEY
    if not good:
        raise _bad(name, value, "out_of_range")
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > PLACES:
        raise _bad(name, value, "decimals")


def _check_together(kind: OfferKind, numbers: Numbers) -> None:
    amount, threshold, base = numbers.amount, numbers.threshold, numbers.list_price
    if amount is not None and threshold is not None:
        if kind in _LESS_THAN_THRESHOLD and amount >= threshold:
            raise _bad("amount", amount, "over_threshold", threshold=str(threshold))
        if kind == "deposit" and amount < threshold:
            raise _bad("amount", amount, "below_paid", threshold=str(threshold))
    if base is None:
        return
    if numbers.price is not None and kind in {"special_price", "member_price"} and numbers.price > base:
        raise _bad("price", numbers.price, "over_list_price", list_price=str(base))
    if kind == "bundle_price" and numbers.price is not None and numbers.price > base * (numbers.n or 1):
        raise _bad("price", numbers.price, "over_list_price", list_price=str(base))
    if amount is not None and kind == "money_off" and amount >= base * (numbers.n or 1):
        raise _bad("amount", amount, "over_list_price", list_price=str(base))


def _bad(field: str, value: object, reason: str, **more: object) -> Invalid:
    return Invalid("bad_value", field=field, value=str(value)[:40], reason=reason, **more)
