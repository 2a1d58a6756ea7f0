"""What the API says and hears of people's corrections of single boxes on a shelf photo."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from api.report import CorrectedPart
from api.report_part import Xyxy
from api.schemas_people import Body
from catalog.tables_corrections import CorrectionAction, CorrectionSource


class ShelfCorrectionOrder(Body):
    """One thing said on one box: `add` a box (with its SKU or none), `move` it, `remove` it, `name` it.

    `sku` null with `name`: no product of the catalogue.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"action": "name", "number": 12, "sku": "A-330"},
                {"action": "add", "xyxy": [102.0, 88.5, 161.0, 240.0], "sku": "A-330"},
                {"action": "remove", "number": 12},
            ]
        }
    )

    action: CorrectionAction
    number: int | None = Field(default=None, ge=0, le=1_000_000, description="of the box; null with `add`")
    xyxy: tuple[FiniteFloat, FiniteFloat, FiniteFloat, FiniteFloat] | None = Field(
        default=None, description="pixels of the upright photo; with `add` and `move`"
    )
    sku: str | None = Field(default=None, min_length=1, max_length=64)


class ShelfCorrectionAnswer(BaseModel):
    """A correction of a box; an undone one counts no more and stays listed."""

    id: int
    action: CorrectionAction
    number: int
    xyxy: Xyxy | None
    sku: str | None
    before: dict[str, Any] = Field(description="`xyxy`, `sku` and `removed` until then; empty for a new box")
    source: CorrectionSource
    batch: str | None = Field(description="joins those that came in one file")
    by: str | None
    at: datetime
    undone_at: datetime | None


class ShelfBox(BaseModel):
    """A product's box in force; `said`: a person named or added this very box."""

    number: int
    xyxy: Xyxy
    layer: int
    position: int
    group: int
    look_alikes: int | None = Field(description="the models' group of it; null for a box that a person added")
    sku: str | None
    brand: str | None
    name: str | None
    spec: str | None
    said: bool
    corrected: CorrectedPart | None


class SkuGuess(BaseModel):
    """What an unknown box may be."""

    sku: str
    brand: str
    name: str
    spec: str


class FormerCorrections(BaseModel):
    """An earlier audit of the same photo that people corrected."""

    audit_id: int
    corrections: int


class ShelfBoxes(BaseModel):
    """The boxes in force in reading order; `guesses` by group number, for those that are unknown."""

    boxes: list[ShelfBox]
    guesses: dict[int, list[SkuGuess]]


class ShelfCorrections(ShelfBoxes):
    """All that people said on the boxes of an audit, and what came of it."""

    audit_id: int
    corrections: list[ShelfCorrectionAnswer] = Field(description="the first one first, undone ones too")
    former: FormerCorrections | None = Field(
        description="corrections of the photo's former audit, which this one began without; null: none"
    )


class ShelfCorrected(ShelfBoxes):
    """What was written (empty where that was in force already), and the boxes as they are now."""

    corrections: list[ShelfCorrectionAnswer]
