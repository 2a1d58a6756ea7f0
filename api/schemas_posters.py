"""What the API says of a stored poster: the shape of `paimian poster`, with words and people's corrections."""

from datetime import date

from pydantic import BaseModel, Field

from api.poster_report import LinePart, ReadingPart
from api.report_part import Xyxy
from catalog.mechanic import OfferKind
from catalog.tables_posters import PosterOutcome


class Said(BaseModel):
    """A doubt or an assumption: a word for programs, a sentence for people."""

    code: str
    message: str


class OfferAnswer(BaseModel):
    """An offer in force; numbers that are not printed are null. `rate` is what is left to pay, 0.5 for 5折."""

    number: int = Field(description="from 0, top to bottom; from 1000 what a person added")
    kind: OfferKind
    text: str
    xyxy: Xyxy | None
    price: float | None
    list_price: float | None
    threshold: float | None
    amount: float | None
    rate: float | None
    n: int | None
    m: int | None
    each: bool
    currency: str
    per: str | None
    depth: float | None = Field(description="1 - effective / list unit price, under `assumptions`")
    unit_price: float | None
    per_100: float | None = Field(description="effective price of 100 ml or 100 g, where the spec is known")
    valid_from: date | None
    valid_until: date | None
    limit: int | None
    first_n: int | None
    confidence: float
    needs_check: bool
    corrected: bool = Field(description="a person said so; the machine's reading stays stored")
    label: str = Field(description="the mechanic's name")
    summary: str = Field(description="the offer as one line")
    terms: list[str] = Field(description="dates and limits, each a phrase")
    assumptions: list[Said]
    doubts: list[Said]
    readings: list[ReadingPart] = Field(description="numbers that two engines read differently")


class PosterCandidateAnswer(BaseModel):
    """A SKU that the poster may be about."""

    sku: str
    brand: str
    name: str
    spec: str
    competitor: bool
    score: float


class PosterAnswer(BaseModel):
    """A sign with its offers in force. Brand, product and spec are the SKU's where that is known, else as read."""

    number: int
    photo: str
    size: tuple[int, int]
    xyxy: Xyxy | None = Field(description="the sign on a shelf's photo; null: the photo is the poster")
    layer: int | None
    outcome: PosterOutcome
    message: str = Field(description="the outcome in words, and what to do where nothing was read")
    lines: list[LinePart]
    brand: str | None
    product: str | None
    spec: str | None
    sku: str | None
    competitor: bool | None
    product_corrected: bool
    candidates: list[PosterCandidateAnswer]
    offers: list[OfferAnswer]
    to_check: int = Field(description="how many offers a person should look at")
    engine: str
    digits: str = Field(description="checked by a second engine, or unchecked")
    angle: float
    seconds: dict[str, float]
