"""What the API says and hears of corrections of posters."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.report_part import Xyxy
from api.schemas_people import Body
from catalog.mechanic import Numbers
from catalog.tables_posters import CorrectionKind

Sum = Decimal | None


class OfferWords(Body):
    """An offer as it should have been read; which numbers a kind needs is told by the refusal."""

    kind: str = Field(max_length=40, description="special_price, threshold_off …")
    text: str | None = Field(default=None, max_length=500, description="left out: as the machine read it")
    price: Sum = None
    list_price: Sum = None
    threshold: Sum = None
    amount: Sum = None
    rate: Sum = Field(default=None, description="what is left to pay, 0.5 for 5折")
    n: int | None = None
    m: int | None = None
    each: bool | None = Field(
        default=None, description="again for every further threshold; left out: as read"
    )
    currency: str | None = Field(default=None, max_length=4, description="left out: as read")
    per: str | None = Field(default=None, max_length=32, description="left out: as read")
    valid_from: date | None = None
    valid_until: date | None = None
    limit: int | None = Field(default=None, description="pieces a person")
    first_n: int | None = None
    xyxy: Xyxy | None = Field(default=None, description="left out: where the machine read it")

    def numbers(self, each: bool) -> Numbers:
        """The numbers, `each` where nothing is said of it."""
        return Numbers(
            self.price,
            self.list_price,
            self.threshold,
            self.amount,
            self.rate,
            self.n,
            self.m,
            each if self.each is None else self.each,
        )


class CorrectionOrder(Body):
    """A person's word on a poster."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"what": "offer", "offer": 0, "says": {"kind": "special_price", "price": "9.9"}}]
        }
    )

    what: CorrectionKind = Field(
        description="offer: it reads so; not_an_offer; missed_offer: this one too; product: whose it is"
    )
    offer: int | None = Field(default=None, ge=0, le=9999, description="number of the offer, from 0")
    says: OfferWords | None = None
    sku: str | None = Field(
        default=None, max_length=64, description="null with `product`: of no product of ours"
    )

    @model_validator(mode="after")
    def _whole(self) -> "CorrectionOrder":
        if (self.what in {"offer", "not_an_offer"}) != (self.offer is not None):
            raise ValueError(f"expected `offer` with offer and not_an_offer alone, got {self.what}")
        if (self.what in {"offer", "missed_offer"}) != (self.says is not None):
            raise ValueError(f"expected `says` with offer and missed_offer alone, got {self.what}")
        if self.sku is not None and self.what != "product":
            raise ValueError(f"expected `sku` with product alone, got {self.what}")
        return self


class CorrectionAnswer(BaseModel):
    """A correction; it is in force until `undone_at`."""

    id: int
    what: CorrectionKind
    offer: int | None = Field(description="null for the product")
    says: dict[str, Any] | None = Field(description="the offer in these words; sums as texts")
    sku: str | None
    by: str | None = Field(description="user name")
    at: datetime
    undone_at: datetime | None


class CorrectionList(BaseModel):
    """All corrections of a poster, the first one first; undone ones too."""

    corrections: list[CorrectionAnswer]
