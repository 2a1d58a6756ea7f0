"""The live board: a day's figures, and what happens as server-sent events."""

import time
from collections.abc import AsyncIterable
from typing import Annotated, Final

from anyio import to_thread
from fastapi import Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.board_state import board_state
from api.board_words import board_news
from api.deps import BoardReader, LocaleDep, Now, PartsDep, ReadSession
from api.routing import api_router, errors
from api.schemas_board import BoardState
from api.watching import WatcherDep

router = api_router("board")

BEAT_SECONDS: Final = 10.0
"""So often a listener hears that the stream is alive."""
RIGHTS_SECONDS: Final = 5.0
"""So often the reader's session and rights are looked at again."""


@router.get("/board", summary="Today so far", responses=errors(403))
def read_board(
    user: BoardReader, session: ReadSession, parts: PartsDep, now: Now, locale: LocaleDep
) -> BoardState:
    """The day's figures of the stores that the user may see, the last events, and the cursor that events go on from."""
    return board_state(session, user, locale, parts.settings.zone, now)


@router.get(
    "/board/events",
    summary="Follow what happens",
    response_class=EventSourceResponse,
    responses=errors(403, 429),
)
async def follow_board(
    watcher: WatcherDep,
    parts: PartsDep,
    locale: LocaleDep,
    seconds: Annotated[
        float | None, Query(ge=0, description="end the stream after so long; left out: never")
    ] = None,
) -> AsyncIterable[ServerSentEvent]:
    """Events `news` (what happened, as `GET /api/board` lists it) within a second of their commit, `beat` every ten
    seconds. `reload` says that too much was missed, `over` that the session or its rights ended; then the stream
    closes. `Last-Event-ID`, or `after`, resumes without gaps or doubles."""
    missed = await to_thread.run_sync(watcher.missed)
    if missed is None:
        yield ServerSentEvent(event="reload", data={})
        return
    cursor, rows = missed
    yield ServerSentEvent(event="beat", data={}, id=str(cursor))
    began = looked = beat = time.monotonic()
    while True:
        for row in rows:
            number = row.event.id or 0
            if not cursor.is_new(number):
                continue
            cursor = cursor.after([number])
            if watcher.may_see(row):
                news = board_news(row, locale, parts.settings.zone)
                yield ServerSentEvent(event="news", data=news, id=str(cursor))
        now = time.monotonic()
        if watcher.listener.closed or (seconds is not None and now - began >= seconds):
            return
        if now - looked >= RIGHTS_SECONDS:
            looked = now
            if not await to_thread.run_sync(watcher.still_may):
                yield ServerSentEvent(event="over", data={})
                return
        if now - beat >= BEAT_SECONDS:
            beat = now
            yield ServerSentEvent(event="beat", data={}, id=str(cursor))
        left = looked + RIGHTS_SECONDS - now
        if seconds is not None:
            left = min(left, began + seconds - now)
        rows = await watcher.listener.wait(max(0.0, left))
