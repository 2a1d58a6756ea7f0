"""Runs the night of every chain once its tills have told of the day before; a process of the service does it by itself.

Several processes may try: a night is saved once. Whoever prefers cron sets NIGHT_HOUR to -1 and calls
`paimian alerts run`.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Engine

from api.settings import Settings
from api.silence_run import NightDone, run_night
from api.till_nights import is_due
from catalog.database import reading
from catalog.queries_people import chain_ids

_LOG: Final = logging.getLogger("paimian.silence")
PATIENCE_HOURS: Final = 6
"""So long after the hour the day before is waited for; then the night is judged without it."""
LATE_SECONDS: Final = 6 * 3600.0
"""Feeds that come late are judged anew at most so often: stores do not all send at once."""


class NightKeeper:
    """A thread that looks every minute or so whether a night is due."""

    def __init__(self, settings: Settings, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._settings, self._engine, self._clock = settings, engine, clock
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._tried: dict[int, float] = {}

    def start(self) -> None:
        """Begin, unless the settings leave it to somebody else."""
        if self._settings.night_hour < 0:
            return
        self._thread = threading.Thread(target=self._run, name="paimian night", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """A night at work leaves no trace unless it is saved."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(self._settings.stop_seconds)

    def run_due(self, now: datetime) -> dict[int, NightDone]:
        """Judge the chains whose night is due; by chain id, those that were judged."""
        local = now.astimezone(self._settings.zone)
        if local.hour < self._settings.night_hour:
            return {}
        today = local.date() - timedelta(days=1)
        waited = local.hour >= min(23, self._settings.night_hour + PATIENCE_HOURS)
        with reading(self._engine) as session:
            due = [
                chain
                for chain in chain_ids(session)
                if is_due(session, chain, today, wait=not waited, late=self._late_again(chain), now=now)
            ]
        done = {}
        for chain in due:
            self._tried[chain] = time.monotonic()
            done[chain] = self._judge(chain, today, now)
        return done

    def _late_again(self, chain_id: int) -> bool:
        return time.monotonic() - self._tried.get(chain_id, -LATE_SECONDS) >= LATE_SECONDS

    def _judge(self, chain_id: int, today: date, now: datetime) -> NightDone:
        done = run_night(
            self._engine,
            chain_id,
            today,
            now=now,
            due=timedelta(hours=self._settings.tip_hours),
            zone=self._settings.zone,
        )
        _LOG.info(
            "night of %s: %s pairs, %s alerts, %s closed, %s stores without a feed, %.1f s",
            today,
            done.pairs,
            done.raised,
            done.closed,
            len(done.silent_stores),
            done.seconds,
        )
        return done

    def _run(self) -> None:
        while not self._stopping.wait(self._settings.sweep_seconds):
            try:
                self.run_due(self._clock())
            except Exception:
                _LOG.exception("the night goes on after an error")
