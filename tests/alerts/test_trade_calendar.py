"""Days of last year: by weekday, and around 春节 by the festival, which moves by weeks."""

from datetime import date, timedelta

import pytest

from alerts.trade_calendar import (
    WEEKS_BACK,
    by_festival,
    same_day_last_year,
    same_days_last_year,
    spring_festival,
)

FESTIVALS = {
    2019: date(2019, 2, 5),
    2020: date(2020, 1, 25),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
}
"""As the almanac has them."""


@pytest.mark.parametrize(("year", "day"), FESTIVALS.items())
def test_the_lunar_year_begins_when_the_almanac_says(year: int, day: date) -> None:
    assert spring_festival(year) == day


@pytest.mark.parametrize(
    ("day", "last_year"),
    [
        (date(2026, 11, 20), date(2025, 11, 21)),  # a Friday and a Friday
        (date(2024, 2, 29), date(2023, 2, 10)),  # 19 days after the festival of 2024
        (date(2024, 6, 1), date(2023, 6, 3)),
        (date(2025, 1, 29), date(2024, 2, 10)),  # the festival itself
        (date(2025, 1, 20), date(2024, 2, 1)),
        (date(2026, 2, 16), date(2025, 1, 28)),  # its eve
        (date(2026, 1, 20), date(2025, 1, 1)),  # four weeks before; a year ago it was one week before
        (date(2027, 2, 27), date(2026, 3, 10)),  # three weeks after
        (date(2027, 12, 31), date(2027, 1, 1)),
    ],
)
def test_the_day_of_last_year(day: date, last_year: date) -> None:
    assert same_day_last_year(day) == last_year


@pytest.mark.parametrize("year", range(2024, 2028))
def test_every_day_of_a_year_has_one_that_is_on_its_weekday_or_as_far_from_the_festival(year: int) -> None:
    day, near = date(year, 1, 1), 0
    while day.year == year:
        before = same_day_last_year(day)
        if by_festival([day]):
            near += 1
            nearest = min((spring_festival(y) for y in (year, year + 1)), key=lambda one: abs(one - day))
            assert day - nearest == before - spring_festival(nearest.year - 1), day
        else:
            assert (before.weekday(), day - before) == (day.weekday(), WEEKS_BACK), day
            assert abs((day - spring_festival(year)).days) > 21
            assert abs((before - spring_festival(before.year)).days) > 21
        day += timedelta(days=1)
    assert 43 <= near <= 90


def test_a_period_is_aligned_as_a_whole_and_repeats_no_day() -> None:
    days = [date(2026, 3, 1) + timedelta(days=n) for n in range(28)]
    before = same_days_last_year(days)
    assert by_festival(days)
    assert before[0] == date(2025, 2, 10)
    assert [day - before[0] for day in before] == [day - days[0] for day in days]


def test_a_year_that_no_calendar_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="2150"):
        spring_festival(2150)
