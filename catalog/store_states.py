"""What stores showed at a moment: by category the latest of the days read that showed it, and that day's lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from catalog.distribution_facts import Moment, PointCount, PointTotal, Snapshot, StoreVisit
from catalog.shelf_lines import Flags, Ints, ShelfLines


@dataclass(frozen=True, eq=False)
class StoreStates:
    """D days of stores, any order, and L lines of them.

    `visits` (D); `owner` (L) the place of each line's day in `visits`, `lines`
    (L), `place` (L) the category of each line's SKU as a place in `categories`, `asked` (L) whether the report is about
    the SKU; lines of other categories are left out. A day shows a category with a SKU that has facings: one that a plan
    misses is no view of its whole category.
    """

    visits: Sequence[StoreVisit]
    categories: Sequence[str]
    owner: Ints
    lines: ShelfLines
    place: Ints
    asked: Flags
    _order: Ints = field(init=False)
    _days: Ints = field(init=False)
    _starts: Ints = field(init=False)
    _shown: Flags = field(init=False)
    _found: dict[tuple[Moment, int], Ints] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        if not len(self.owner) == len(self.lines) == len(self.place) == len(self.asked):
            raise ValueError(f"expected {len(self.lines)} lines, got {len(self.owner)} owners")
        stores = np.array([visit.store for visit in self.visits], np.int64)
        days = np.array([visit.day.toordinal() for visit in self.visits], np.int64)
        order = np.lexsort((days, stores))
        starts = np.flatnonzero(np.diff(stores[order], prepend=-1))
        shown = np.zeros((len(self.visits), len(self.categories)), np.bool_)
        there = self.lines.facings > 0
        shown[self.owner[there], self.place[there]] = True
        made = {"_order": order, "_days": days[order], "_starts": starts, "_shown": shown[order]}
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def missing(self, moment: Moment, skipped: int = 0) -> frozenset[tuple[int, str]]:
        """Stores with a day in time, and the categories of which they have no state."""
        if not len(self.visits):
            return frozenset()
        inside = np.logical_or.reduceat(self._inside(moment), self._starts)
        rows, places = np.nonzero((self._latest(moment, skipped) < 0) & inside[:, None])
        stores = [self.visits[at].store for at in self._order[self._starts[rows]].tolist()]
        return frozenset(zip(stores, (self.categories[at] for at in places.tolist()), strict=True))

    def snapshot(self, moment: Moment, skipped: int = 0) -> Snapshot:
        """The states at the moment; `skipped` 1: those of the visit before the latest."""
        latest = self._latest(moment, skipped)
        visits = {}
        for row, category in zip(*np.nonzero(latest >= 0), strict=True):
            visit = self.visits[latest[row, category]]
            visits[visit.store, self.categories[category]] = visit
        return Snapshot(visits, self.lines.only(self._told(latest)))

    def total(self, moment: Moment) -> PointTotal:
        """How many stores have a state at the moment, by category."""
        stores = (self._latest(moment, 0) >= 0).sum(axis=0).tolist()
        return PointTotal(moment.day, {c: n for c, n in zip(self.categories, stores, strict=True) if n})

    def counts(self, moment: Moment, point: int) -> tuple[PointCount, ...]:
        """Each SKU at the moment, number `point` of a series, where any store has a line of it."""
        told = self.lines.only(self._told(self._latest(moment, 0)))
        skus, which = np.unique(told.sku, return_inverse=True)
        stores = np.bincount(which[told.facings > 0], minlength=len(skus))
        facings = np.bincount(which, weights=told.facings, minlength=len(skus))
        rows = zip(skus.tolist(), stores.tolist(), facings.tolist(), strict=True)
        return tuple(PointCount(sku, point, int(n), int(columns)) for sku, n, columns in rows)

    def _inside(self, moment: Moment) -> Flags:
        return np.asarray((self._days >= moment.since.toordinal()) & (self._days <= moment.day.toordinal()))

    def _latest(self, moment: Moment, skipped: int) -> Ints:
        """(S, C) the place in `visits` of each store's latest day that showed the category in time, -1 for none."""
        if (moment, skipped) not in self._found:
            self._found[moment, skipped] = self._look(moment, skipped)
        return self._found[moment, skipped]

    def _look(self, moment: Moment, skipped: int) -> Ints:
        if not len(self.visits):
            return np.empty((0, len(self.categories)), np.int64)
        rows = np.arange(len(self.visits))[:, None]
        candidates = np.where(self._shown & self._inside(moment)[:, None], rows, -1)
        latest = np.maximum.reduceat(candidates, self._starts)
        for _ in range(skipped):
            of_store = np.repeat(latest, np.diff(self._starts, append=len(rows)), axis=0)
            candidates[candidates == of_store] = -1
            latest = np.maximum.reduceat(candidates, self._starts)
        return np.where(latest >= 0, self._order[latest], -1)

    def _told(self, latest: Ints) -> Flags:
        """(L,) the lines that the report is about, of the days that are the state of their category."""
        state = np.zeros((len(self.visits), len(self.categories)), np.bool_)
        rows, categories = np.nonzero(latest >= 0)
        state[latest[rows, categories], categories] = True
        return np.asarray(state[self.owner, self.place] & self.asked)
