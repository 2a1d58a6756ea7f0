"""What each store sold in four weeks, kept: summing a large chain's till takes seconds, a page may not."""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import Engine

from catalog.database import reading
from catalog.queries_heat import sales_mark, sales_of_stores

_LOG: Final = logging.getLogger("paimian.board")
DAYS: Final = 28
OLDEST: Final = timedelta(minutes=15)
"""What is shown is never older, once it is there."""
PATIENCE_SECONDS: Final = 0.3
"""A page waits so long for the first sum, and goes without it after that."""


@dataclass(frozen=True)
class Sales:
    """Money by store id, as of a moment; `mark` is the last feed that it counts."""

    mark: int
    day: date
    as_of: datetime
    by_store: Mapping[int, Decimal]


class StoreSales:
    """The last sums of each chain; a thread makes them anew when a feed came or they are old."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._kept: dict[int, Sales] = {}
        self._working: dict[int, threading.Thread] = {}

    def of(self, chain_id: int, today: date, now: datetime) -> Sales | None:
        """The chain's sales of the four weeks before `today`; None while they are summed for the first time."""
        with reading(self._engine) as session:
            mark = sales_mark(session, chain_id)
        with self._lock:
            kept = self._kept.get(chain_id)
        if kept is not None and (kept.mark, kept.day) == (mark, today) and now - kept.as_of < OLDEST:
            return kept
        thread = self._renew(chain_id, mark, today, now)
        if kept is None or now - kept.as_of >= OLDEST or kept.day != today:
            thread.join(PATIENCE_SECONDS)
        with self._lock:
            return self._kept.get(chain_id)

    def _renew(self, chain_id: int, mark: int, today: date, now: datetime) -> threading.Thread:
        with self._lock:
            working = self._working.get(chain_id)
            if working is not None and working.is_alive():
                return working
            thread = threading.Thread(
                target=self._sum, args=(chain_id, mark, today, now), name="paimian sales", daemon=True
            )
            self._working[chain_id] = thread
            thread.start()
            return thread

    def _sum(self, chain_id: int, mark: int, today: date, now: datetime) -> None:
        begun = time.perf_counter()
        try:
            with reading(self._engine) as session:
                found = sales_of_stores(
                    session, chain_id, today - timedelta(days=DAYS), today - timedelta(days=1)
                )
        except Exception:
            _LOG.exception("the sales of chain %s could not be summed", chain_id)
            return
        with self._lock:
            self._kept[chain_id] = Sales(mark, today, now, found)
        _LOG.info("sales of %s stores summed in %.1f s", len(found), time.perf_counter() - begun)
