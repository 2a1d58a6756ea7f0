"""What the API says and hears of silence alerts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.schemas_people import Body, StoreAnswer
from catalog.tables_till import CloseReason, SilenceAction, SilenceRuleName, SilenceState

PeopleReason = Literal[
    "moved", "restocked", "price_tag", "barcode", "relisted", "delisted", "wrong_alert", "other"
]
"""Why a person closes an alert: what was done, or that it was none."""
DayState = Literal["sold", "silent", "no_feed", "closed"]

_EXAMPLE: Final[dict[str, JsonValue]] = {
    "id": 7,
    "state": "open",
    "sku": "QQ-550",
    "product": "清泉 矿泉水 550ml",
    "since": "2026-11-18",
    "zero_days": 6,
    "expected_units": "17.400",
    "chance": 0.0004,
    "action": "move_to_eye_level",
    "action_text": "Move it: from layer 5 to layer 2, at eye level.",
}


class AlertEvidence(BaseModel):
    """What the store's last shelf photos and books say of the product; null: nothing is known."""

    seen_on: date | None = Field(description="the last day with shelf photos before the alert")
    photo_days: int | None = Field(description="how old they were when it was raised")
    audit_id: int | None = Field(description="a photo of the product on that day")
    layer: int | None = Field(description="where it stood, 1 = top")
    layers: int | None
    eye_layers: list[int]
    facings: int = Field(description="on that day")
    facings_before: int | None = Field(description="on the last day with photos before the silence")
    gaps: int
    stock: int | None = Field(description="units on hand as the books say")
    picture_url: str | None = Field(description="the product on that photo, or what it looks like")
    picture_of: Literal["photo", "reference"] | None


class AlertAnswer(BaseModel):
    """A silence at the till (动销预警) and how it stands."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    id: int
    state: SilenceState
    store: StoreAnswer
    sku: str
    product: str = Field(description="brand, name and spec")
    category: str
    day: date = Field(description="the night that raised it")
    since: date = Field(description="the first silent day")
    zero_days: int = Field(description="silent days that counted: closed ones and days without a feed do not")
    expected_units: Decimal = Field(description="of those days, at the rate before")
    chance: float = Field(description="0..1 that a product that still sells shows such a run")
    gone: float = Field(description="0..1 that it is off the shelf or cannot be bought")
    lost_units: Decimal = Field(description="so far: gone × expected_units")
    lost_units_a_day: Decimal
    lost_margin: Decimal | None = Field(description="money so far; null: no price is known")
    lost_margin_a_day: Decimal | None
    rule: SilenceRuleName
    rank: int = Field(description="in its store and night, 1 first")
    action: SilenceAction
    action_title: str = Field(description="in the reader's language, as action_text is")
    action_text: str = Field(description="what to do, in one sentence")
    evidence: AlertEvidence
    created_at: datetime
    due_at: datetime
    snoozed_until: date | None
    escalated_at: datetime | None = Field(
        description="when it was passed on to a supervisor or category manager"
    )
    escalated_to: str | None = Field(description="user name")
    closed_at: datetime | None
    closed_by: str | None = Field(description="user name; null while open, or when the product sold again")
    close_reason: CloseReason | None
    close_note: str


class MuteStore(BaseModel):
    """A store whose till tells nothing: no alerts, one message."""

    store: StoreAnswer
    since: date | None = Field(description="the first day without data; null: for months")


class AlertList(BaseModel):
    """A page of alerts of the user's stores."""

    alerts: list[AlertAnswer]
    total: int
    night: date | None = Field(description="the newest day that was judged")
    mute_stores: list[MuteStore]


class SeriesDay(BaseModel):
    """A day of the product in the store, beside last year's and its trade area's."""

    day: date
    state: DayState = Field(description="no_feed: nothing is known of the day; it is no day of zeros")
    units: Decimal | None = Field(description="null without a feed and on closed days")
    last_year_day: date
    last_year: Decimal | None
    area: float | None = Field(description="mean a store")


class AlertSeries(BaseModel):
    """The last 28 days."""

    days: list[SeriesDay]
    aligned: Literal["weekday", "spring_festival"] = Field(description="how last year's days were chosen")
    area_stores: int = Field(description="stores of the trade area that sold it in these days")


class AlertDetail(AlertAnswer):
    """An alert with its days."""

    series: AlertSeries


class AlertCount(BaseModel):
    """How much waits."""

    open: int


class AlertClosed(Body):
    """What it was."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "moved", "note": "移到第二层"}]})

    reason: PeopleReason
    note: str = Field(default="", max_length=300)


class AlertSnoozed(Body):
    """Say nothing of it up to and including a day."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"until": "2026-12-01"}]})

    until: date | None = Field(description="null: speak of it again")
