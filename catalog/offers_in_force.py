"""What a poster offers after all: the machine's reading with people's corrections applied."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from catalog.mechanic import Numbers, OfferKind
from catalog.offer_said import OfferSaid, Xyxy
from catalog.tables_posters import PosterCorrection, PosterOffer

FIRST_MISSED: Final = 1000
"""Numbers of offers that a person added count from here."""


@dataclass(frozen=True)
class OfferInForce:
    """One offer of a poster.

    `poster_offer_id` is the row that the machine read, None for one that it missed; `corrected`: these are a person's
    words, and nothing about them is in doubt; `readings` are numbers that two engines read differently (first, second).
    """

    poster_offer_id: int | None
    number: int
    kind: OfferKind
    numbers: Numbers
    text: str
    xyxy: Xyxy | None
    currency: str
    per: str | None
    unit_price: Decimal | None
    depth: Decimal | None
    valid_from: date | None
    valid_until: date | None
    limit_per_person: int | None
    first_n: int | None
    confidence: float
    assumptions: tuple[str, ...]
    doubts: tuple[str, ...]
    readings: tuple[tuple[str, str], ...]
    corrected: bool

    @property
    def needs_check(self) -> bool:
        """Whether a person should look before anything follows from it."""
        return bool(self.doubts)

    @property
    def missed(self) -> bool:
        """Whether the machine did not see it."""
        return self.number >= FIRST_MISSED


def offers_in_force(
    offers: Iterable[PosterOffer], corrections: Iterable[PosterCorrection]
) -> tuple[OfferInForce, ...]:
    """The offers of one poster by number: corrected ones as corrected, without those that are none, with missed ones.

    Corrections that were undone, and those of the product, change nothing here.
    """
    said = {
        one.offer_number: one
        for one in corrections
        if one.undone_at is None and one.kind in {"offer", "not_an_offer", "missed_offer"}
    }
    known = {offer.number: offer for offer in offers}
    told = []
    for number in sorted(known.keys() | {n for n, one in said.items() if one.kind == "missed_offer"}):
        offer, correction = known.get(number), said.get(number)
        if correction is not None and correction.kind == "not_an_offer":
            continue
        if correction is not None:
            told.append(_corrected(number, offer, OfferSaid.of_json(correction.said)))
        elif offer is not None:
            told.append(as_read(offer))
    return tuple(told)


def as_read(offer: PosterOffer) -> OfferInForce:
    """The offer as the machine read it."""
    return OfferInForce(
        poster_offer_id=offer.id,
        number=offer.number,
        kind=offer.kind,
        numbers=Numbers(
            offer.price,
            offer.list_price,
            offer.threshold,
            offer.amount,
            offer.rate,
            offer.n,
            offer.m,
            offer.each,
        ),
        text=offer.text,
        xyxy=_box(offer),
        currency=offer.currency,
        per=offer.per,
        unit_price=offer.unit_price,
        depth=offer.depth,
        valid_from=offer.valid_from,
        valid_until=offer.valid_until,
        limit_per_person=offer.limit_per_person,
        first_n=offer.first_n,
        confidence=offer.confidence,
        assumptions=tuple(offer.assumptions),
        doubts=tuple(offer.doubts),
        readings=tuple((one["first"], one["second"]) for one in offer.readings),
        corrected=False,
    )


def _corrected(number: int, offer: PosterOffer | None, said: OfferSaid) -> OfferInForce:
    return OfferInForce(
        poster_offer_id=None if offer is None else offer.id,
        number=number,
        kind=said.kind,
        numbers=said.numbers,
        text=said.text or (offer.text if offer is not None else ""),
        xyxy=said.xyxy if said.xyxy is not None or offer is None else _box(offer),
        currency=said.currency,
        per=said.per,
        unit_price=said.unit_price,
        depth=said.depth,
        valid_from=said.valid_from,
        valid_until=said.valid_until,
        limit_per_person=said.limit_per_person,
        first_n=said.first_n,
        confidence=1.0,
        assumptions=said.assumptions,
        doubts=(),
        readings=(),
        corrected=True,
    )


def _box(offer: PosterOffer) -> Xyxy:
    x0, y0, x1, y1 = offer.xyxy
    return x0, y0, x1, y1
