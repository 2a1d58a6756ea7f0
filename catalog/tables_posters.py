"""Tables of what posters say: the sign, its offers, and what people corrected."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal

from sqlalchemy import String, UniqueConstraint
from sqlmodel import Field

from catalog.column_types import ExactDecimal, Json, UtcDateTime
from catalog.mechanic import OfferKind
from catalog.tables_base import Table, link_to, one_of, one_where, primary_key, text_of

PosterOutcome = Literal["offers", "no_offers", "no_text", "receipt"]
CorrectionKind = Literal["offer", "not_an_offer", "missed_offer", "product"]


class Poster(Table, table=True):
    """A sign with text on one audit's photo, as the machine read it; never changed.

    A poster's own photo has one, number 0, with `xyxy` None, or one for each of several that it shows; a shelf photo
    has one for each sign between its products, `layer` the board it hangs at. `xyxy` is in pixels of the upright photo.
    `lines` and `candidates` are JSON as in the poster's report; `sku_id` is whose offer it is, where that is sure.
    """

    __tablename__ = "poster"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("audit_id", "number"),
        one_of("outcome", PosterOutcome),
    )
    id: int | None = primary_key()
    audit_id: int = link_to("audit.id", ondelete="CASCADE")
    number: int = 0
    outcome: PosterOutcome = Field(sa_type=String(16))
    xyxy: list[float] | None = Field(default=None, sa_type=Json)
    layer: int | None = None
    brand: str = text_of(100, "")
    product: str = text_of(200, "")
    spec: str = text_of(64, "")
    sku_id: int | None = link_to("sku.id", default=None, index=True)
    candidates: list[dict[str, Any]] = Field(sa_type=Json)
    lines: list[dict[str, Any]] = Field(sa_type=Json)
    engine: str = text_of(64)
    digits_checked: bool
    angle: float = 0.0


class PosterOffer(Table, table=True):
    """One offer of a poster as the machine read it; never changed. `number` counts from 0, from top to bottom.

    Numbers are those of `catalog.mechanic.Numbers`; `currency` is the sign as printed, `per` the measure that prices
    are for, None for one piece; `depth` is 1 - effective / list unit price under the assumptions; JSON lists are those
    of the poster's report.
    """

    __tablename__ = "poster_offer"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("poster_id", "number"),
        one_of("kind", OfferKind),
    )
    id: int | None = primary_key()
    poster_id: int = link_to("poster.id", ondelete="CASCADE")
    number: int
    kind: OfferKind = Field(sa_type=String(16))
    text: str = text_of(500)
    xyxy: list[float] = Field(sa_type=Json)
    price: Decimal | None = Field(default=None, sa_type=ExactDecimal(12, 4))
    list_price: Decimal | None = Field(default=None, sa_type=ExactDecimal(12, 4))
    threshold: Decimal | None = Field(default=None, sa_type=ExactDecimal(12, 4))
    amount: Decimal | None = Field(default=None, sa_type=ExactDecimal(12, 4))
    rate: Decimal | None = Field(default=None, sa_type=ExactDecimal(8, 4))
    n: int | None = None
    m: int | None = None
    each: bool = False
    currency: str = text_of(4, "¥")
    per: str | None = text_of(32, None)
    unit_price: Decimal | None = Field(default=None, sa_type=ExactDecimal(12, 4))
    depth: Decimal | None = Field(default=None, sa_type=ExactDecimal(6, 4))
    valid_from: date | None = None
    valid_until: date | None = None
    limit_per_person: int | None = None
    first_n: int | None = None
    confidence: float
    assumptions: list[str] = Field(sa_type=Json)
    doubts: list[str] = Field(sa_type=Json)
    readings: list[dict[str, Any]] = Field(sa_type=Json)


class PosterCorrection(Table, table=True):
    """A person's word on what a poster says; undone ones stay as rows, at most one is in force of an offer.

    `offer`: offer number `offer_number` reads as in `said`; `not_an_offer`: it is none; `missed_offer`: the poster has
    this one too, `offer_number` counting on from 1000; `product`: whose offer it is, `sku_id`, `offer_number` -1.
    """

    __tablename__ = "poster_correction"
    __table_args__: ClassVar[Any] = (
        one_of("kind", CorrectionKind),
        one_where("uq_poster_correction_in_force", ("poster_id", "offer_number"), "undone_at IS NULL"),
    )
    id: int | None = primary_key()
    poster_id: int = link_to("poster.id", index=True, ondelete="CASCADE")
    kind: CorrectionKind = Field(sa_type=String(16))
    offer_number: int
    said: dict[str, Any] = Field(sa_type=Json)
    sku_id: int | None = link_to("sku.id", default=None, index=True)
    corrected_by: int | None = link_to("app_user.id", default=None)
    corrected_at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
