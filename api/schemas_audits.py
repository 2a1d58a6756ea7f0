"""What the API says and hears of photos, audits and their groups."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.errors import ErrorDetail
from api.progress import POSTER_STEPS, STEPS
from api.report import PhotoReport
from api.report_part import Xyxy
from api.schemas_compliance import ComplianceAnswer
from api.schemas_people import Body, StoreAnswer
from api.schemas_posters import PosterAnswer
from api.schemas_shelf_corrections import ShelfCorrectionAnswer
from api.schemas_skus import ReferenceAnswer, SkuAnswer, SkuOrder
from api.schemas_trust import LikenessShown
from catalog.tables import AuditState, PhotoKind


class RetakeAnswer(BaseModel):
    """A complaint about the photo and what to do."""

    reason: str
    message: str
    fix: str


class Submitted(BaseModel):
    """The audit that stands for an upload."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "audit_id": 17,
                    "state": "queued",
                    "location": "/api/audits/17",
                    "already": False,
                    "retake": [],
                }
            ]
        }
    )

    audit_id: int
    state: AuditState
    location: str
    already: bool = Field(description="this photo of this store is known: nothing new was made")
    retake: list[RetakeAnswer] = Field(
        description="why to take it again before leaving; empty: it is good so far"
    )


class PhotoAnswer(BaseModel):
    """The photo that an audit looks at; sizes are those of the upright picture."""

    id: int
    sha256: str
    kind: PhotoKind
    file_name: str
    width: int | None
    height: int | None
    captured_at: datetime | None
    uploaded_at: datetime
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    visit_id: int | None
    url: str
    marked_url: str = Field(description="with time, store and place on it")


class QualityAnswer(BaseModel):
    """Whether the photo is good to count on."""

    ok: bool
    reasons: list[str]
    retake: list[RetakeAnswer]


class ModelAnswer(BaseModel):
    """A model file that gave the result."""

    kind: str
    name: str
    version: str
    sha256: str


class AlternativeAnswer(BaseModel):
    """A SKU that a group might be."""

    sku: str
    brand: str | None
    name: str | None
    spec: str | None
    probability: float


class GroupAnswer(BaseModel):
    """Products of one photo that look alike; `sku` is the name in force, null for unknown."""

    number: int
    size: int
    sku: str | None
    brand: str | None
    name: str | None
    spec: str | None
    named_by_person: bool
    corrected: bool = Field(description="boxes that people named or added one by one; no group of the models")
    probability: float | None = Field(description="calibrated probability of the models' likeliest SKU")
    alternatives: list[AlternativeAnswer]
    best_xyxy: Xyxy
    crop_url: str


class ShareAnswer(BaseModel):
    """A brand's share of all facings, the unknown ones included; `brand` null is that unknown part.

    The interval is of the share if every product were known and none miscounted.
    """

    brand: str | None
    competitor: bool
    facings: int
    share_pct: str = Field(description="percent, one decimal", examples=["37.5"])
    low_pct: str = Field(description="95 % interval, lower end", examples=["33.0"])
    high_pct: str = Field(description="95 % interval, upper end", examples=["52.5"])


class AuditSummary(BaseModel):
    """An audit without its report."""

    id: int
    state: AuditState
    step: str | None
    fraction: float | None
    store: StoreAnswer
    photo: PhotoAnswer
    error: ErrorDetail | None
    quality: QualityAnswer | None
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class AuditAnswer(AuditSummary):
    """An audit with all that it found; people's names for groups are applied."""

    attempts: int
    models: list[ModelAnswer]
    catalog_version: int | None
    report: PhotoReport | None
    groups: list[GroupAnswer]
    shares: list[ShareAnswer] = Field(description="count share by columns; known + unknown is the whole")
    corrections: list[ShelfCorrectionAnswer] = Field(
        description="what people said on single boxes, applied in `report`; undone ones too"
    )
    compliance: ComplianceAnswer | None = Field(
        description="the photo held against the planogram of its bay; null: no planogram looks like it"
    )
    likenesses: list[LikenessShown] = Field(
        description="photos that show the same picture; told as soon as the audit has begun"
    )
    poster: PosterAnswer | None = Field(description="the first of `posters`; null for a shelf's photo")
    posters: list[PosterAnswer] = Field(
        description="what was read; several where the photo shows posters of different products side by side"
    )
    advised_at: datetime | None = Field(
        description="when compliance and tips were last worked out; null: not yet"
    )
    timings: dict[str, float] = Field(description="seconds by step")
    overlay_url: str | None
    events_url: str


class AuditList(BaseModel):
    """Audits, newest first."""

    audits: list[AuditSummary]
    next_before: int | None = Field(description="send it as `before` for the next page; null: no more")


class NewSku(SkuOrder):
    """The product that a group shows, for the catalogue."""


class NameOrder(Body):
    """What a group is: a SKU's code, or a new SKU. Exactly one of the two."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"sku": "A-330"}, {"new": {"brand": "青岚", "name": "柠檬茶", "spec": "330ml"}}]
        }
    )

    sku: str | None = Field(default=None, min_length=1, max_length=64)
    new: NewSku | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "NameOrder":
        if (self.sku is None) == (self.new is None):
            raise ValueError("give either `sku` or `new`")
        return self


class Named(BaseModel):
    """The group's SKU and the reference pictures that it taught."""

    sku: SkuAnswer
    references: list[ReferenceAnswer]


class ProgressAnswer(BaseModel):
    """Data of the server-sent event `progress`."""

    state: AuditState
    step: str | None = Field(
        description=f"of a shelf: {', '.join(STEPS)}; of a poster: {', '.join(POSTER_STEPS)}"
    )
    fraction: float | None = Field(description="0..1")


class Health(BaseModel):
    """The service answers and its database does."""

    status: str
    version: str
    models: list[ModelAnswer]


def example_audit() -> dict[str, Any]:
    """An example of `AuditAnswer` for the documentation."""
    at = "2026-03-02T09:30:00Z"
    product = {
        "xyxy": [102.0, 88.5, 161.0, 240.0],
        "score": 0.93,
        "layer": 1,
        "position": 1,
        "group": 1,
        "sku": "A-330",
        "brand": "青岚",
        "spec": "330ml",
        "probability": 0.91,
    }
    return {
        "id": 17,
        "state": "done",
        "store": {
            "code": "SH-0042",
            "name": "人民路店",
            "city": "上海",
            "trade_area": "人民广场",
            "store_class": "A",
        },
        "report": {
            "photo": "IMG_2231.jpg",
            "size": [3024, 4032],
            "products": [product],
            "gaps": [],
            "facings": [
                {"sku": "A-330", "brand": "青岚", "spec": "330ml", "layer": 1, "columns": 1, "units": 1}
            ],
        },
        "finished_at": at,
    }
