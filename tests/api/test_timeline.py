"""The timeline's pixels: bars within the picture, in the given order, what runs reaches to today."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.timeline import ROW, Span, timeline

LAST = date(2026, 11, 25)
FIRST = LAST - timedelta(29)


def span(begin: int, end: int, *, group: str = "红果", running: bool = False, words: str = "1. 红果") -> Span:
    first, last = LAST - timedelta(begin), LAST - timedelta(end)
    return Span(words, group, first, last, running, [(first, 1), (last, 4)], "#action-1")


def test_a_bar_reaches_from_its_first_to_its_last_day() -> None:
    chart = timeline([span(29, 0), span(20, 10, running=True), span(5, 5)], FIRST, LAST, width=980)
    assert chart is not None
    whole, running, point = chart.bars
    assert (whole.x0, whole.x1, whole.open_x) == (chart.left, chart.right, None)
    assert running.open_x == chart.right
    assert point.x0 == point.x1
    assert point.open_x is None
    assert [dot.r for dot in whole.dots] == [3.8, 6.0], "the more stores the larger"
    assert whole.dots[1].words == "11-25 · 4"
    assert [bar.y - whole.y for bar in chart.bars] == [0, ROW, 2 * ROW]


def test_a_brand_has_one_colour_and_a_key() -> None:
    chart = timeline([span(9, 1), span(8, 1, group="山泉"), span(7, 1)], FIRST, LAST, width=350, ticks=4)
    assert chart is not None
    assert [bar.tint for bar in chart.bars] == [1, 2, 1]
    assert chart.keys == ((1, "红果"), (2, "山泉"))
    assert chart.ticks[-1].words == "11-25"
    assert len(chart.ticks) <= 5


def test_words_are_cut_to_the_room() -> None:
    chart = timeline([span(9, 1, words="长" * 100)], FIRST, LAST, width=350)
    assert chart is not None
    assert chart.bars[0].words.endswith("…")
    assert len(chart.bars[0].words) * 13 <= 350


def test_nothing_to_draw() -> None:
    assert timeline([], FIRST, LAST, width=980) is None


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.booleans()), min_size=1, max_size=12))
def test_everything_lies_within_the_picture(rows: list[tuple[int, int, bool]]) -> None:
    spans = [span(max(a, b), min(a, b), running=on) for a, b, on in rows]
    chart = timeline(spans, FIRST, LAST, width=350)
    assert chart is not None
    for bar in chart.bars:
        assert chart.left <= bar.x0 <= bar.x1 <= chart.right
        assert 0 < bar.y < chart.bottom < chart.height
        assert all(chart.left <= dot.x <= chart.right for dot in bar.dots)
