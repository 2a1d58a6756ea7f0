"""What the API says of a person's inbox."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.schemas_alerts import AlertAnswer
from api.schemas_people import StoreAnswer
from api.schemas_tips import TipAnswer

_EXAMPLE: Final[dict[str, JsonValue]] = {
    "name": "tip12",
    "address": "/inbox/tip/12",
    "title": "第2层缺 青岚 柠檬茶 330ml（应有2个排面）",
    "todo": "从库房补 青岚 柠檬茶 330ml，摆到第2层第3位，摆满2个排面；库房没有就下单。",
    "value": "12.40",
    "due_at": "2026-11-27T09:30:00Z",
    "escalated": False,
}


class InboxItem(BaseModel):
    """One task: a tip, a silence alert, or both of one product; answered through `/api/tips` or `/api/alerts`."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    name: str = Field(description="tells it from the others")
    address: str = Field(description="the page that opens with it on top")
    store: StoreAnswer
    title: str = Field(description="in the reader's language, as todo, reason and also are")
    todo: str = Field(description="what to do, in one sentence")
    reason: str
    also: str = Field(description="what the till says of the same product; empty: nothing")
    value: Decimal | None = Field(description="sales a day expected of it, at list price; null: not known")
    due_at: datetime = Field(description="then it is passed on")
    escalated: bool = Field(description="its time ran out and it was passed on; it can still be answered")
    escalated_to: str | None = Field(description="user name")
    picture_url: str | None
    tip: TipAnswer | None
    alert: AlertAnswer | None = Field(
        description="beside a tip: closed with it, where the answer says the same"
    )


class InboxWeek(BaseModel):
    """What was done since Monday in the user's stores."""

    since: date
    text: str = Field(description="all of it in one sentence, in the reader's language")
    handled: int = Field(description="answered, or shown by a photo to be done")
    helped: int = Field(description="of these: a photo shows it solved, or the product sold again")
    value: Decimal = Field(description="sales a day of what helped, where its price is known")
    unknown: int = Field(description="how many of what helped have no known price")
    overdue: int = Field(description="ran out of time")


class InboxAnswer(BaseModel):
    """What waits for an answer, in its order: `alerts.inbox_rank`."""

    items: list[InboxItem]
    shown: int = Field(description="so many stand on the page; the rest is folded away")
    week: InboxWeek | None = Field(description="null for who sees the whole chain")


class InboxCount(BaseModel):
    """How much waits."""

    open: int
    escalated: int = Field(description="of these: passed on after their time ran out")
