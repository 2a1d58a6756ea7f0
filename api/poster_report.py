"""The JSON of one poster: a contract with other programs (README, «Posters»)."""

from datetime import date
from typing import Literal

from pydantic import Field

from alerts.depth import per_100
from alerts.offers import Assumption, Currency, Doubt, Offer
from alerts.offers_reading import Outcome
from alerts.poster_naming import PosterName, content_of, measure_of
from alerts.poster_parts import NamedParts
from api.report_part import Part, Xyxy
from catalog.mechanic import OfferKind
from vision.pack_shots import PackShot
from vision.posters import PosterText, TextLine

DigitsSaid = Literal["checked", "unchecked"]


class LinePart(Part):
    """A line of text as read; box in pixels of the upright photo."""

    text: str
    xyxy: Xyxy
    confidence: float


class ReadingPart(Part):
    """A number that the two engines read differently."""

    first: str
    second: str


class OfferPart(Part):
    """One offer; numbers that are not printed are null. `rate` is what is left to pay, 0.5 for 5折."""

    kind: OfferKind
    text: str
    xyxy: Xyxy
    price: float | None
    list_price: float | None
    threshold: float | None
    amount: float | None
    rate: float | None
    n: int | None
    m: int | None
    depth: float | None = Field(description="1 - effective / list unit price, under `assumptions`")
    needs_check: bool
    confidence: float
    unit_price: float | None
    per_100: float | None = Field(description="effective price of 100 ml or 100 g, where the spec was read")
    assumptions: list[Assumption]
    doubts: list[Doubt]
    readings: list[ReadingPart]
    each: bool = Field(default=False, description="the reduction is given again for every further threshold")
    currency: Currency = Field(default="¥", description="the sign as printed; ¥ where none is")
    per: str | None = Field(default=None, description="the measure that the prices are for; null: one piece")
    terms: str | None = Field(default=None, description="dates and limits as printed")
    valid_from: date | None = None
    valid_until: date | None = None
    limit: int | None = Field(default=None, description="pieces a person, a household or an order")
    first_n: int | None = Field(default=None, description="the first so many buyers or pieces only")
    brand: str | None = Field(default=None, description="that of its own poster, where the picture shows two")
    product: str | None = None
    sku: str | None = None


class CandidatePart(Part):
    """A SKU that the poster may be about."""

    sku: str
    score: float


class PackPart(Part):
    """A large pack pictured on the poster; `sku` null where the catalogue does not know it for sure."""

    xyxy: Xyxy
    score: float
    sku: str | None
    probability: float | None = Field(description="that it is this SKU, or the likeliest one")


class PosterReport(Part):
    """Everything said about one poster; lines in reading order, offers from top to bottom."""

    photo: str
    size: tuple[int, int]
    outcome: Outcome
    lines: list[LinePart]
    brand: str | None
    product: str | None
    spec: str | None
    sku: str | None
    candidates: list[CandidatePart]
    packs: list[PackPart] = Field(default_factory=list, description="largest first")
    offers: list[OfferPart]
    engine: str
    digits: DigitsSaid
    angle: float = Field(description="degrees clockwise by which the page lies in the photo")
    seconds: dict[str, float]


def poster_report(
    photo: str,
    text: PosterText,
    names: NamedParts,
    offers: tuple[Offer, ...],
    outcome: Outcome,
    *,
    shots: tuple[PackShot, ...] = (),
    digits: DigitsSaid,
    seconds: dict[str, float],
) -> PosterReport:
    """The report of what was read, seen and understood."""
    name = names.whole
    return PosterReport(
        photo=photo,
        size=text.size_wh,
        outcome=outcome,
        lines=[line_part(line) for line in text.lines],
        brand=name.brand,
        product=name.product,
        spec=name.spec,
        sku=name.sku,
        candidates=[CandidatePart(sku=one.code, score=one.score) for one in name.candidates],
        packs=[
            PackPart(xyxy=shot.xyxy, score=shot.score, sku=shot.name.sku, probability=shot.name.probability)
            for shot in shots
        ],
        offers=[offer_part(offer, names.of(offer.panel)) for offer in offers],
        engine=text.engine,
        digits=digits,
        angle=text.angle,
        seconds=seconds,
    )


def line_part(line: TextLine) -> LinePart:
    """The JSON of one line."""
    return LinePart(text=line.text, xyxy=_rounded(line.xyxy), confidence=line.confidence)


def offer_part(offer: Offer, name: PosterName | None = None) -> OfferPart:
    """The JSON of one offer, which is about `name`, where that is known."""
    content = measure_of(offer.per) if offer.per else content_of(name.spec if name else None)
    sums = {
        field: None if value is None else float(value)
        for field, value in (
            ("price", offer.numbers.price),
            ("list_price", offer.numbers.list_price),
            ("threshold", offer.numbers.threshold),
            ("amount", offer.numbers.amount),
            ("rate", offer.numbers.rate),
            ("depth", offer.depth),
            ("unit_price", offer.unit_price),
            (
                "per_100",
                per_100(offer.unit_price, content)
                if offer.unit_price is not None and content is not None
                else None,
            ),
        )
    }
    terms = offer.terms
    return OfferPart(
        kind=offer.kind,
        text=offer.text,
        xyxy=_rounded(offer.xyxy),
        n=offer.numbers.n,
        m=offer.numbers.m,
        needs_check=offer.needs_check,
        confidence=offer.confidence,
        assumptions=list(offer.assumptions),
        doubts=list(offer.doubts),
        readings=[ReadingPart(first=first, second=second) for first, second in offer.readings],
        each=offer.numbers.each,
        currency=offer.currency,
        per=offer.per,
        terms=None if terms is None else terms.text,
        valid_from=None if terms is None else terms.valid_from,
        valid_until=None if terms is None else terms.valid_until,
        limit=None if terms is None else terms.limit_per_person,
        first_n=None if terms is None else terms.first_n,
        brand=name.brand if name else None,
        product=name.product if name else None,
        sku=name.sku if name else None,
        **sums,
    )


def _rounded(xyxy: tuple[float, float, float, float]) -> Xyxy:
    x0, y0, x1, y1 = (round(value, 1) for value in xyxy)
    return x0, y0, x1, y1
