"""From rows to the API's answers about posters, in the reader's language."""

from decimal import Decimal
from typing import Any, cast

from alerts.depth import per_100
from alerts.offers import Assumption, Doubt
from alerts.poster_naming import content_of
from api.i18n import Locale
from api.offer_words import (
    assumption_words,
    doubt_words,
    numbers_summary,
    offer_label,
    outcome_words,
    terms_words,
)
from api.poster_depths import offers_of
from api.poster_report import LinePart, ReadingPart
from api.schemas_posters import OfferAnswer, PosterAnswer, PosterCandidateAnswer, Said
from catalog.offers_in_force import OfferInForce
from catalog.queries_audits import AuditRow
from catalog.queries_posters import PosterSku, PosterView


def poster_answer(row: AuditRow, view: PosterView, locale: Locale) -> PosterAnswer:
    """One sign with all that is known of it."""
    poster, sku = view.poster, view.sku
    brand, product, spec = names_in_force(view)
    content = content_of(spec)
    return PosterAnswer(
        number=poster.number,
        photo=row.photo.file_name,
        size=(row.photo.width or 0, row.photo.height or 0),
        xyxy=cast(Any, poster.xyxy),
        layer=poster.layer,
        outcome=poster.outcome,
        message=outcome_words(poster.outcome, locale),
        lines=[LinePart(**line) for line in poster.lines],
        brand=brand or None,
        product=product or None,
        spec=spec or None,
        sku=sku.code if sku else None,
        competitor=sku.competitor if sku else None,
        product_corrected=view.product_said,
        candidates=[_candidate(one.sku, one.score) for one in view.candidates],
        offers=[offer_answer(offer, content, locale) for offer in offers_of(view)],
        to_check=view.to_check,
        engine=poster.engine,
        digits="checked" if poster.digits_checked else "unchecked",
        angle=poster.angle,
        seconds=dict(row.audit.seconds or {}),
    )


def names_in_force(view: PosterView) -> tuple[str, str, str]:
    """Brand, product and spec: the SKU's where one is in force, else as the machine read them."""
    if view.sku is not None:
        return view.sku.brand, view.sku.name, view.sku.spec or view.poster.spec
    return view.poster.brand, view.poster.product, view.poster.spec


def summary_of(offer: OfferInForce, locale: Locale) -> str:
    """The offer as one line."""
    return numbers_summary(
        offer.kind,
        offer.numbers,
        locale,
        currency=offer.currency,
        per=offer.per,
        starts_from=any(one in {"starts_from", "up_to"} for one in offer.assumptions),
    )


def offer_answer(offer: OfferInForce, content: Decimal | None, locale: Locale) -> OfferAnswer:
    """One offer; `content` ml or g of a unit, where the spec is known."""
    numbers, price = offer.numbers, offer.unit_price
    each_100 = (
        per_100(price, content) if price is not None and content is not None and offer.per is None else None
    )
    sums = {
        "price": numbers.price,
        "list_price": numbers.list_price,
        "threshold": numbers.threshold,
        "amount": numbers.amount,
        "rate": numbers.rate,
        "depth": offer.depth,
        "unit_price": price,
        "per_100": each_100,
    }
    return OfferAnswer(
        number=offer.number,
        kind=offer.kind,
        text=offer.text,
        xyxy=offer.xyxy,
        n=numbers.n,
        m=numbers.m,
        each=numbers.each,
        currency=offer.currency,
        per=offer.per,
        valid_from=offer.valid_from,
        valid_until=offer.valid_until,
        limit=offer.limit_per_person,
        first_n=offer.first_n,
        confidence=offer.confidence,
        needs_check=offer.needs_check,
        corrected=offer.corrected,
        label=offer_label(offer.kind, locale),
        summary=summary_of(offer, locale),
        terms=terms_words(offer, locale),
        assumptions=[
            Said(code=one, message=assumption_words(cast(Assumption, one), locale))
            for one in offer.assumptions
        ],
        doubts=[Said(code=one, message=doubt_words(cast(Doubt, one), locale)) for one in offer.doubts],
        readings=[ReadingPart(first=first, second=second) for first, second in offer.readings],
        **{name: None if value is None else float(value) for name, value in sums.items()},
    )


def _candidate(sku: PosterSku, score: float) -> PosterCandidateAnswer:
    return PosterCandidateAnswer(
        sku=sku.code,
        brand=sku.brand,
        name=sku.name,
        spec=sku.spec,
        competitor=sku.competitor,
        score=score,
    )
