"""What the API says and hears of notifications."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.schemas_people import Body
from catalog.tables_push import MessageState


class PushTargetAnswer(BaseModel):
    """Where a person's messages go."""

    id: int
    label: str
    scheme: str = Field(description="wecombot, dingtalk, feishu, lark, mailto, mailtos, json, jsons")
    shown: str = Field(description="the address without its secrets")
    digest: bool = Field(description="one text a day; false: each at once")
    active: bool
    refused: str | None = Field(
        description="why the operator does not allow it any more; null: it is allowed"
    )
    created_at: datetime


class PushTargets(BaseModel):
    """A person's targets."""

    targets: list[PushTargetAnswer]
    schemes: list[str] = Field(description="kinds of address that the operator allows; none: no push")
    digest_hour: int = Field(description="local hour of the daily digest")


class PushTargetOrder(Body):
    """A new target."""

    address: str = Field(max_length=1000, description="Apprise URL, or a robot's address as its app shows it")
    label: str = Field(default="", max_length=100)
    digest: bool = True


class PushTargetChange(Body):
    """What is to change; what is left out stays."""

    label: str | None = Field(default=None, max_length=100)
    digest: bool | None = None
    active: bool | None = None


class PushTested(BaseModel):
    """What came of a test message."""

    arrived: bool
    reason: str = Field(description="why not, as a stable word; empty where it arrived")
    why: str = Field(description="the same in the reader's language")


class PushMessageAnswer(BaseModel):
    """A message and what became of it."""

    id: int
    kind: str
    text: str = Field(description="in the reader's language")
    link: str = Field(description="the page that it opens")
    state: MessageState = Field(description="given_up: it never arrived, after three days of trying")
    created_at: datetime
    next_at: datetime | None = Field(description="when it is tried next; null where it is not")
    sent_at: datetime | None
    attempts: int = Field(description="how often it failed")
    why: str = Field(description="why it did not arrive yet, in the reader's language")
    username: str | None = Field(description="whose it is, where it is somebody else's")


class PushMessages(BaseModel):
    """Messages, the newest first."""

    messages: list[PushMessageAnswer]
