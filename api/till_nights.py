"""Nights, one after the other: each day's scans are taken into what is remembered, the last one is judged.

A night costs its day's rows, not the history. Missed nights are made good; a feed that comes late takes the chain back
to a checkpoint, at most two weeks, and on from there.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlmodel import Session

from alerts.silence_night import Night, take_day
from alerts.till_effects import OUTAGE_UNITS
from api.till_memory import Tills, empty, not_carried, recalled, to_store, units_of, with_pairs
from catalog.queries_aside import feed_coming
from catalog.queries_till import (
    Carried,
    carried,
    chain_state,
    checkpoint_day,
    closed_stores,
    late_from,
    newest_feed,
    scan_days,
    scans_of_day,
    sku_ids,
    store_ids,
)
from catalog.tables_till import StateKept
from catalog.till_states import StoredTills, load_tills

_LOG: Final = logging.getLogger("paimian.silence")
HISTORY_DAYS: Final = 180
"""A chain whose past is not remembered is judged by so many days of it."""
CHECKPOINT_DAYS: Final = 7
"""A checkpoint is kept after so many nights, and the one before it: feeds up to so late cost few nights anew."""
_WEEKDAY_STEP: Final = 0.1
_EARLIER: Final[tuple[StateKept, ...]] = ("checkpoint", "older")


@dataclass(frozen=True)
class Judged:
    """The last night, and what to remember: `tills` as of it, as a checkpoint too where one is due.

    `silent_stores` are ids of open stores that told nothing, or next to nothing, where much was sure to sell;
    `told` counts stores whose feed came. `left` (P,) are pairs out of the store's range. `days` were taken in.
    """

    night: Night
    tills: Tills
    left: npt.NDArray[np.bool_]
    silent_stores: tuple[int, ...]
    told: int
    days: tuple[date, ...]
    newest: StoredTills
    checkpoint_due: bool


def judge_until(
    session: Session, chain_id: int, today: date, *, on_day: Callable[[date], None] = lambda day: None
) -> Judged | None:
    """Take in every day up to `today` that was not yet; None when no till ever told of one, or nothing is new.

    Reads, and changes nothing: the caller saves `newest` with what follows of the night.
    """
    span = scan_days(session, chain_id)
    if span is None or span[0] > today:
        return None
    feed = newest_feed(session, chain_id)
    tills, kept, until = _begin(session, chain_id, span[0], today)
    listings = carried(session, chain_id)
    if tills.state.day >= until.toordinal():
        return None
    days: list[date] = []
    for found in nights(session, chain_id, tills, listings, until):
        on_day(found.day)
        days.append(found.day)
        tills = found.tills
    return Judged(
        night=found.night,
        tills=tills,
        left=not_carried(tills, listings, until.toordinal()),
        silent_stores=found.silent_stores,
        told=found.told,
        days=tuple(days),
        newest=to_store(tills, feed),
        checkpoint_due=kept is None or (until - kept).days >= CHECKPOINT_DAYS,
    )


def is_due(session: Session, chain_id: int, today: date, *, wait: bool, late: bool, now: datetime) -> bool:
    """Whether `judge_until` would find anything to do, without reading much.

    With `wait` a day that no till has told of, or while a feed is being taken in, is not taken in yet; with `late`
    feeds of days before count.
    """
    if wait and feed_coming(session, chain_id, now):
        return False
    span = scan_days(session, chain_id)
    if span is None or span[0] > today:
        return False
    state = chain_state(session, chain_id, "newest")
    if state is None or (state.day < today and (span[1] > state.day or not wait)):
        return not wait or span[1] >= today
    return late and late_from(session, chain_id, state.scan_file_id, state.day) is not None


@dataclass(frozen=True)
class OneNight:
    """A day taken in: its night, the tills after it, stores (ids) without a feed, how many told."""

    day: date
    night: Night
    tills: Tills
    silent_stores: tuple[int, ...]
    told: int


def nights(
    session: Session, chain_id: int, tills: Tills, listings: Carried, until: date, *, sampled: bool = False
) -> Iterator[OneNight]:
    """Each day after the state's up to `until`, in turn; `sampled`: of the stores of `tills` alone."""
    asked = tills.store_ids if sampled else None
    for ordinal in range(tills.state.day + 1, until.toordinal() + 1):
        day = date.fromordinal(ordinal)
        scans = scans_of_day(session, chain_id, day, asked)
        closed = closed_stores(session, chain_id, day)
        tills = with_pairs(tills, scans, listings, ordinal)
        stores = tills.state.stores
        feed = np.zeros(len(tills.store_ids), bool)
        feed[np.searchsorted(tills.store_ids, np.unique(scans.store_id))] = True
        shut = np.isin(tills.store_ids, list(closed)) if closed is not None else np.ones(len(feed), bool)
        usual = float(tills.weekdays[day.weekday()])
        night = take_day(
            tills.state, units_of(tills, scans), (feed & ~shut)[:stores], day=ordinal, usual=usual
        )
        much = night.effects.expected >= OUTAGE_UNITS
        mute = (~feed & ~shut)[:stores] & much | night.effects.silent
        tills = replace(
            tills, state=night.state, weekdays=_weekdays(tills, night, (feed & ~shut)[:stores], day)
        )
        silent = tuple(int(store) for store in tills.store_ids[:stores][mute])
        yield OneNight(day, night, tills, silent, int(feed.sum()))


def _begin(session: Session, chain_id: int, first: date, today: date) -> tuple[Tills, date | None, date]:
    """Where to go on from, the day of the checkpoint that is there, and the day to go on to: what was judged once
    stays judged."""
    stores, skus = store_ids(session, chain_id), sku_ids(session, chain_id)
    newest = load_tills(session, chain_id)
    if newest is not None:
        kept = checkpoint_day(session, chain_id)
        late = late_from(session, chain_id, newest.scan_file_id, newest.day)
        if late is None:
            return recalled(newest, stores, skus), kept, today
        today = max(today, newest.day)
        for which in _EARLIER:
            earlier = load_tills(session, chain_id, which)
            if earlier is not None and earlier.day < late:
                _LOG.info("a feed of %s came late: judged anew from %s on", late, earlier.day)
                return recalled(earlier, stores, skus), kept, today
        _LOG.info("a feed of %s came late: all is judged anew", late)
    begin = max(first, today - timedelta(days=HISTORY_DAYS - 1))
    return empty(stores, skus, begin.toordinal() - 1), None, today


def _weekdays(tills: Tills, night: Night, told: npt.NDArray[np.bool_], day: date) -> npt.NDArray[np.float64]:
    """The weekday's usual factor moves a little towards what told stores had."""
    counted = told & ~night.effects.silent
    if not counted.any():
        return tills.weekdays
    moved = tills.weekdays.copy()
    seen = float(np.clip(np.median(night.effects.store[counted]), 0.3, 3.0))
    moved[day.weekday()] += _WEEKDAY_STEP * (seen - moved[day.weekday()])
    return moved
