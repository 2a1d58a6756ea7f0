"""From what was read off a poster to what is saved: exact numbers, and none that the catalogue cannot hold."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Final

from alerts.offers import Offer
from alerts.poster_naming import PosterName
from api.poster_report import line_part
from api.posters import PosterSeen
from catalog.mechanic import Numbers
from catalog.offer_said import Xyxy
from catalog.poster_draft import OfferDraft, PosterAuditDraft, PosterDraft
from catalog.tables_posters import PosterOutcome
from vision.eyes import ModelStamp
from vision.posters import TextLine

_MOST_MONEY: Final = Decimal(10) ** 8
_MOST_RATE: Final = Decimal(10) ** 4
_MOST_COUNT: Final = 2**31 - 1
_FINE: Final = Decimal("0.0001")


def draft_poster_audit(
    seen: PosterSeen, models: Sequence[ModelStamp], catalog_version: int
) -> PosterAuditDraft:
    """Everything about one look at a poster, ready to be saved in one transaction."""
    return PosterAuditDraft(
        size_wh=seen.text.size_wh,
        models=tuple(asdict(stamp) for stamp in models),
        catalog_version=catalog_version,
        seconds=dict(seen.report.seconds),
        posters=draft_posters(seen),
    )


def draft_posters(seen: PosterSeen) -> tuple[PosterDraft, ...]:
    """The poster; each of several that are about different products, from the left or from the top."""
    lines = seen.text.lines
    if not seen.names.mixed:
        return (_poster(seen, seen.names.whole, lines, seen.offers, seen.report.outcome, None),)
    drafts = []
    for number, panel in enumerate(seen.names.lines):
        inside = tuple(lines[index] for index in panel)
        offers = tuple(offer for offer in seen.offers if offer.panel == number)
        outcome: PosterOutcome = "offers" if offers else "no_offers"
        drafts.append(_poster(seen, seen.names.of(number), inside, offers, outcome, _around(inside)))
    return tuple(drafts)


def _poster(
    seen: PosterSeen,
    name: PosterName,
    lines: Sequence[TextLine],
    offers: Sequence[Offer],
    outcome: PosterOutcome,
    xyxy: Xyxy | None,
) -> PosterDraft:
    return PosterDraft(
        outcome=outcome,
        engine=seen.report.engine,
        digits_checked=seen.report.digits == "checked",
        lines=tuple(line_part(line).model_dump(mode="json") for line in lines),
        offers=tuple(_offer(offer) for offer in offers),
        brand=name.brand or "",
        product=name.product or "",
        spec=name.spec or "",
        sku=name.sku,
        candidates=tuple((one.code, one.score) for one in name.candidates),
        angle=seen.report.angle,
        xyxy=xyxy,
    )


def _around(lines: Sequence[TextLine]) -> Xyxy:
    """The box around what is written, in pixels of the photo."""
    x0, y0, x1, y1 = zip(*(line.xyxy for line in lines), strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _offer(offer: Offer) -> OfferDraft:
    terms = offer.terms
    x0, y0, x1, y1 = (round(side, 1) for side in offer.xyxy)
    return OfferDraft(
        kind=offer.kind,
        numbers=_storable(offer.numbers),
        text=offer.text,
        xyxy=(x0, y0, x1, y1),
        confidence=offer.confidence,
        currency=offer.currency,
        per=None if offer.per is None else offer.per[:32],
        unit_price=_sum(offer.unit_price, _MOST_MONEY),
        depth=offer.depth,
        valid_from=None if terms is None else terms.valid_from,
        valid_until=None if terms is None else terms.valid_until,
        limit_per_person=None if terms is None else _count(terms.limit_per_person),
        first_n=None if terms is None else _count(terms.first_n),
        assumptions=offer.assumptions,
        doubts=offer.doubts,
        readings=offer.readings,
    )


def _storable(numbers: Numbers) -> Numbers:
    """The numbers without those that are no money of this world: the offer's doubts and its text tell of them."""
    return replace(
        numbers,
        price=_sum(numbers.price, _MOST_MONEY),
        list_price=_sum(numbers.list_price, _MOST_MONEY),
        threshold=_sum(numbers.threshold, _MOST_MONEY),
        amount=_sum(numbers.amount, _MOST_MONEY),
        rate=_sum(numbers.rate, _MOST_RATE),
        n=_count(numbers.n),
        m=_count(numbers.m),
    )


def _sum(value: Decimal | None, most: Decimal) -> Decimal | None:
    if value is None or not value.is_finite() or abs(value) >= most - 1:
        return None
    return value.quantize(_FINE)


def _count(value: int | None) -> int | None:
    return None if value is None or not 0 <= value <= _MOST_COUNT else value
