"""The API's answers about the live board."""

from datetime import date, datetime

from pydantic import Field

from api.schemas_people import Body, StoreAnswer
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
