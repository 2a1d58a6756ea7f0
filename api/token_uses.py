"""When a token was last used: written beside the request and seldom, so that reading waits for no writer."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from sqlalchemy import Engine

from catalog.database import writing
from catalog.rows import key
from catalog.tables import AccessToken
from catalog.tokens import note_use

_LOG: Final = logging.getLogger("paimian.tokens")
EVERY: Final = timedelta(minutes=5)


class TokenUses:
    """One thread that writes; what it has noted already is remembered, so that a burst of requests is one write."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._noted: dict[int, datetime] = {}
        self._writer = ThreadPoolExecutor(1, "paimian token uses")

    def note(self, token: AccessToken, now: datetime) -> None:
        """Write the use down unless the last one that was written is fresh."""
        number = key(token.id)
        with self._lock:
            last = max(self._noted.get(number, token.created_at), token.used_at or token.created_at)
            fresh = now - last < EVERY and (token.used_at is not None or number in self._noted)
            if fresh:
                return
            self._noted[number] = now
        self._writer.submit(self._write, number, now)

    def stop(self) -> None:
        """Write what is still to be written, then end."""
        self._writer.shutdown(wait=True)

    def _write(self, number: int, now: datetime) -> None:
        try:
            with writing(self._engine) as session:
                note_use(session, number, now)
        except Exception:  # a use that was not noted costs a sign-in at worst
            _LOG.exception("the use of token %s was not noted", number)
