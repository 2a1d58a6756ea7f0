"""Which signs on a shelf photo offer something: what a talker says in words, or a price larger than a price tag's."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Final

from alerts.depth import depth_of
from alerts.offers import Currency, Offer
from alerts.offers_reading import read_offers
from catalog.mechanic import Numbers
from vision.shelf_signs import Sign

TALLER_THAN_TAGS: Final = 1.6
"""A bare price is an offer where its digits are so many times as tall as those of the photo's price tags."""
TAGS_LEAST: Final = 3
"""So many bare prices tell how tall a price tag's are."""
LOST_POINT: Final = 3
"""A list price ten or a hundred times this many times the price, at most, may have lost its point."""
PRICED: Final = ("special_price", "member_price")
_PROMISE: Final = re.compile(r"促销|特价|特惠|惊爆|惠价|sale|rollback|special", re.IGNORECASE)
_USUAL: Final = re.compile(r"零.价|售价|原价")
"""What a price tag calls its price; a sign in the middle of 零售价 is often misread."""
_CENTS: Final = re.compile(r"\d+\.\d\d$")
_BARE: Final = re.compile(r"([¥$£€]?)(\d{1,4}\.\d{1,2})(?:元.{0,2}|/.{0,3})?|([$£€¥])(\d{1,3})|(\d{2})[¢c]")
_CURRENCIES: Final[dict[str, Currency]] = {"$": "$", "£": "£", "€": "€"}


@dataclass(frozen=True)
class Talker:
    """A sign and what it offers, never nothing."""

    sign: Sign
    offers: tuple[Offer, ...]

    @property
    def xyxy(self) -> tuple[float, float, float, float]:
        """The box around its offers, in pixels of the photo: signs that touch are read as one, offers are not."""
        x0, y0, x1, y1 = zip(*(offer.xyxy for offer in self.offers), strict=True)
        return min(x0), min(y0), max(x1), max(y1)


def read_talkers(signs: Sequence[Sign], *, today: date | None = None) -> tuple[Talker, ...]:
    """The signs that offer something, in their order; `today` is the day of the photo, which gives dates their year.

    A price tag's plain price is none. On what was taken for a product only a labelled price counts: packs print
    mechanics of their own (买一送一), but no price.
    """
    tag = _tag_height(signs)
    talkers = []
    for sign in signs:
        offers = tuple(
            _without_lost_point(offer)
            for offer in read_offers(sign.lines, today=today).offers
            if _said(offer, sign)
        )
        if not any(offer.kind in PRICED for offer in offers):
            offers += _plain_price(sign, tag)
        if offers:
            talkers.append(Talker(sign, tuple(sorted(offers, key=lambda one: (one.xyxy[1], one.xyxy[0])))))
    return tuple(talkers)


def _said(offer: Offer, sign: Sign) -> bool:
    """Whether the sign says so: no plain or usual price, and on packs a price in digits."""
    if _bare(offer.text) is not None or (offer.kind == "special_price" and _USUAL.search(offer.text)):
        return False
    return not sign.on_pack or (offer.kind in PRICED and re.search(r"\d", offer.text) is not None)


def _without_lost_point(offer: Offer) -> Offer:
    """Without a list price that has most likely lost the point before its raised cents: 158 beside 12.8."""
    price, listed = offer.numbers.price, offer.numbers.list_price
    if price is None or listed is None or listed != int(listed) or price == int(price):
        return offer
    if not any(price < listed / shift <= LOST_POINT * price for shift in (10, 100)):
        return offer
    return replace(
        offer,
        numbers=replace(offer.numbers, list_price=None),
        depth=None,
        doubts=(*offer.doubts, "cents_unclear"),
    )


def _tag_height(signs: Sequence[Sign]) -> float | None:
    """How tall the digits of price tags stand, in pixels; None where too few are seen."""
    heights = [line.height for sign in signs for line in sign.lines if _bare(line.text) is not None]
    return median(heights) if len(heights) >= TAGS_LEAST else None


def _plain_price(sign: Sign, tag: float | None) -> tuple[Offer, ...]:
    """The price that stands alone on a sign, where it is no tag; of two the larger is taken for the list price."""
    priced = [(line, *bare) for line in sign.lines if (bare := _bare(line.text)) is not None]
    promised = any(_PROMISE.search(line.text) for line in sign.lines)
    large = tag is not None and any(
        line.height >= TALLER_THAN_TAGS * tag and (not sign.on_pack or _CENTS.search(line.text))
        for line, _, _ in priced
    )
    if not 1 <= len(priced) <= 2 or not (promised or large):
        return ()
    line, currency, price = min(priced, key=lambda row: row[2])
    highest = max(row[2] for row in priced)
    numbers = Numbers(price=price, list_price=highest if highest > price else None)
    told = depth_of("special_price", numbers)
    return (
        Offer(
            kind="special_price",
            text=" ".join(one.text for one, _, _ in sorted(priced, key=lambda row: row[0].xyxy[1])),
            xyxy=line.xyxy,
            confidence=line.confidence,
            numbers=numbers,
            unit_price=told.unit_price,
            depth=told.depth,
            assumptions=told.assumptions,
            doubts=() if numbers.list_price is None else ("list_price_unlabelled",),
            currency=currency,
        ),
    )


def _bare(text: str) -> tuple[Currency, Decimal] | None:
    """A price and nothing else, with its currency."""
    match = _BARE.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if match is None:
        return None
    if match[5]:
        return "$", Decimal(match[5]) / 100
    sign, price = (match[1], match[2]) if match[2] else (match[3], match[4])
    return _CURRENCIES.get(sign, "¥"), Decimal(price)
