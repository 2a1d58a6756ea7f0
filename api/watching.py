"""Who watches the live board, for as long as they may: an open stream looks at the rights again and again."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Final

from anyio import to_thread
from fastapi import Depends, Header, Query

from api.board_hub import BoardListener, TooManyListeners
from api.deps import BoardReader, CurrentAccess, PartsDep
from api.errors import ApiError
from api.parts import Parts
from catalog.board_cursor import BoardCursor
from catalog.database import reading
from catalog.queries_board import BoardRow, cursor_now, events_after, store_ids_seen
from catalog.queries_people import find_access
from catalog.tables import User

BACKLOG_MOST: Final = 500
"""Who missed more than so many is told to look at the whole page again."""


@dataclass
class Watcher:
    """A reader of the board: whom, which stores (None: the chain's), and where they stand."""

    parts: Parts
    user: User
    token_sha256: str
    stores: frozenset[int] | None
    listener: BoardListener
    asked: str

    def may_see(self, row: BoardRow) -> bool:
        """Whether the event is one of theirs."""
        if row.event.chain_id != self.user.chain_id:
            return False
        return self.stores is None or row.event.store_id in self.stores

    def missed(self) -> tuple[BoardCursor, list[BoardRow]] | None:
        """Where they stood, and what came since; None where that is not known any more, or too much."""
        with reading(self.parts.engine) as session:
            newest = cursor_now(session)
            if not self.asked:
                return newest, []
            try:
                cursor = BoardCursor.parse(self.asked)
            except ValueError:
                return None
            rows = events_after(session, cursor, BACKLOG_MOST)
        if len(rows) == BACKLOG_MOST or cursor.last > newest.last:
            return None
        return cursor, list(rows)

    def still_may(self) -> bool:
        """Whether session, role and stores are what they were."""
        now, idle = self.parts.clock(), self.parts.settings.session_idle
        with reading(self.parts.engine) as session:
            access = find_access(session, self.token_sha256, now, idle=idle)
            if access is None or access.state != "valid" or access.user.role != self.user.role:
                return False
            return store_ids_seen(session, access.user) == self.stores


async def _watch(
    user: BoardReader,
    access: CurrentAccess,
    parts: PartsDep,
    after: Annotated[
        str, Query(max_length=2000, description="the cursor that reading goes on from; empty: now")
    ] = "",
    last_event_id: Annotated[str, Header(max_length=2000, description="as browsers send it again")] = "",
) -> AsyncIterator[Watcher]:
    """Refuse before the stream begins: afterwards there is no status to set."""
    listener = BoardListener(user.id or 0, asyncio.get_running_loop())
    try:
        await to_thread.run_sync(parts.board.join, listener)
    except TooManyListeners as error:
        raise ApiError(429, "too_many_boards") from error
    try:
        stores = await to_thread.run_sync(_stores, parts, user)
        yield Watcher(parts, user, access.token.token_sha256, stores, listener, last_event_id or after)
    finally:
        parts.board.leave(listener)


WatcherDep = Annotated[Watcher, Depends(_watch)]
"""Somebody who may watch, listening from before the answer begins until it ends."""


def _stores(parts: Parts, user: User) -> frozenset[int] | None:
    with reading(parts.engine) as session:
        return store_ids_seen(session, user)
