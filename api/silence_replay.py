"""The past judged again, as if each night had been tonight: what other thresholds would have said. Nothing is saved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlmodel import Session

from alerts.silence_rules import DEFAULT_RULES, Silence, choose_silences
from api.silence_run import Rules, judging_for
from api.till_memory import Tills, empty, not_carried
from api.till_nights import HISTORY_DAYS, OneNight, nights
from catalog.queries_silence import judged_skus
from catalog.queries_till import carried, scan_days, sku_ids, store_ids

Pair = tuple[int, int]


@dataclass(frozen=True)
class Replayed:
    """A night of the past: `stores` that told, `pairs` known, the alerts it would have raised by ids of store and
    SKU, and how many of those standing had ended by a sale."""

    day: date
    stores: int
    pairs: int
    raised: tuple[tuple[Pair, Silence], ...]
    sold_again: int


def replay(session: Session, chain_id: int, begin: date, end: date, rules: Rules) -> Iterator[Replayed]:
    """Each night from `begin` to `end`; the days before, up to `HISTORY_DAYS`, are taken in to know the rates.

    An alert stands until its product sells; then the pair is hushed as after a person's closing.
    """
    span = scan_days(session, chain_id)
    if span is None or span[0] > end:
        return
    first = max(span[0], begin - timedelta(days=HISTORY_DAYS))
    tills = empty(store_ids(session, chain_id), sku_ids(session, chain_id), first.toordinal() - 1)
    skus, listings = judged_skus(session, chain_id), carried(session, chain_id)
    standing = _Standing()
    for found in nights(session, chain_id, tills, listings, end):
        if found.day < begin:
            continue
        ended = standing.end(found)
        ordinal = found.day.toordinal()
        hushed = standing.hushed(found.tills, ordinal) | not_carried(found.tills, listings, ordinal)
        judging = judging_for(session, chain_id, found.tills, skus, rules, hushed, found.day)
        chosen = choose_silences(found.night, judging)
        standing.open(found.tills, chosen)
        yield Replayed(
            day=found.day,
            stores=found.told,
            pairs=len(found.tills.state.store),
            raised=tuple((found.tills.ids_of(one.pair), one) for one in chosen),
            sold_again=ended,
        )


_NOBODY: Final = np.zeros(0, np.int64)


class _Standing:
    """Pairs whose alert is open, by their keys, and when others' ended."""

    def __init__(self) -> None:
        self._open = _NOBODY
        self._ended: dict[int, int] = {}

    def open(self, tills: Tills, chosen: tuple[Silence, ...]) -> None:
        keys = tills.keys()[[one.pair for one in chosen]] if chosen else _NOBODY
        self._open = np.union1d(self._open, keys)

    def end(self, found: OneNight) -> int:
        """Close what sold."""
        keys = found.tills.keys()
        selling = keys[found.night.state.run_days == 0]
        over = np.intersect1d(self._open, selling)
        self._open = np.setdiff1d(self._open, over)
        self._ended |= dict.fromkeys(map(int, over), found.day.toordinal())
        return len(over)

    def hushed(self, tills: Tills, day: int) -> npt.NDArray[np.bool_]:
        """Pairs (P,) that say nothing tonight."""
        cooling = [k for k, ended in self._ended.items() if day - ended < DEFAULT_RULES.cooldown_days]
        return np.isin(tills.keys(), np.union1d(self._open, np.array(cooling, np.int64)))
