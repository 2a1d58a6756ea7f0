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
    if numbers.list_price is None and kind not in {"special_price", "member_price"}:
        listed = [one for one in beside if one[1].list_price is not None]
        if listed:
            return depth_of(kind, numbers, _nearest(listed, place).list_price)
        sales = [one for one in beside if one[0] == "special_price" and one[1].price is not None]
        if kind in BASED_ON_SALE and sales:
            told = depth_of(kind, numbers, _nearest(sales, place).price)
            return (
                told
                if told.depth is None
                else replace(told, assumptions=(*told.assumptions, "base_is_sale_price"))
            )
    told = depth_of(kind, numbers)
    if told.depth is not None or catalogue is None or numbers.list_price is not None:
        return told
    based = depth_of(kind, numbers, catalogue)
    if based.depth is None:
        return told
    return replace(based, assumptions=(*based.assumptions, "catalogue_list_price"))


def _nearest(some: Sequence[Beside], place: Xyxy | None) -> Numbers:
    """Of offers whose places are known the nearest, else the first."""

    def way(one: Beside) -> float:
        if place is None or one[2] is None:
            return _FAR
        (x0, y0, x1, y1), (u0, v0, u1, v1) = place, one[2]
        return float(abs(x0 + x1 - u0 - u1) + abs(y0 + y1 - v0 - v1))

    return min(some, key=way)[1]
