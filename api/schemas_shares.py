"""What the API says of shares, must-stock products and fill."""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

from alerts.share_parts import By, Measure
from alerts.shares import Denominator
from alerts.stocking import Presence, WhyUnknown


class SharePart(BaseModel):
    """One part of the shelf with its 95 % interval; percentages have one decimal."""

    kind: Literal["known", "unknown", "gap"]
    label: str | None = Field(description="brand, category or own / competitor; null for unknown and gap")
    competitor: bool = Field(description="of a competitor's brand; false where that is not said")
    amount: float = Field(description="facings, pixels or square pixels, by `measure`")
    share_pct: Decimal
    low_pct: Decimal = Field(description="the interval: of the unknown part, and of measured errors")
    high_pct: Decimal


class FillPart(BaseModel):
    """How full a layer is: product area over product and gap area."""

    layer: int | None = Field(description="null: the whole photo")
    fill_pct: Decimal | None = Field(description="null where there is neither product nor gap")


class StockPart(BaseModel):
    """A must-stock product against this photo."""

    sku: str
    name: str = Field(description="brand, name and spec")
    presence: Presence
    facings: int
    min_facings: int
    why: WhyUnknown | None = Field(description="why it is unknown")


class StockAnswer(BaseModel):
    """The store's must-stock list against this photo (OSA 在架率)."""

    present: int
    missing: int
    unknown: int = Field(description="the photo does not tell: not photographed, or among unnamed products")
    osa_pct: Decimal | None = Field(description="present over present and missing; null where neither is")
    osa_low_pct: Decimal | None = Field(description="present over the whole list")
    osa_high_pct: Decimal | None = Field(description="present and unknown over the whole list")
    products: list[StockPart]


class SharesAnswer(BaseModel):
    """Shares of one photo: what is measured, over what, and whose."""

    audit_id: int
    measure: Measure = Field(description="count: facings; linear: width; area")
    denominator: Denominator = Field(description="what 100 % is: known, known_unknown or incl_gaps")
    by: By
    layer: int | None = Field(description="null: the whole photo")
    layers: list[int] = Field(description="the photo's layers, 1 = top")
    shares: list[SharePart] = Field(
        description="the largest first, then the unknown, then gaps; they sum to 100"
    )
    fill: list[FillPart] = Field(description="the whole photo, then each layer")
    stock: StockAnswer | None = Field(description="null where no must-stock list is in force for the store")
