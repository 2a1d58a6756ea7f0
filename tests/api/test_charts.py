"""Line charts: what is drawn stays inside, axes hold the values, labels keep apart."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.charts import MOST_LINES, Line, line_chart, spark_path

percents = st.lists(st.none() | st.floats(0, 100), min_size=1, max_size=14)


def days(count: int) -> list[date]:
    return [date(2026, 9, 1) + timedelta(days=7 * n) for n in range(count)]


@given(st.lists(percents, min_size=1, max_size=9), st.sampled_from([(980, 300), (350, 250)]))
def test_everything_is_inside_and_labels_are_apart(
    values: list[list[float | None]], size: tuple[int, int]
) -> None:
    width = max(map(len, values))
    lines = [Line(str(n), tuple(row + [None] * (width - len(row)))) for n, row in enumerate(values)]
    chart = line_chart(days(width), lines, size_wh=size, unit="%", most=100)
    if all(value is None for line in lines[:MOST_LINES] for value in line.values):
        assert chart is None
        return
    assert chart is not None
    assert len(chart.lines) <= MOST_LINES
    for line in chart.lines:
        for dot in line.dots:
            assert chart.left - 0.1 <= dot.x <= chart.right + 0.1
            assert chart.top - 0.1 <= dot.y <= chart.bottom + 0.1
    labels = sorted(line.label_y for line in chart.lines)
    assert all(b - a > 14.7 for a, b in pairwise(labels))
    assert 2 <= len(chart.y_ticks) <= 12
    assert [tick.at for tick in chart.y_ticks] == sorted((tick.at for tick in chart.y_ticks), reverse=True)
    assert all(0 <= float(tick.words.rstrip("%")) <= 100 for tick in chart.y_ticks)


@pytest.mark.parametrize("value", [0.0, 100.0, 50.0, 1206.0])
def test_a_flat_line_and_a_single_day_are_drawn(value: float) -> None:
    chart = line_chart(days(1), [Line("x", (value,))], size_wh=(350, 250))
    assert chart is not None
    assert chart.lines[0].label == f"{value:.0f}"
    assert chart.x_ticks[0].words == "09-01"


def test_a_hole_breaks_the_line() -> None:
    chart = line_chart(days(4), [Line("x", (1.0, None, 3.0, 4.0))], size_wh=(350, 250))
    assert chart is not None
    assert chart.lines[0].path.count("M") == 2


def test_a_spark_needs_two_values() -> None:
    assert spark_path([None, 3.0]) == ""
    assert spark_path([3.0, 3.0]).startswith("M2.0 12.0L")
