"""A mechanic that gives a wanted depth at our price: the rival's own, with numbers worked out anew."""

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from alerts.depth import depth_of
from catalog.mechanic import Numbers, OfferKind

_TENTH: Final = Decimal("0.1")
_CENT: Final = Decimal("0.01")
_SAME: Final = frozenset({"discount_rate", "buy_n_get_m", "second_item"})


@dataclass(frozen=True)
class Mechanic:
    """A promotion that could be made; `depth` is what it gives, 0..1."""

    kind: OfferKind
    numbers: Numbers
    depth: Decimal


def matching(
    kind: OfferKind, numbers: Numbers, depth: Decimal, list_price: Decimal | None
) -> Mechanic | None:
    """The same mechanic giving at least `depth` at our list price, sums rounded to 0.1 in the shopper's favour.

    Sums of products cheaper than 2 are rounded to a cent. Parts and counts (折, 买N送M, 第二件半价) are taken over as
    they are; sums are worked out from our price. What cannot be made so (a deposit) becomes a price. None where our
    list price is needed and unknown, or nothing gives so much.
    """
    for made_kind, made in (
        (kind, _numbers(kind, numbers, depth, list_price)),
        ("special_price", _priced(depth, list_price)),
        ("discount_rate", rate_for(depth)),
    ):
        if made is None:
            continue
        told = depth_of(made_kind, made, list_price)
        if told.depth is not None and told.depth >= depth:
            return Mechanic(made_kind, made, told.depth)
    return None


def rate_for(depth: Decimal) -> Numbers:
    """A plain discount of that depth (折)."""
    return Numbers(rate=1 - depth)


def _numbers(kind: OfferKind, theirs: Numbers, depth: Decimal, base: Decimal | None) -> Numbers | None:
    if theirs.rate is not None or kind == "buy_n_get_m" or (kind == "second_item" and theirs.price == 0):
        return replace(theirs, list_price=None, amount=None)
    if base is None:
        return None
    if kind == "bundle_price" and theirs.n:
        return Numbers(price=_down(theirs.n * base * (1 - depth), base), n=theirs.n)
    if kind == "second_item" and theirs.n and theirs.n * depth <= 1:
        return Numbers(price=_down(base - theirs.n * base * depth, base), n=theirs.n)
    if kind in {"money_off", "threshold_off", "coupon", "cashback"}:
        return _off(theirs, depth, base)
    return _priced(depth, base) if kind == "member_price" else None


def _off(theirs: Numbers, depth: Decimal, base: Decimal) -> Numbers:
    if theirs.threshold:
        units = (theirs.threshold / base).to_integral_value(ROUND_CEILING)
        return Numbers(threshold=theirs.threshold, amount=_up(units * base * depth, base), each=theirs.each)
    if theirs.n:
        return Numbers(amount=_up(theirs.n * base * depth, base), n=theirs.n)
    return Numbers(amount=_up(base * depth, base))


def _priced(depth: Decimal, base: Decimal | None) -> Numbers | None:
    return None if base is None else Numbers(price=_down(base * (1 - depth), base))


def _down(value: Decimal, base: Decimal) -> Decimal:
    return value.quantize(_step(base), ROUND_FLOOR)


def _up(value: Decimal, base: Decimal) -> Decimal:
    return value.quantize(_step(base), ROUND_CEILING)


def _step(base: Decimal) -> Decimal:
    return _TENTH if base >= 2 else _CENT
