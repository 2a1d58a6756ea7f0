"""What the API says of rivals' actions in an area."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas_people import Body
from catalog.mechanic import OfferKind


class SightingAnswer(BaseModel):
    """A photo that shows it."""

    store: str = Field(description="code")
    store_name: str
    day: date
    audit_id: int
    poster: int = Field(description="number of the sign on the photo")
    offer: int = Field(description="number of the offer on the sign")
    photo_url: str
    crop_url: str


class HitAnswer(BaseModel):
    """A product of ours that competes."""

    sku: str
    name: str
    said: bool = Field(description="by a person; else the catalogue says so by category and content")


class ActionAnswer(BaseModel):
    """One offer of a rival, wherever in the area it was seen."""

    brand: str = Field(description="empty where nobody knows")
    product: str
    sku: str | None
    kind: OfferKind
    says: str = Field(description="in the reader's language")
    price: Decimal | None
    list_price: Decimal | None
    threshold: Decimal | None
    amount: Decimal | None
    rate: Decimal | None
    n: int | None
    m: int | None
    depth: Decimal | None = Field(description="0 to 1: what most stores show")
    unit_price: Decimal | None
    first: date
    last: date
    valid_until: date | None
    running: bool
    stores: int = Field(description="stores that it was seen in; `visited` of the answer is the denominator")
    hits: list[HitAnswer]
    sightings: list[SightingAnswer]


class UncheckedAnswer(BaseModel):
    """An offer that counts in no action until somebody has checked it."""

    brand: str
    says: str
    fix_url: str
    sighting: SightingAnswer


class RivalsAnswer(BaseModel):
    """Rivals' actions in an area; running ones first, then by depth times stores."""

    city: str
    trade_area: str
    first: date
    last: date
    stores: int = Field(description="of the area")
    visited: int = Field(description="stores with a photo of that time")
    cut: bool = Field(description="there were too many posters: only the newest were read")
    actions: list[ActionAnswer]
    unchecked: list[UncheckedAnswer]


class RegionalOrder(Body):
    """Which area to propose adjustments for."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"city": "上海", "trade_area": "人民广场", "days": 30}]}
    )

    city: str = Field(default="", max_length=100)
    trade_area: str = Field(default="", max_length=100)
    days: int = Field(default=30, ge=1, le=90)


class RegionalOpened(BaseModel):
    """Proposals that were opened, or brought up to date; a person decides on each."""

    proposals: list[int]
    page: str = Field(description="where they are decided on")
