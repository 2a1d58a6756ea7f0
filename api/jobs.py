"""Audits done by threads of this process: claim, look, save once; lost ones are found again.

The audit's row is the truth. A worker holds it by a lease that a heartbeat renews; who loses the lease may no
longer save. Between claim and save no database handle is open.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine

from api.advising import Advisor
from api.copies import CopyFinder
from api.gathering import Gatherer
from api.instances import Instance
from api.looking import Looker, save_found
from api.pipeline import NothingSeen
from api.progress import Progress, ProgressHub, fraction_of
from api.settings import Settings
from api.storage import FileMissing, FileStore
from catalog.board import forget_events
from catalog.database import reading, writing
from catalog.queries_audits import get_audit
from catalog.queries_queue import (
    TOO_MANY_ATTEMPTS,
    Claim,
    Recovered,
    claim_next,
    extend_lease,
    fail_audit,
    photo_of,
    recover,
    release,
    requeue,
)
from catalog.silence_escalation import escalate_alerts
from catalog.tables import PhotoKind
from catalog.tips import expire_tips
from vision.errors import PhotoError

_LOG: Final = logging.getLogger("paimian.jobs")
_BEAT_SECONDS: Final = 1.0


class _Interrupted(Exception):
    """The claim is lost, or the service stops: leave the photo."""


class _Work:
    """One claim in work: what the heartbeat must know of it."""

    def __init__(self, claim: Claim, since: float) -> None:
        self.claim = claim
        self.kind: PhotoKind = "shelf"
        self.step = "queued"
        self.told: str | None = None
        self.extended = since
        self.lost = False


class JobRunner:
    """Workers and a heartbeat; `start` and `stop` each once."""

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        files: FileStore,
        looker: Looker,
        hub: ProgressHub,
        advisor: Advisor,
        copies: CopyFinder,
        gatherer: Gatherer,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings, self._engine, self._files, self._looker = settings, engine, files, looker
        self._hub, self._advisor, self._clock = hub, advisor, clock
        self._copies, self._gatherer = copies, gatherer
        self._lease = timedelta(seconds=settings.lease_seconds)
        self._wakes: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._stopping, self._hurry = threading.Event(), threading.Event()
        self._works: dict[str, _Work] = {}
        self._threads: list[threading.Thread] = []
        self._instance: Instance | None = None

    def start(self) -> None:
        """Take up what a former process left lying, then work; a process that only serves keeps the clock of tips."""
        if self._settings.workers == 0:
            self._spawn(self._run_clock, "clock")
            return
        self._instance = Instance(self._settings.home)
        self._sweep(owners=self._instance.prefix)
        for number in range(self._settings.workers):
            name = f"{self._instance.prefix}{number}"
            self._spawn(self._run_worker, name)
        self._spawn(self._run_heartbeat, "heartbeat")

    def wake(self) -> None:
        """Say that there is a new audit."""
        self._wakes.put(None)

    def stop(self) -> None:
        """Let photos in work come to their end for a while, then give them back to the queue."""
        self._stopping.set()
        for _ in self._threads:
            self.wake()
        until = time.monotonic() + self._settings.stop_seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._hurry.set()
        for work in tuple(self._works.values()):
            work.lost = True
            with writing(self._engine) as session:
                release(session, work.claim)
        for thread in self._threads:
            thread.join(2.0)
        if self._instance is not None:
            self._instance.close()

    def _spawn(self, target: Callable[[str], None], name: str) -> None:
        thread = threading.Thread(target=target, args=(name,), name=f"paimian {name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _run_worker(self, owner: str) -> None:
        while not self._stopping.is_set():
            try:
                with writing(self._engine) as session:
                    claim = claim_next(session, owner, now=self._clock(), lease=self._lease)
                if claim is not None:
                    self._do(claim)
                    continue
                if self._advisor.catch_up() or self._gatherer.catch_up():
                    continue
            except Exception:
                _LOG.exception("worker %s goes on after an error", owner)
            try:
                self._wakes.get(timeout=self._settings.poll_seconds)
            except queue.Empty:
                continue

    def _do(self, claim: Claim) -> None:
        work = _Work(claim, time.monotonic())
        self._works[claim.owner] = work
        try:
            self._audit(work)
        except _Interrupted:
            _LOG.info("audit %s was left to another worker", claim.audit_id)
        except PhotoError as error:
            self._fail(work, error)
        except FileMissing as error:
            self._end(claim, "file_missing", {"sha256": error.sha256[:12]}, {})
        except Exception:
            _LOG.exception("audit %s, attempt %s", claim.audit_id, claim.attempt)
            self._again(claim)
        finally:
            self._works.pop(claim.owner, None)

    def _audit(self, work: _Work) -> None:
        claim = work.claim
        with reading(self._engine) as session:
            row = get_audit(session, claim.audit_id)
        work.kind = row.photo.kind
        data = self._files.get(row.photo.sha256)
        self._copies.try_find(row, data)
        found = self._looker.look(row, data, lambda step: self._step(work, step))
        self._step(work, "save")
        with writing(self._engine) as session:
            saved = False
            if photo_of(session, claim).kind == work.kind:
                saved = save_found(session, claim, found, now=self._clock())
            else:  # it was sent again as another kind meanwhile
                requeue(session, claim)
        if not saved:
            raise _Interrupted
        self._advisor.try_advise(claim.audit_id)
        self._hub.publish(claim.audit_id, Progress("done", None, 1.0))

    def _step(self, work: _Work, step: str) -> None:
        if work.lost or self._hurry.is_set():
            raise _Interrupted
        work.step = step
        self._hub.publish(work.claim.audit_id, Progress("running", step, fraction_of(step)))

    def _fail(self, work: _Work, error: PhotoError) -> None:
        more: dict[str, object] = {"models": self._looker.stamps(work.kind)}
        if isinstance(error, NothingSeen):
            more["quality"] = {"ok": error.quality.ok, "reasons": list(error.quality.reasons)}
        self._end(work.claim, error.code, dict(error.params), more)

    def _end(self, claim: Claim, code: str, params: dict[str, object], more: dict[str, object]) -> None:
        with writing(self._engine) as session:
            ended = fail_audit(session, claim, code, params, now=self._clock(), more=more)
        if ended:
            self._hub.publish(claim.audit_id, Progress("failed", None, 1.0))

    def _again(self, claim: Claim) -> None:
        """After an error nobody foresaw: another try, as long as there are tries left."""
        if claim.attempt >= self._settings.max_attempts:
            self._end(claim, TOO_MANY_ATTEMPTS, {}, {})
            return
        with writing(self._engine) as session:
            requeue(session, claim)
        self._hub.publish(claim.audit_id, Progress("queued", "queued", 0.0))

    def _run_heartbeat(self, name: str) -> None:
        """Renew leases, write down how far each audit is, look for lost ones."""
        swept = time.monotonic()
        while not self._stopping.wait(min(_BEAT_SECONDS, self._settings.lease_seconds / 4)):
            try:
                for work in tuple(self._works.values()):
                    self._beat(work)
                if time.monotonic() - swept >= self._settings.sweep_seconds:
                    swept = time.monotonic()
                    self._sweep()
                    self.pass_on()
            except Exception:
                _LOG.exception("%s goes on after an error", name)

    def _run_clock(self, name: str) -> None:
        while not self._stopping.wait(self._settings.sweep_seconds):
            try:
                self.pass_on()
            except Exception:
                _LOG.exception("%s goes on after an error", name)

    def pass_on(self, now: datetime | None = None) -> None:
        """Pass on tips and alerts that nobody answered in time, and forget what the board told a month ago."""
        self.expire_tips(now)
        self.escalate_alerts(now)
        with writing(self._engine) as session:
            forget_events(session, now or self._clock())

    def escalate_alerts(self, now: datetime | None = None) -> None:
        """Pass on the silence alerts that nobody answered in time; they stay open, and each is passed on once."""
        now = now or self._clock()
        today = now.astimezone(self._settings.zone).date()
        with writing(self._engine) as session:
            passed = escalate_alerts(session, now, today=today)
        if passed:
            _LOG.info("%s alerts were not answered in time and were passed on", len(passed))

    def expire_tips(self, now: datetime | None = None) -> None:
        """Pass on the tips that nobody answered in time; every process may do it, each tip is ended once."""
        with writing(self._engine) as session:
            expired = expire_tips(session, now or self._clock())
        if expired:
            _LOG.info("%s tips were not answered in time and were passed on", len(expired))

    def _beat(self, work: _Work) -> None:
        step, now = work.step, time.monotonic()
        if step == work.told and now - work.extended < self._settings.lease_seconds / 3:
            return
        with writing(self._engine) as session:
            held = extend_lease(
                session,
                work.claim,
                now=self._clock(),
                lease=self._lease,
                step=step,
                fraction=fraction_of(step),
            )
        work.told, work.extended = step, now
        if not held:
            # Also said of an audit that has ended in between; then nobody reads it any more.
            work.lost = True

    def _sweep(self, owners: str | None = None) -> Recovered:
        with writing(self._engine) as session:
            found = recover(
                session, now=self._clock(), max_attempts=self._settings.max_attempts, owners=owners
            )
        for audit_id in found.failed:
            self._hub.publish(audit_id, Progress("failed", None, 1.0))
        for _ in found.queued:
            self.wake()
        if found.queued or found.failed:
            _LOG.warning(
                "audits without a worker: %s queued again, %s given up", *map(len, vars(found).values())
            )
        return found
