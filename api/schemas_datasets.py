"""What the API says of data sets: how large one would be, what became of labels that came back."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class DatasetSize(BaseModel):
    """What an export would hold."""

    photos: int
    boxes: int
    labels: int
    bytes: int | None = Field(description="of the ZIP; null where only making it would tell")


class UnknownName(BaseModel):
    """A label's name that the catalogue does not have; its boxes stay as they are."""

    name: str
    boxes: int
    fix: str = Field(description="what to do")


class BadLabel(BaseModel):
    """What was left out: file, item, why."""

    file: str
    item: str
    code: str = Field(description="the reason as a stable word")
    reason: str = Field(description="in the reader's language")
    params: dict[str, Any]


class LabelsAnswer(BaseModel):
    """What became of a file of labels, or would become of it (`dry_run`). Counts are of boxes."""

    dry_run: bool
    batch: str | None = Field(description="takes all of it back; null where nothing was changed")
    photos: int
    same: int
    moved: int
    named: int
    added: int
    removed: int
    unknown_names: list[UnknownName]
    bad: list[BadLabel]


class LabelsImport(BaseModel):
    """A file of labels that came in."""

    batch: str
    at: datetime
    by: str | None
    corrections: int
    in_force: int = Field(description="0: all of it was taken back")
    photos: int


class LabelsUndone(BaseModel):
    """Audits whose boxes are again as they were."""

    audits: list[int]
