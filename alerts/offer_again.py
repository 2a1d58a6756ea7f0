"""The depth of an offer in a person's words: the same sums as of one that the machine read, the poster around it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from alerts.depth import Depth, depth_of
from alerts.offers_reading import BASED_ON_SALE
from catalog.mechanic import Numbers, OfferKind

Xyxy = tuple[float, float, float, float]
Beside = tuple[OfferKind, Numbers, Xyxy | None]
"""Another offer of the same poster and where it stands."""
_FAR: Final = float("inf")


def depth_again(
    kind: OfferKind,
    numbers: Numbers,
    place: Xyxy | None = None,
    *,
    beside: Sequence[Beside] = (),
    catalogue: Decimal | None = None,
) -> Depth:
    """The depth from the offer's own list price, else the nearest one on the poster, else the special price that it
    comes on top of, else the catalogue's; what was taken is said in the assumptions."""
    base = base_of(kind, numbers, place, beside=beside)
    if base is not None:
        other = beside[base][1]
        told = depth_of(kind, numbers, other.price if other.list_price is None else other.list_price)
        if told.depth is None or other.list_price is not None:
            return told
        return replace(told, assumptions=(*told.assumptions, "base_is_sale_price"))
    told = depth_of(kind, numbers)
    if told.depth is not None or catalogue is None or numbers.list_price is not None:
        return told
    based = depth_of(kind, numbers, catalogue)
    if based.depth is None:
        return told
    return replace(based, assumptions=(*based.assumptions, "catalogue_list_price"))


def base_of(
    kind: OfferKind, numbers: Numbers, place: Xyxy | None = None, *, beside: Sequence[Beside]
) -> int | None:
    """Which of the offers beside gives the price that this one's depth goes by; None: its own, or none of them.

    Of those with a list price the nearest, else of the special prices that it comes on top of; where places are not
    known the first.
    """
    if numbers.list_price is not None or kind in {"special_price", "member_price"}:
        return None
    found = [at for at, (_, other, _) in enumerate(beside) if other.list_price is not None]
    if not found and kind in BASED_ON_SALE:
        found = [
            at
            for at, (sort, other, _) in enumerate(beside)
            if sort == "special_price" and other.price is not None
        ]

    def way(at: int) -> float:
        there = beside[at][2]
        if place is None or there is None:
            return _FAR
        (x0, y0, x1, y1), (u0, v0, u1, v1) = place, there
        return float(abs(x0 + x1 - u0 - u1) + abs(y0 + y1 - v0 - v1))

    return min(found, key=way, default=None)
