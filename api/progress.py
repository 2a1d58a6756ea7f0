"""How far an audit is: told inside the process at once; other processes read it from the audit's row."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from catalog.tables import AuditState

STEPS: Final = (
    "queued",
    "decode",
    "quality",
    "detect",
    "layers",
    "embed",
    "group",
    "name",
    "talkers",
    "save",
)
"""The steps of a shelf's audit in their order; `talkers` only where shelf-talkers are asked for."""
POSTER_STEPS: Final = ("queued", "decode", "read", "understand", "match", "check", "save")
"""Those of a poster's."""
PANORAMA_STEPS: Final = ("queued", "decode", "quality", "save")
"""Those of a panorama's, which is judged and not counted."""
_DONE_BEFORE: Final = {
    **dict(zip(POSTER_STEPS, (0.0, 0.02, 0.06, 0.6, 0.61, 0.7, 0.95), strict=True)),
    **dict(zip(STEPS, (0.0, 0.02, 0.08, 0.1, 0.6, 0.62, 0.9, 0.92, 0.93, 0.97), strict=True)),
}


def fraction_of(step: str) -> float:
    """How much of the work lies behind when `step` begins, 0..1: measured on photos of 12 megapixels, roughly."""
    return _DONE_BEFORE.get(step, 0.0)


@dataclass(frozen=True)
class Progress:
    """Where an audit stands; `step` is None when it is not known or the audit has ended."""

    state: AuditState
    step: str | None = None
    fraction: float | None = None


class Listener:
    """One reader's mailbox: the newest news of one audit."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self._event = loop, asyncio.Event()
        self._news: Progress | None = None
        self.closed = False

    def tell(self, news: Progress | None) -> None:
        """Hand over news from any thread; None: the service stops."""
        try:
            self._loop.call_soon_threadsafe(self._take, news)
        except RuntimeError:  # the loop has ended, and with it the reader
            self.closed = True

    def _take(self, news: Progress | None) -> None:
        self._news, self.closed = news, self.closed or news is None
        self._event.set()

    async def wait(self, seconds: float) -> Progress | None:
        """The newest news, or None when there were none for so long."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return None
        self._event.clear()
        return self._news


class ProgressHub:
    """Hands news of audits to those who listen; keeps nothing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[int, set[Listener]] = {}
        self._closed = False

    def publish(self, audit_id: int, news: Progress) -> None:
        """Tell everybody who listens to this audit."""
        with self._lock:
            listeners = tuple(self._listeners.get(audit_id, ()))
        for listener in listeners:
            listener.tell(news)

    @contextmanager
    def listen(self, audit_id: int) -> Iterator[Listener]:
        """A mailbox for this audit's news; from within a running event loop."""
        listener = Listener(asyncio.get_running_loop())
        with self._lock:
            listener.closed = self._closed
            self._listeners.setdefault(audit_id, set()).add(listener)
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners[audit_id].discard(listener)
                if not self._listeners[audit_id]:
                    del self._listeners[audit_id]

    def close(self) -> None:
        """End all streams, so that a stop need not wait for browsers."""
        with self._lock:
            self._closed = True
            listeners = [one for many in self._listeners.values() for one in many]
        for listener in listeners:
            listener.tell(None)
