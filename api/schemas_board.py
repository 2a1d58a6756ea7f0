"""The API's answers about the live board."""

from datetime import date, datetime

from pydantic import Field

from api.schemas_people import Body, StoreAnswer
from catalog.nudges import Nudged
from catalog.queries_waiting import WaitingKind
from catalog.tables_board import BoardKind


class BoardNews(Body):
    """One thing that happened, in words; `number` is how many of it at once, -1 where one was taken back."""

    id: int
    kind: BoardKind
    number: int
    at: datetime
    day: date = Field(description="whose figures it adds to: the day in the service's time zone")
    text: str
    person: str
    store: StoreAnswer | None = Field(description="null: it is about an area")
    link: str = Field(description="the page of the thing itself")
    picture: str | None = Field(description="address of its photo")


class BoardState(Body):
    """A day's figures so far, by kind of what happened, and the last events, the newest first.

    `cursor` is where `GET /api/board/events?after=` goes on without a gap.
    """

    day: date
    as_of: datetime
    figures: dict[BoardKind, int]
    news: list[BoardNews]
    cursor: str


class WaitingItem(Body):
    """One thing that nobody answered."""

    kind: WaitingKind
    id: int
    title: str
    since: datetime
    hours: int
    link: str


class WaitingPart(Body):
    """What waits in a store for one person, the oldest first; `person` is the user name, null where nobody's turn."""

    store: StoreAnswer | None = Field(description="null: it is about an area")
    person: str | None
    name: str
    items: list[WaitingItem]


class WaitingList(Body):
    """What came up more than 48 hours ago and was not answered, stores with the most first."""

    as_of: datetime
    total: int
    groups: list[WaitingPart]


class NudgeOrder(Body):
    """Whom to remind of which store."""

    store: str = Field(max_length=64, description="the store's code")
    person: str = Field(max_length=100, description="user name")


class NudgeAnswer(Body):
    """What became of it: `already` where the person was reminded of that store today; `unreachable` where no messages
    go to."""

    state: Nudged
