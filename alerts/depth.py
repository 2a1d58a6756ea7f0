"""Depth 力度: 1 − effective unit price / list unit price, for every mechanic, in exact decimals.

Where the list price is not known, a depth is still known for mechanics that are a part of it (折, 买N送M, 第二件半价,
and 满A减B at its best, when the basket is just A). What is taken for granted is said with the figure.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Final

from alerts.offers import Assumption
from catalog.mechanic import Numbers, OfferKind

_FINE: Final = Decimal("0.0001")
_CENT: Final = Decimal("0.01")
_ONE: Final = Decimal(1)


@dataclass(frozen=True)
class Depth:
    """`depth` 0..1 with four decimals, `unit_price` the effective price of one, with two; `None`: not to be told."""

    depth: Decimal | None = None
    unit_price: Decimal | None = None
    assumptions: tuple[Assumption, ...] = ()


NOT_TOLD: Final = Depth()


def depth_of(kind: OfferKind, numbers: Numbers, list_price: Decimal | None = None) -> Depth:
    """The depth of one offer taken alone.

    Args:
        kind: the mechanic.
        numbers: its figures; `numbers.list_price` counts before `list_price`.
        list_price: the price of one unit before the offer, where the poster or the catalogue tells it.

    Returns:
        A depth from 0 to 1. Figures that cannot be so (满10减99, a price over the list price, 12折) have none.
    """
    base = numbers.list_price if numbers.list_price is not None else list_price
    if base is not None and base <= 0:
        base = None
    told = _BY_KIND.get(kind, _none)(numbers, base)
    if told.depth is None:
        return replace(told, unit_price=told.unit_price if _sound(told.unit_price) else None)
    if not 0 <= told.depth <= 1:
        return NOT_TOLD
    price = told.unit_price if told.unit_price is not None else None
    if price is None and base is not None:
        price = base * (_ONE - told.depth)
    return Depth(
        told.depth.quantize(_FINE, ROUND_HALF_UP),
        None if price is None else price.quantize(_CENT, ROUND_HALF_UP),
        told.assumptions,
    )


def per_100(unit_price: Decimal, content: Decimal) -> Decimal:
    """Price of 100 ml or 100 g of a unit that holds `content` ml or g.

    Raises:
        ValueError: no content.
    """
    if content <= 0:
        raise ValueError(f"expected content > 0, got {content}")
    return (unit_price * 100 / content).quantize(_FINE, ROUND_HALF_UP)


def _sound(price: Decimal | None) -> bool:
    return price is not None and price >= 0


def _none(_: Numbers, __: Decimal | None) -> Depth:
    return NOT_TOLD


def _price(numbers: Numbers, base: Decimal | None, *assumed: Assumption) -> Depth:
    if numbers.price is None:
        return _rate(numbers, base, *assumed)
    if base is None:
        return Depth(None, numbers.price, assumed)
    return Depth(1 - numbers.price / base, numbers.price, assumed)


def _rate(numbers: Numbers, _: Decimal | None, *assumed: Assumption) -> Depth:
    return NOT_TOLD if numbers.rate is None else Depth(1 - numbers.rate, None, assumed)


def _off(numbers: Numbers, base: Decimal | None, *assumed: Assumption) -> Depth:
    """A sum off one unit, off n units, or off a basket that is just large enough."""
    threshold, n, amount = numbers.threshold, numbers.n, numbers.amount
    if numbers.rate is not None:
        return _rate(numbers, base, *assumed, *(("buys_just_enough",) if threshold or n else ()))
    if amount is None or amount < 0:
        return NOT_TOLD
    if threshold is not None:
        return _off_basket(threshold, amount, base, assumed, each=numbers.each)
    if base is None:
        return NOT_TOLD
    return Depth(amount / ((n or 1) * base), None, (*assumed, "buys_n") if n else assumed)


def _off_basket(
    threshold: Decimal,
    amount: Decimal,
    base: Decimal | None,
    assumed: tuple[Assumption, ...],
    *,
    each: bool,
) -> Depth:
    """So many units as reach the threshold; without a unit price, a basket of just the threshold.

    With `each` the amount comes off for every threshold that the basket holds.
    """
    if threshold <= 0 or amount > threshold:
        return NOT_TOLD
    units = _ONE if base is None else (threshold / base).to_integral_value(ROUND_CEILING)
    basket = threshold if base is None else units * base
    times = basket // threshold if each else _ONE
    return Depth(amount * times / basket, None, (*assumed, "buys_just_enough"))


def _buy_get(numbers: Numbers, _: Decimal | None) -> Depth:
    n, m = numbers.n, numbers.m
    if n is None or m is None or n < 1 or m < 1:
        return NOT_TOLD
    return Depth(Decimal(m) / (n + m), None, ("buys_n",))


def _nth(numbers: Numbers, base: Decimal | None) -> Depth:
    """The n-th unit is cheaper, the ones before it are not: the saving is spread over n."""
    n = numbers.n
    if n is None or n < 2:
        return NOT_TOLD
    if numbers.rate is not None:
        return Depth((1 - numbers.rate) / n, None, ("buys_n",)) if 0 <= numbers.rate <= 1 else NOT_TOLD
    if numbers.price == 0:
        return Depth(Decimal(1) / n, None, ("buys_n",))
    if base is None:
        return NOT_TOLD
    saved = base - numbers.price if numbers.price is not None else numbers.amount
    return NOT_TOLD if saved is None or saved > base else Depth(saved / (n * base), None, ("buys_n",))


def _bundle(numbers: Numbers, base: Decimal | None) -> Depth:
    if numbers.n is None or numbers.price is None or numbers.n < 1:
        return NOT_TOLD
    unit = numbers.price / numbers.n
    if base is None:
        return Depth(None, unit.quantize(_CENT, ROUND_HALF_UP), ("buys_n",))
    return Depth(1 - unit / base, unit, ("buys_n",))


def _deposit(numbers: Numbers, base: Decimal | None) -> Depth:
    """What is paid ahead counts for more than was paid: the difference is the reduction."""
    paid, worth = numbers.threshold, numbers.amount
    if paid is None or worth is None or base is None or worth < paid:
        return NOT_TOLD
    return Depth((worth - paid) / base, None, ("deposit_paid",))


_BY_KIND: Final[dict[OfferKind, Callable[[Numbers, Decimal | None], Depth]]] = {
    "special_price": _price,
    "member_price": lambda numbers, base: _price(numbers, base, "is_member"),
    "discount_rate": _rate,
    "money_off": _off,
    "threshold_off": _off,
    "coupon": lambda numbers, base: _off(numbers, base, "coupon_taken"),
    "cashback": lambda numbers, base: _off(numbers, base, "cashback_claimed"),
    "buy_n_get_m": _buy_get,
    "second_item": _nth,
    "bundle_price": _bundle,
    "deposit": _deposit,
}
