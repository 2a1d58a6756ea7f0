"""What the API says and hears of questions on unknown products."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.schemas_people import Body
from api.schemas_skus import ReferenceAnswer, SkuAnswer
from catalog.queries_unknowns import UnknownState


class UnknownCrop(BaseModel):
    """A group that shows the product: its picture, and where it was seen."""

    group_id: int
    audit_id: int
    store: str
    store_name: str
    facings: int
    seen_at: datetime
    url: str


class UnknownCandidate(BaseModel):
    """A product of the catalogue that it may be."""

    sku: str
    brand: str
    name: str
    spec: str
    probability: float = Field(
        description="by the looks of the pictures alone; all candidates and none sum to 1"
    )
    picture_url: str | None


class UnknownAnswer(BaseModel):
    """Look-alikes of all stores that nobody named: one question."""

    id: int
    state: UnknownState
    facings: int
    groups: int
    stores: int
    first_seen: datetime
    last_seen: datetime
    sku: str | None = Field(description="the answer, when there is one")
    sku_name: str | None
    crops: list[UnknownCrop] = Field(description="the clearest first, then of other stores")
    candidates: list[UnknownCandidate]


class UnknownList(BaseModel):
    """Questions of a state, those with the most facings first."""

    unknown: list[UnknownAnswer]
    total: int


class UnknownCount(BaseModel):
    """How many questions wait for an answer."""

    open: int


class UnknownNamed(BaseModel):
    """The answer's SKU, the reference pictures that it made, and what got the name."""

    sku: SkuAnswer
    references: list[ReferenceAnswer]
    groups: int
    audits: int


class SplitOrder(Body):
    """Which group does not belong to the question."""

    group_id: int = Field(ge=1, le=2**63 - 1)


class SplitAnswer(BaseModel):
    """The question that the group is now."""

    id: int


class JoinOrder(Body):
    """Which question the groups go to."""

    into: int = Field(ge=1, le=2**63 - 1)
