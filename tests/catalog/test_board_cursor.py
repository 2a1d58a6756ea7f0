"""A cursor over ids that become visible in any order: nothing is missed, nothing comes twice."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.board_cursor import GAPS_MOST, BoardCursor


@given(st.lists(st.integers(1, 60), unique=True, max_size=40), st.integers(0, 10), st.randoms())
def test_whatever_the_order_each_is_new_once(ids: list[int], start: int, chance: random.Random) -> None:
    """Rows become visible in the order of `ids`; now and then the reader goes away and comes back by its text."""
    cursor, got, visible = BoardCursor(start), [], []
    for one in ids:
        visible.append(one)
        if chance.random() < 0.5:
            fresh = sorted(n for n in visible if cursor.is_new(n))
            got += fresh
            cursor = BoardCursor.parse(str(cursor.after(fresh)))
    got += (rest := [n for n in visible if cursor.is_new(n)])
    cursor = cursor.after(rest)
    assert sorted(got) == sorted(n for n in ids if n > start)
    assert not any(cursor.is_new(n) for n in ids)
    assert cursor.after(got) == cursor


def test_a_long_run_that_comes_late_is_one_gap() -> None:
    cursor = BoardCursor(10).after([12_000])
    assert str(cursor) == "12000.11-11999"
    assert cursor.after(range(11, 12_000)) == BoardCursor(12_000)


def test_the_oldest_gaps_are_let_go() -> None:
    cursor = BoardCursor().after(range(2, 2 * GAPS_MOST + 10, 2))
    assert len(cursor.missing) == GAPS_MOST
    assert cursor.is_new(2 * GAPS_MOST + 7)
    assert not cursor.is_new(1)


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "5.7", "9.3-1", "9.2.2", "9.5.3", "9.3-9", "9.", "٣", "1" * 30]
)
def test_nonsense_is_no_cursor(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        BoardCursor.parse(text)
