"""Depths of a poster's offers after a person's word: on whose product it is, or on a price that others rest on."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, TypeVar

from alerts.depth import Depth, depth_of
from alerts.offer_again import base_of, depth_again
from catalog.offers_in_force import OfferInForce
from catalog.queries_actions import SeenOffer
from catalog.queries_posters import PosterView

_OF_THE_WORDS: Final = ("starts_from", "up_to", "in_group")
"""Assumptions that follow from what is printed, whatever the list price."""
_CATALOGUE: Final = "catalogue_list_price"
Offered = TypeVar("Offered", OfferInForce, SeenOffer)


def offers_of(view: PosterView) -> tuple[OfferInForce, ...]:
    """The offers in force; those that rest on the catalogue's list price, or could, with the named product's, and
    those that rest on a price of the poster that was corrected, with that.

    Where nobody said anything they are as stored: reading computes nothing anew.
    """
    offers = on_corrected(view.offers)
    if not view.product_said:
        return offers
    price = view.sku.list_price if view.sku is not None else None
    return tuple(told_anew(offer, price) for offer in offers)


def on_corrected(offers: Sequence[Offered]) -> tuple[Offered, ...]:
    """The offers of one poster; the depths of those that rest on a price of another one that was corrected, anew."""
    if not any(offer.corrected for offer in offers):
        return tuple(offers)
    return tuple(_on_corrected(offer, offers) for offer in offers)


def _on_corrected(offer: Offered, page: Sequence[Offered]) -> Offered:
    others = [one for one in page if one is not offer and one.per == offer.per]
    beside = [(one.kind, one.numbers, one.xyxy) for one in others]
    base = base_of(offer.kind, offer.numbers, offer.xyxy, beside=beside)
    if base is None or not others[base].corrected:
        return offer
    return _told(offer, depth_again(offer.kind, offer.numbers, offer.xyxy, beside=beside))


def told_anew(offer: Offered, price: Decimal | None) -> Offered:
    """The offer of a product that a person named, whose list price is `price`, None where it is not known."""
    rests = _CATALOGUE in offer.assumptions
    could = offer.depth is None and offer.numbers.list_price is None and not offer.needs_check
    if not rests and (not could or price is None or offer.currency != "¥" or offer.per is not None):
        return offer
    told: Depth = depth_of(offer.kind, offer.numbers, price)
    if not rests and told.depth is None:
        return offer
    bare: Depth = depth_of(offer.kind, offer.numbers)
    added: tuple[str, ...] = (_CATALOGUE,) if told.depth is not None and bare.depth is None else ()
    return _told(offer, told, *added)


def _told(offer: Offered, told: Depth, *added: str) -> Offered:
    kept: tuple[str, ...] = tuple(one for one in offer.assumptions if one in _OF_THE_WORDS)
    return replace(
        offer,
        depth=told.depth,
        unit_price=told.unit_price,
        assumptions=tuple(dict.fromkeys((*told.assumptions, *kept, *added))),
    )
