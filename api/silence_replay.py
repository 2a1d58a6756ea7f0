"""The past judged again, as if each night had been tonight: what other thresholds would have said. Nothing is saved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlmodel import Session

from alerts.silence_night import Night
from alerts.silence_rules import Judging, Silence, choose_silences
from api.silence_run import Rules, judging_for
from api.till_memory import Ids, Tills, empty, not_carried
from api.till_nights import HISTORY_DAYS, OneNight, nights
from catalog.queries_silence import judged_skus
from catalog.queries_till import carried, scan_days, sku_ids, store_ids

Pair = tuple[int, int]
SEED: Final = 6
"""Of the draw of stores, always the same: two replays compare like with like."""


@dataclass(frozen=True)
class Ended:
    """A standing alert whose product sold: the day it had been raised, and what its silence cost by then, in units
    that a shelf without the product costs and as margin."""

    pair: Pair
    raised: date
    lost_margin: float


@dataclass(frozen=True)
class Replayed:
    """A night of the past: `stores` that told, `pairs` known, the alerts it would have raised by ids of store and
    SKU, those that ended by a sale, and the margin lost so far of those that stand."""

    day: date
    stores: int
    pairs: int
    raised: tuple[tuple[Pair, Silence], ...]
    ended: tuple[Ended, ...]
    standing_margin: dict[Pair, float]

    @property
    def sold_again(self) -> int:
        """How many of those standing had ended by a sale."""
        return len(self.ended)


def replay(
    session: Session, chain_id: int, begin: date, end: date, rules: Rules, *, stores: Ids | None = None
) -> Iterator[Replayed]:
    """Each night from `begin` to `end` by one set of rules (`replay_many`)."""
    for _, found in replay_many(session, chain_id, begin, end, [rules], stores=stores):
        yield from found


def replay_many(
    session: Session,
    chain_id: int,
    begin: date,
    end: date,
    ways: Sequence[Rules],
    *,
    stores: Ids | None = None,
    history_days: int = HISTORY_DAYS,
) -> Iterator[tuple[date, tuple[Replayed, ...]]]:
    """Each night up to `end` by several sets of rules; the days before `begin`, up to `history_days`, are taken in to
    know the rates and come with nothing.

    An alert stands until its product sells; then the pair is hushed as after a person's closing.

    Args:
        stores: ids, ascending, of those to look at; None: all.
    """
    span = scan_days(session, chain_id)
    if span is None or span[0] > end:
        return
    first = max(span[0], begin - timedelta(days=history_days))
    asked = store_ids(session, chain_id) if stores is None else stores
    tills = empty(asked, sku_ids(session, chain_id), first.toordinal() - 1)
    skus, listings = judged_skus(session, chain_id), carried(session, chain_id, stores)
    lives = [_Standing() for _ in ways]
    for found in nights(session, chain_id, tills, listings, end, sampled=stores is not None):
        if found.day < begin:
            yield found.day, ()
            continue
        ordinal = found.day.toordinal()
        left = not_carried(found.tills, listings, ordinal)
        done = []
        for rules, standing in zip(ways, lives, strict=True):
            ended = standing.end(found)
            hushed = standing.hushed(found.tills, ordinal, rules.cooldown_days) | left
            judging = judging_for(session, chain_id, found.tills, skus, rules, hushed, found.day)
            chosen = choose_silences(found.night, judging)
            standing.open(found.tills, chosen, found.day)
            done.append(
                Replayed(
                    day=found.day,
                    stores=found.told,
                    pairs=len(found.tills.state.store),
                    raised=tuple((found.tills.ids_of(one.pair), one) for one in chosen),
                    ended=ended,
                    standing_margin=standing.margins(found.tills, found.night, judging),
                )
            )
        yield found.day, tuple(done)


def drawn_stores(session: Session, chain_id: int, most: int) -> tuple[Ids | None, int]:
    """At most so many of the chain's stores, drawn at random with a fixed seed (None: all of them), and of how many."""
    everyone = store_ids(session, chain_id)
    if len(everyone) <= most:
        return None, len(everyone)
    drawn = np.random.default_rng(SEED).choice(everyone, most, replace=False)
    return np.sort(drawn), len(everyone)


class _Standing:
    """Alerts that are open by the pair's ids: the day of each and the margin lost so far; and when others ended."""

    def __init__(self) -> None:
        self._open: dict[Pair, tuple[date, float]] = {}
        self._ended: dict[Pair, int] = {}

    def open(self, tills: Tills, chosen: tuple[Silence, ...], day: date) -> None:
        self._open |= {tills.ids_of(one.pair): (day, 0.0) for one in chosen}

    def end(self, found: OneNight) -> tuple[Ended, ...]:
        """Close what sold."""
        pairs = list(self._open)
        rows = _rows(found.tills, pairs)
        over = [pair for pair, row in zip(pairs, rows, strict=True) if found.night.state.run_days[row] == 0]
        ended = tuple(Ended(pair, *self._open.pop(pair)) for pair in over)
        self._ended |= dict.fromkeys(over, found.day.toordinal())
        return ended

    def hushed(self, tills: Tills, day: int, cooldown_days: int) -> npt.NDArray[np.bool_]:
        """Pairs (P,) that say nothing tonight."""
        cooling = [pair for pair, ended in self._ended.items() if day - ended < cooldown_days]
        hushed = np.zeros(tills.state.store.shape, bool)
        hushed[_rows(tills, [*self._open, *cooling])] = True
        return hushed

    def margins(self, tills: Tills, night: Night, judging: Judging) -> dict[Pair, float]:
        """What each standing silence costs so far."""
        pairs = list(self._open)
        rows = _rows(tills, pairs)
        lost = night.gone[rows] * night.expected[rows] * judging.margin[tills.state.sku[rows]]
        told = {pair: float(one) for pair, one in zip(pairs, lost, strict=True)}
        self._open = {pair: (day, told[pair]) for pair, (day, _) in self._open.items()}
        return told


def _rows(tills: Tills, pairs: Sequence[Pair]) -> npt.NDArray[np.int64]:
    """Rows of pairs that are known, in their order."""
    if not pairs:
        return np.zeros(0, np.int64)
    store, sku = np.array(pairs, np.int64).T
    keys = np.searchsorted(tills.store_ids, store) * len(tills.sku_ids) + np.searchsorted(tills.sku_ids, sku)
    rows: npt.NDArray[np.int64] = np.searchsorted(tills.keys(), keys)
    return rows
