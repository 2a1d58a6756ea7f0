"""The live board's news: one thread a process reads new rows while somebody listens, and hands them to all listeners.

Rows are read from the database, so it does not matter which process wrote them; ≤ `LOOK_SECONDS` and a query lie
between a commit and the board.
"""

import asyncio
import logging
import threading
from typing import Final

from sqlalchemy import Engine

from catalog.board_cursor import BoardCursor
from catalog.database import reading
from catalog.queries_board import BoardRow, cursor_now, events_after

_LOG: Final = logging.getLogger("paimian.board")
LOOK_SECONDS: Final = 0.25
"""How often new rows are looked for while somebody listens."""
LISTENERS_MOST: Final = 6
"""So many boards a person may have open at once, in one process."""
_WAITING_MOST: Final = 2000
"""Who is so many rows behind is sent away, and resumes where it was."""


class TooManyListeners(Exception):
    """The person has `LISTENERS_MOST` boards open already."""


class BoardListener:
    """One reader's mailbox; `closed`: the service stops, or the reader was too slow."""

    def __init__(self, user_id: int, loop: asyncio.AbstractEventLoop) -> None:
        self.user_id = user_id
        self.closed = False
        self._loop, self._event = loop, asyncio.Event()
        self._rows: list[BoardRow] = []

    def tell(self, rows: tuple[BoardRow, ...] | None) -> None:
        """Hand over rows from any thread; None: it is over."""
        try:
            self._loop.call_soon_threadsafe(self._take, rows)
        except RuntimeError:  # the loop has ended, and with it the reader
            self.closed = True

    def _take(self, rows: tuple[BoardRow, ...] | None) -> None:
        if rows is None or len(self._rows) + len(rows) > _WAITING_MOST:
            self.closed = True
        else:
            self._rows.extend(rows)
        self._event.set()

    async def wait(self, seconds: float) -> list[BoardRow]:
        """What came since, the oldest first; nothing when nothing came for so long."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return []
        self._event.clear()
        rows, self._rows = self._rows, []
        return rows


class BoardHub:
    """Who listens, and the thread that reads for them; `start` and `stop` each once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._change = threading.Condition()
        self._listeners: set[BoardListener] = set()
        self._cursor: BoardCursor | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="paimian board", daemon=True)

    def start(self) -> None:
        """Begin; nothing is read before somebody listens."""
        self._thread.start()

    def close(self) -> None:
        """End all streams, so that a stop need not wait for browsers."""
        with self._change:
            self._closed = True
            listeners = tuple(self._listeners)
            self._change.notify_all()
        for listener in listeners:
            listener.tell(None)

    def stop(self) -> None:
        """Close, and wait for the thread."""
        self.close()
        if self._thread.is_alive():
            self._thread.join(5.0)

    @property
    def listening(self) -> int:
        """How many listen now."""
        return len(self._listeners)

    def join(self, listener: BoardListener) -> None:
        """From here on the listener is told; what is visible when this returns it reads for itself. Reads a row.

        Raises:
            TooManyListeners: this person has enough of them.
        """
        with self._change:
            mine = sum(one.user_id == listener.user_id for one in self._listeners)
            if mine >= LISTENERS_MOST:
                raise TooManyListeners
            listener.closed = self._closed
            if self._cursor is None:
                with reading(self._engine) as session:
                    self._cursor = cursor_now(session)
            self._listeners.add(listener)
            self._change.notify_all()

    def leave(self, listener: BoardListener) -> None:
        """Tell it nothing more; the last one that leaves lets the thread rest."""
        with self._change:
            self._listeners.discard(listener)
            if not self._listeners:
                self._cursor = None

    def _run(self) -> None:
        while True:
            with self._change:
                while self._cursor is None and not self._closed:
                    self._change.wait()
                if self._closed:
                    return
            try:
                self._look()
            except Exception:
                _LOG.exception("the board goes on after an error")
            with self._change:
                self._change.wait_for(lambda: self._closed, LOOK_SECONDS)

    def _look(self) -> None:
        cursor = self._cursor
        if cursor is None:
            return
        with reading(self._engine) as session:
            rows = events_after(session, cursor)
        if not rows:
            return
        with self._change:
            if (
                self._cursor is not cursor
            ):  # the last one left and another came meanwhile: it has read for itself
                return
            self._cursor = cursor.after([row.event.id or 0 for row in rows])
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener.tell(rows)
