"""What the API says of a photo held against a planogram."""

from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, Field

from alerts.verdicts import Outcome, Verdict
from api.report_part import Xyxy


class SlotVerdictAnswer(BaseModel):
    """What is said of one slot of the plan, or of a product without one (`extra`)."""

    verdict: Verdict
    layer: int = Field(description="the plan's layer")
    position: int | None = Field(description="the plan's position; null for an extra product")
    sku: str
    planned: int
    seen: int
    xyxy: Xyxy | None = Field(description="where to look on the photo")
    expected: bool = Field(description="the box is where it should stand, nothing is there")
    instead: str | None
    found: tuple[int, int] | None = Field(description="layer and position where a misplaced product stands")
    photo_layer: int | None = Field(description="the layer's number on the photo")
    sentence: str = Field(description="in the reader's language")


class ComplianceAnswer(BaseModel):
    """A photo held against a planogram."""

    planogram: str
    name: str
    version: int
    version_id: int
    outcome: Outcome
    score_pct: Decimal | None = Field(description="ok slots of the judged ones; null: nothing to be said")
    slots: int
    judged: int
    ok: int
    unsure: int
    not_judged: int = Field(description="slots that the photo does not show")
    chosen: bool = Field(description="a person picked this planogram for the photo")
    likeness: float
    summary: str = Field(description="the score and what it leaves out, in the reader's language")
    made_at: datetime
    verdicts: list[SlotVerdictAnswer]
