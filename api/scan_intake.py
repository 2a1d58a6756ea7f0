"""Large files of daily sales: received onto the disk, answered at once, taken in by a thread, one after the other.

A file stays in the data folder until it is in: a service that was stopped or killed goes on with it when it starts.
"""

import fcntl
import logging
import os
import shutil
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy import Engine

from api.settings import Settings
from catalog.database import reading, writing
from catalog.errors import Invalid
from catalog.scan_import import Feed, Progress, begin_scan_file, import_scan_file
from catalog.tables_till import ScanFile

_LOG: Final = logging.getLogger("paimian.scans")
_TRIES: Final = 3


class _Stopped(BaseException):
    """The service stops: the file is taken in at its next start."""


class ScanIntake:
    """The folder `scans` of the data folder, and the thread that empties it."""

    def __init__(self, settings: Settings, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._settings, self._engine, self._clock = settings, engine, clock
        self._folder = settings.home / "scans"
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._failed: dict[str, int] = {}

    def start(self) -> None:
        """Begin, with what lies there already."""
        self._thread = threading.Thread(target=self._run, name="paimian scans", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """A file at work is begun anew at the next start."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(self._settings.stop_seconds)

    def receive(self, feed: Feed, stream: BinaryIO) -> int:
        """Keep a file, in bounded memory; the number to ask for its progress."""
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{uuid.uuid4().hex}.part"
        try:
            with part.open("wb") as out:
                shutil.copyfileobj(stream, out, 1 << 20)
                out.flush()
                os.fsync(out.fileno())
            with writing(self._engine) as session:
                number = begin_scan_file(session, feed)
            part.rename(self._folder / f"{number}.scans")
        finally:
            part.unlink(missing_ok=True)
        self._wake.set()
        return number

    def run_waiting(self) -> int:
        """Take in what lies there; how many files."""
        waiting = sorted(self._folder.glob("*.scans"), key=lambda path: int(path.stem))
        return sum(self._locked(path) for path in waiting)

    def _locked(self, path: Path) -> bool:
        """Several processes may share the folder: whoever holds the file takes it in."""
        with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists() and self._take(path):
                path.unlink()
                return True
        return False

    def _take(self, path: Path) -> bool:
        """Whether it is done with: in, refused, or failed too often."""
        number = int(path.stem)
        with reading(self._engine) as session:
            noted = session.get(ScanFile, number)
        if noted is None:
            return True
        zone = self._settings.zone
        today = noted.taken_at.astimezone(zone).date()
        feed = Feed(noted.chain_id, noted.taken_at, today, zone, noted.name, noted.taken_by)
        try:
            import_scan_file(self._engine, feed, path, self._told, number)
        except Invalid:
            return True
        except Exception:
            _LOG.exception("the file of daily sales %s could not be taken in", number)
            self._failed[path.name] = self._failed.get(path.name, 0) + 1
            return self._failed[path.name] >= _TRIES
        return True

    def _told(self, progress: Progress) -> None:
        if self._stopping.is_set():
            raise _Stopped

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.run_waiting()
            except _Stopped:
                return
            except Exception:
                _LOG.exception("files of daily sales wait after an error")
            self._wake.wait(self._settings.sweep_seconds)
            self._wake.clear()
