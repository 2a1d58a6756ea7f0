"""Replays in the background: settings in force and those tried, side by side, on a thread of this process.

How far it is and what came of it lie in the database, so any process can show or cancel it.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine
from sqlmodel import Session

from alerts.silence_tally import Replays, Share, Summary, Tally
from api.silence_replay import Replayed, drawn_stores, replay_many
from api.silence_run import Rules
from catalog.database import reading_long, writing
from catalog.queries_silence import judged_skus, settings_of
from catalog.queries_till import scan_days
from catalog.rows import key
from catalog.silence_replays import beat, end_replay
from catalog.silence_settings import SilenceTarget, SilenceValues
from catalog.tables_till import SilenceSetting

_LOG: Final = logging.getLogger("paimian.silence")
REPLAY_DAYS: Final = 90
STORES_MOST: Final = 200
"""A bigger chain is replayed on so many of its stores."""
_WARM_DAYS: Final = 90
"""Days before the first, to know the rates."""
_BEAT_SECONDS: Final = 1.0
_WAIT_SECONDS: Final = 20.0

Trial = tuple[SilenceTarget, SilenceValues]


class CancelledReplay(Exception):
    """Nobody wants it any more."""


@dataclass(frozen=True)
class ReplayAsked:
    """What to replay: the last `days` up to the newest scans, at most `stores` stores, and the settings to try."""

    chain_id: int
    asked_at: datetime
    days: int = REPLAY_DAYS
    stores: int = STORES_MOST
    trials: tuple[Trial, ...] = ()


class ReplayDesk:
    """Threads that replay, one at a time in a process."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine, self._clock = engine, clock
        self._turn = threading.Lock()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, asked: ReplayAsked) -> None:
        """Replay on a thread; the row of it is there already (`catalog.silence_replays.begin_replay`)."""
        thread = threading.Thread(target=self._run, args=(asked,), name="paimian replay", daemon=True)
        self._threads = [one for one in self._threads if one.is_alive()] + [thread]
        thread.start()

    def stop(self, seconds: float) -> None:
        """What runs is broken off."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(seconds)

    def _run(self, asked: ReplayAsked) -> None:
        error, result = "", None
        try:
            # Behind another chain's: who waits says that it lives.
            while not self._turn.acquire(timeout=_WAIT_SECONDS):
                self._say(asked, 0, 0)
            try:
                result = self._replayed(asked)
            finally:
                self._turn.release()
            error = "" if result is not None else "silence_replay_no_scans"
        except CancelledReplay:
            error = "silence_replay_lost"
        except Exception:
            _LOG.exception("the replay of chain %s failed", asked.chain_id)
            error = "internal_error"
        with writing(self._engine) as session:
            end_replay(session, asked.chain_id, asked.asked_at, result=result, error=error)

    def _say(self, asked: ReplayAsked, done: int, total: int) -> None:
        if self._stopping.is_set():
            raise CancelledReplay
        with writing(self._engine) as session:
            if not beat(session, asked.chain_id, asked.asked_at, done, total, now=self._clock()):
                raise CancelledReplay

    def _replayed(self, asked: ReplayAsked) -> dict[str, Any] | None:
        said = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal said
            if self._stopping.is_set():
                raise CancelledReplay
            if time.monotonic() - said < _BEAT_SECONDS and done > 1:
                return
            said = time.monotonic()
            self._say(asked, done, total)

        with reading_long(self._engine) as session:
            return compared(session, asked, progress)


def compared(
    session: Session, asked: ReplayAsked, progress: Callable[[int, int], None]
) -> dict[str, Any] | None:
    """The result as JSON: `in_force` and, where something is tried, `tried`; None without any scans."""
    span = scan_days(session, asked.chain_id)
    if span is None:
        return None
    end = span[1]
    begin = max(span[0], end - timedelta(days=asked.days - 1))
    stores, everyone = drawn_stores(session, asked.chain_id, asked.stores)
    rows = settings_of(session, asked.chain_id)
    ways = [Rules.of(rows)]
    if asked.trials:
        ways.append(Rules.of(tried_rows(session, asked.chain_id, rows, asked.trials)))
    sums = [Replays(_categories(session, asked.chain_id)) for _ in ways]
    first = max(span[0], begin - timedelta(days=_WARM_DAYS))
    total, begun = (end - first).days + 1, time.perf_counter()
    found = replay_many(session, asked.chain_id, begin, end, ways, stores=stores, history_days=_WARM_DAYS)
    for done, (_, nights) in enumerate(_unheld(session, found), start=1):
        for one, night in zip(sums, nights, strict=False):
            add_night(one, night)
        progress(done, total)
    summaries = [summary_json(one.summary()) for one in sums]
    return {
        "first_day": begin.isoformat(),
        "last_day": end.isoformat(),
        "stores": everyone if stores is None else len(stores),
        "stores_of": everyone,
        "seconds": round(time.perf_counter() - begun, 1),
        "in_force": summaries[0],
        "tried": summaries[1] if len(summaries) > 1 else None,
    }


def add_night(sums: Replays, night: Replayed) -> None:
    """A night of a replay, added up."""
    sums.add(
        night.day,
        night.stores,
        [pair for pair, _ in night.raised],
        [one.pair for one in night.ended],
        night.standing_margin,
    )


def tried_rows(
    session: Session, chain_id: int, rows: Sequence[SilenceSetting], trials: Sequence[Trial]
) -> list[SilenceSetting]:
    """The settings in force with those tried in their places; nothing is saved.

    A SKU that there is none of is passed over.
    """
    found = {(row.category, row.sku_id): row for row in rows}
    ids = {sku.code: key(sku.id) for sku in judged_skus(session, chain_id)}
    for target, values in trials:
        if target.sku and target.sku not in ids:
            continue
        place = ("" if target.sku else target.category, ids[target.sku] if target.sku else None)
        told = {**vars(values), "choice": values.choice or ""}
        found[place] = SilenceSetting(chain_id=chain_id, category=place[0], sku_id=place[1], **told)
    return list(found.values())


def summary_json(summary: Summary) -> dict[str, Any]:
    """A summary as it is kept and answered."""
    return {
        **_tally(summary.total),
        "store_days": summary.store_days,
        "by_category": [{"category": name, **_tally(tally)} for name, tally in summary.by_category.items()],
        "by_day": [{"day": day.isoformat(), "alerts": count} for day, count in summary.by_day.items()],
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "alerts": tally.alerts,
        "a_store_and_day": round(tally.a_store_and_day, 3),
        "sold_within_3": _share(tally.within_3),
        "sold_within_7": _share(tally.within_7),
        "lost_margin": round(tally.lost_margin, 2),
    }


def _share(share: Share) -> dict[str, Any]:
    pct = share.pct
    return {"sold": share.sold, "known": share.known, "pct": None if pct is None else round(pct, 1)}


def _categories(session: Session, chain_id: int) -> dict[int, str]:
    return {key(sku.id): sku.category for sku in judged_skus(session, chain_id)}


def _unheld(
    session: Session, found: Iterator[tuple[date, tuple[Replayed, ...]]]
) -> Iterator[tuple[date, tuple[Replayed, ...]]]:
    """The same; no transaction is held open over many minutes, which would keep the database from tidying up."""
    for night in found:
        session.expunge_all()
        session.rollback()
        yield night
