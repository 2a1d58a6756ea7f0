"""The states worked out in columns are those that their definition gives, store by store and day by day."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.distribution_facts import Moment, PointTotal, StoreVisit
from catalog.shelf_lines import ShelfLine, ShelfLines, pack_lines, unpack_lines
from catalog.store_states import StoreStates

DAY = date(2026, 11, 20)
CATEGORIES = ("水", "茶")
CATEGORY = {1: "水", 2: "水", 3: "茶"}
ASKED = {1, 3}
Days = dict[tuple[int, int], dict[int, int]]
"""By store and days back: facings by SKU."""


def states_of(days: Days) -> StoreStates:
    visits = [StoreVisit(store, DAY - timedelta(days=back), 9, 1, 1) for store, back in days]
    packs = [pack_lines((sku, n, n == 0) for sku, n in lines.items()) for lines in days.values()]
    owner, lines = unpack_lines(packs, np.array([visit.store for visit in visits], np.int64))
    place = np.array([CATEGORIES.index(CATEGORY[sku]) for sku in lines.sku.tolist()], np.int64)
    return StoreStates(visits, CATEGORIES, owner, lines, place, np.isin(lines.sku, list(ASKED)))


def defined(days: Days, moment: Moment, skipped: int) -> tuple[dict[tuple[int, str], date], set[ShelfLine]]:
    """By the words of the definition: for each store and category the latest day in time that showed it."""
    visits, lines = {}, set()
    for store in {store for store, _ in days}:
        for category in CATEGORIES:
            shown = sorted(
                back
                for (owner, back), skus in days.items()
                if owner == store
                and moment.since <= DAY - timedelta(days=back) <= moment.day
                and any(n and CATEGORY[sku] == category for sku, n in skus.items())
            )
            if len(shown) > skipped:
                back = shown[skipped]
                visits[store, category] = DAY - timedelta(days=back)
                lines |= {
                    ShelfLine(store, sku, n, n == 0)
                    for sku, n in days[store, back].items()
                    if CATEGORY[sku] == category and sku in ASKED
                }
    return visits, lines


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 3), st.integers(0, 9)),
        st.dictionaries(st.sampled_from([1, 2, 3]), st.integers(0, 2), max_size=3),
        max_size=12,
    ),
    st.integers(0, 4),
    st.integers(1, 8),
    st.integers(0, 1),
)
def test_states_are_as_defined(days: Days, last: int, within: int, skipped: int) -> None:
    states, moment = states_of(days), Moment.at(DAY - timedelta(days=last), within)
    snapshot = states.snapshot(moment, skipped)
    visits, lines = defined(days, moment, skipped)
    assert {pair: visit.day for pair, visit in snapshot.visits.items()} == visits
    assert set(snapshot.lines) == lines
    here, told = defined(days, moment, 0)
    total = {c: n for c in CATEGORIES if (n := sum(category == c for _, category in here))}
    assert states.total(moment) == PointTotal(moment.day, total)
    assert {(count.sku, count.stores, count.facings) for count in states.counts(moment, 0)} == {
        (sku, sum(line.facings > 0 for line in own), sum(line.facings for line in own))
        for sku in {line.sku for line in told}
        if (own := [line for line in told if line.sku == sku])
    }
    inside = {s for s, back in days if moment.since <= DAY - timedelta(days=back) <= moment.day}
    missing = {(s, c) for s in inside for c in CATEGORIES if (s, c) not in visits}
    assert states.missing(moment, skipped) == missing


def test_columns_and_packs_refuse_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match=r"2\^32"):
        pack_lines([(2**32, 1, False)])
    with pytest.raises(ValueError, match=r"2\^32"):
        pack_lines([(1, -1, False)])
    one = np.array([1])
    with pytest.raises(ValueError, match="one length"):
        ShelfLines(one, one, np.array([1, 2]), one > 0)
