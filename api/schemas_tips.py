"""What the API says and hears of tips."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.report_part import Xyxy
from api.schemas_people import Body, StoreAnswer
from catalog.tables_advice import TipKind, TipState

DeclineReason = Literal["no_stock", "not_sold", "no_room", "seen_wrong", "other"]
"""Why a tip is not followed; `seen_wrong` says that the photo was read wrongly."""

CheckState = Literal["looking", "solved", "still_open", "not_shown", "failed"]

_EXAMPLE: Final[dict[str, JsonValue]] = {
    "id": 7,
    "kind": "missing",
    "state": "open",
    "store": {"code": "SH-0042", "name": "人民路店", "city": "上海", "trade_area": "人民广场"},
    "title": "青岚 柠檬茶 330ml: put it back on layer 2",
    "value": "12.40",
    "due_at": "2026-03-05T09:30:00Z",
    "evidence_url": "/api/tips/7/evidence.jpg",
}


class TipAnswer(BaseModel):
    """A piece of advice (建议) and how it stands."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    id: int
    kind: TipKind
    state: TipState = Field(
        description="expired: not answered in time, passed on to a supervisor or category manager"
    )
    store: StoreAnswer
    title: str = Field(description="in the reader's language, as reason and action are")
    reason: str
    action: str = Field(description="what to do")
    params: dict[str, Any] = Field(description="the figures of the sentences")
    sku: str | None = Field(description="the code of the product that it is about")
    sku_picture_url: str | None = Field(description="what it looks like: its oldest reference picture")
    layer: int | None = Field(description="1 = top")
    value: Decimal | None = Field(description="money a day expected of doing it; null: not known")
    rank: float = Field(description="the greatest first")
    audit_id: int = Field(description="the audit that shows it")
    xyxy: Xyxy | None = Field(description="where on that audit's photo, in its pixels")
    evidence_url: str
    assignee: str | None = Field(description="user name")
    created_at: datetime
    due_at: datetime
    closed_at: datetime | None
    closed_by: str | None = Field(description="user name; null while open, or closed by a photo or by time")
    close_reason: str = Field(description="a note, or for a declined tip `reason` or `reason: note`")
    after_audit_id: int | None = Field(description="the audit whose photo shows that it is solved")
    escalated_to: str | None = Field(description="user name")


class TipList(BaseModel):
    """Tips of the user's stores, store by store in the order of their rank."""

    tips: list[TipAnswer]


class TipCountsAnswer(BaseModel):
    """How a store's tips stand."""

    store: StoreAnswer
    open: int
    due_soon: int = Field(description="of the open ones, due within a day")
    done: int = Field(description="closed as done in the last 30 days; likewise the next two")
    declined: int
    expired: int


class TipDone(Body):
    """Said to be done."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "补了两排"}]})

    note: str = Field(default="", max_length=300)


class TipDeclined(Body):
    """Not followed, and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "no_stock", "note": "周五到货"}]})

    reason: DeclineReason
    note: str = Field(default="", max_length=250, description="needed for nothing, welcome for `other`")


class TipCheck(BaseModel):
    """What an after-photo (整改照) says about a tip."""

    state: CheckState = Field(
        description="looking: ask again; not_shown: the photo does not tell of this place; failed: no usable photo"
    )
    audit_id: int
    message: str = Field(description="in the reader's language: what is still wrong, or what to do")
    tip: TipAnswer
