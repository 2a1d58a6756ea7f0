"""What the API says and hears of the quality of names."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.schemas_people import Body


class DrawnName(BaseModel):
    """A group that the models named, drawn by chance: is the name right?"""

    group_id: int
    audit_id: int
    store_name: str
    facings: int
    crop_url: str
    sku: str
    brand: str
    name: str
    spec: str
    reference_url: str | None = Field(description="what the catalogue shows of the SKU")
    seen_at: datetime


class DrawnNames(BaseModel):
    """Names drawn by chance among those of the last four weeks; fewer where there are no more."""

    drawn: list[DrawnName]


class CheckOrder(Body):
    """The answer on one of them."""

    group_id: int = Field(ge=1, le=2**63 - 1)
    correct: bool


class CheckAnswer(BaseModel):
    """`id` takes it back."""

    id: int
    correct: bool
