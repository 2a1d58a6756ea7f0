"""Reading the days that tell the states of stores at the moments of a distribution report."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from sqlalchemy import CTE, Date, Integer, case, column, func, true, values
from sqlmodel import Session, col, select

from catalog.distribution_facts import DistributionScope, Moment, StoreVisit
from catalog.queries_distribution import of_skus, of_stores
from catalog.rows import key
from catalog.shelf_lines import unpack_lines
from catalog.store_states import StoreStates
from catalog.tables import Sku, Store, User
from catalog.tables_history import ShelfDay, ShelfDayPack, ShelfDaySku

FEW_STORES: Final = 100
"""So many stores without a state of a category are read whole; of more it is first asked when each showed it at all."""


def store_states(
    session: Session, user: User, scope: DistributionScope, moments: Sequence[Moment], *, before: Moment
) -> StoreStates:
    """What tells the states of the scope's stores at each moment, and of the visits before the latest at `before`.

    First each store's latest days are read alone, for mostly they show every category there is; then all days of the
    stores of which some category may have been shown by an older day.
    """
    points = [(m.since, m.day, 0) for m in moments] + [
        (before.since, before.day, skipped) for skipped in (0, 1)
    ]
    skus = _skus_by_category(session, user, scope)
    here = of_stores(user, scope)
    latest = _latest_days(points, here)
    found = _read_days(session, col(ShelfDay.id).in_(select(latest.c.shelf_day_id)))
    states = _states(found, skus)
    since, until = min(m.since for m in (*moments, before)), max(m.day for m in (*moments, before))
    asked = [(before, 1), *((moment, 0) for moment in moments)]
    open_stores = _open_stores(session, user, states, asked, since, until)
    if not open_stores:
        return states
    own = select(Store.id).where(*here)
    if len(open_stores) <= _MOST_NAMED:
        own = own.where(col(Store.id).in_(open_stores))
    more = _read_days(session, col(ShelfDay.store_id).in_(own), col(ShelfDay.day).between(since, until))
    again = {visit.store for visit, _ in more}
    return _states([*(day for day in found if day[0].store not in again), *more], skus)


_Day = tuple[StoreVisit, bytes]
_MOST_NAMED: Final = 10_000
"""So many values go into one statement on every database."""


def _latest_days(points: Sequence[tuple[date, date, int]], here: Sequence[Any]) -> CTE:
    """(shelf_day_id): for each store and each (since, until, skipped) the latest day in between but so many."""
    columns = column("since", Date), column("day", Date), column("skipped", Integer)
    asked: CTE = values(*columns, name="points").data(list(points)).cte("points")

    def latest(skipped: int) -> Any:
        query = select(ShelfDay.id).where(
            ShelfDay.store_id == Store.id, col(ShelfDay.day).between(asked.c.since, asked.c.day)
        )
        newest_first = query.order_by(col(ShelfDay.day).desc()).offset(skipped).limit(1)
        return newest_first.correlate(Store, asked).scalar_subquery()

    each = case((asked.c.skipped == 0, latest(0)), else_=latest(1))
    found: CTE = (
        _wide(each.label("shelf_day_id")).join_from(Store, asked, true()).where(*here).distinct().cte()
    )
    return found


def _read_days(session: Session, *wanted: Any) -> list[_Day]:
    """The days with their lines, packed."""
    day = ShelfDay.store_id, ShelfDay.day, ShelfDay.facings, ShelfDay.unknown, ShelfDay.photos
    query = (
        _wide(*day, ShelfDayPack.lines)
        .join_from(ShelfDay, ShelfDayPack, col(ShelfDayPack.shelf_day_id) == ShelfDay.id)
        .where(*wanted)
    )
    return [(StoreVisit(*row), lines) for *row, lines in session.exec(query)]


@dataclass(frozen=True)
class _Span:
    first: date
    last: date

    def may_tell(self, moment: Moment, skipped: int) -> bool:
        """Whether there can be a day in time, and one before it where `skipped`."""
        return (
            self.first <= moment.day and self.last >= moment.since and (not skipped or self.first < self.last)
        )


def _open_stores(
    session: Session,
    user: User,
    states: StoreStates,
    asked: Sequence[tuple[Moment, int]],
    since: date,
    until: date,
) -> set[int]:
    """Stores of which an older day than those read may show a category that has no state."""
    missing = [(moment, skipped, states.missing(moment, skipped)) for moment, skipped in asked]
    stores: dict[str, set[int]] = defaultdict(set)
    for _, _, pairs in missing:
        for store, category in pairs:
            stores[category].add(store)
    many = {category for category, found in stores.items() if len(found) > FEW_STORES}
    spans = _spans(session, user, many, since, until) if many else {}
    return {
        store
        for moment, skipped, pairs in missing
        for store, category in pairs
        if category not in many
        or ((span := spans.get((store, category))) is not None and span.may_tell(moment, skipped))
    }


def _spans(
    session: Session, user: User, categories: set[str], since: date, until: date
) -> dict[tuple[int, str], _Span]:
    """The first and the last day in between on which each store showed each of the categories."""
    query = (
        _wide(ShelfDay.store_id, Sku.category, func.min(ShelfDay.day), func.max(ShelfDay.day))
        .join_from(Sku, ShelfDaySku, col(ShelfDaySku.sku_id) == Sku.id)
        .join(ShelfDay, col(ShelfDay.id) == ShelfDaySku.shelf_day_id)
        .where(
            Sku.chain_id == user.chain_id,
            col(Sku.category).in_(categories),
            col(ShelfDaySku.facings) > 0,
            col(ShelfDay.day).between(since, until),
        )
        .group_by(col(ShelfDay.store_id), col(Sku.category))
    )
    return {(store, category): _Span(*days) for store, category, *days in session.exec(query)}


def _skus_by_category(session: Session, user: User, scope: DistributionScope) -> dict[int, tuple[str, bool]]:
    """The SKUs of the scope's categories by id: the category, and whether the report is about the SKU itself."""
    categories = select(Sku.category).where(*of_skus(user, scope))
    asked = set(session.exec(select(col(Sku.id)).where(*of_skus(user, scope))))
    query = select(col(Sku.id), Sku.category).where(
        Sku.chain_id == user.chain_id, col(Sku.category).in_(categories)
    )
    return {key(sku): (category, sku in asked) for sku, category in session.exec(query)}


def _states(days: list[_Day], skus: dict[int, tuple[str, bool]]) -> StoreStates:
    categories = sorted({category for category, _ in skus.values()})
    ids = np.array(sorted(skus), np.int64)
    place = np.array([categories.index(skus[sku][0]) for sku in ids.tolist()], np.int64)
    asked = np.array([skus[sku][1] for sku in ids.tolist()], np.bool_)
    visits = [visit for visit, _ in days]
    stores = np.array([visit.store for visit in visits], np.int64)
    owner, lines = unpack_lines([pack for _, pack in days], stores)
    known = np.isin(lines.sku, ids)
    which = np.searchsorted(ids, lines.sku[known])
    return StoreStates(visits, categories, owner[known], lines.only(known), place[which], asked[which])


def _wide(*columns: Any) -> Any:
    """A query for these columns: the typed `select` knows no more than four."""
    wide: Any = select
    return wide(*columns)
