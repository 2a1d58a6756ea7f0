"""What the API says and hears of space suggestions."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from alerts.space import Measure, Outcome, Why
from api.schemas_people import Body


class SpaceChange(BaseModel):
    """Other facings for a product on a layer, and why."""

    sku: str
    name: str
    layer: int = Field(description="1 = top")
    before: int = Field(description="facings now; 0: not on this layer")
    after: int
    why: Why
    reason: str = Field(description="in the reader's language")
    rate: Decimal = Field(description="units a day now")
    gain: Decimal = Field(description="a day, money or units; less is negative")


class SpaceLayerAnswer(BaseModel):
    """How wide a layer is, and how much of it the plan takes now."""

    layer: int
    width_mm: float
    used_mm: float


class SpaceAnswer(BaseModel):
    """What a planogram version might look like to sell the most; nothing is changed by asking."""

    version_id: int
    store: str | None = Field(description="whose sales; null: the average where the version is meant for")
    outcome: Outcome
    message: str = Field(description="what came out, in the reader's language")
    measure: Measure
    now: Decimal = Field(description="a day's worth of all products that sell")
    then: Decimal = Field(description="the same with every change made")
    changes: list[SpaceChange]
    layers: list[SpaceLayerAnswer]
    products: int
    selling: int = Field(
        description="products that anything is known of what they sell; the others keep theirs"
    )
    guessed: list[str] = Field(description="SKUs whose width nobody knows: the median of the others is taken")


class SpaceChoice(Body):
    """A change that is accepted, as the suggestion gave it."""

    sku: str = Field(min_length=1, max_length=64)
    layer: int = Field(ge=1, le=1000)
    after: int = Field(ge=0, le=1000)


class SpaceOrder(Body):
    """The changes to make a draft of."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"store": "SH-0042", "accept": [{"sku": "A-330", "layer": 2, "after": 3}]}]
        }
    )

    store: str | None = Field(default=None, max_length=64, description="whose sales it was made of")
    accept: list[SpaceChoice] = Field(min_length=1, max_length=2000)
