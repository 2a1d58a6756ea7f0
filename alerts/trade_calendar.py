"""Which day of last year a day is held against: by weekday, and around 春节 by the distance to it."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Final

import holidays

WEEKS_BACK: Final = timedelta(days=364)
"""A year ago on the same weekday."""
FESTIVAL_DAYS: Final = 21
"""So many days before and after 春节 trade goes by the festival, not by the weekday."""
_NAME: Final = "春节"


@cache
def spring_festival(year: int) -> date:
    """The first day of the lunar year that begins in this year.

    Raises:
        ValueError: the calendar does not reach that far (it knows 1950 to 2099).
    """
    calendar = holidays.country_holidays("CN", years=year, language="zh_CN")
    found = [day for day, name in calendar.items() if name == _NAME]
    if not found:
        raise ValueError(f"expected a year that the lunar calendar knows, got {year}")
    return min(found)


def same_day_last_year(day: date) -> date:
    """The day that trades as this one a year later does.

    364 days back; where this day or that one lies within `FESTIVAL_DAYS` of its year's 春节, the day as far from last
    year's 春节 as this one is from this year's.
    """
    return same_days_last_year([day])[0]


def same_days_last_year(days: Sequence[date]) -> tuple[date, ...]:
    """As `same_day_last_year` for a period, aligned as a whole: one day in the festival's reach takes all along."""
    shift = next((back for back in map(_festival_shift, days) if back is not None), WEEKS_BACK)
    return tuple(day - shift for day in days)


def by_festival(days: Sequence[date]) -> bool:
    """Whether a period is aligned on 春节."""
    return any(_festival_shift(day) is not None for day in days)


def _festival_shift(day: date) -> timedelta | None:
    """How far apart the two festivals are that the day is measured by; None away from both."""
    for this, last in (
        (spring_festival(year), spring_festival(year - 1)) for year in (day.year, day.year + 1)
    ):
        if abs((day - this).days) <= FESTIVAL_DAYS or abs((day - WEEKS_BACK - last).days) <= FESTIVAL_DAYS:
            return this - last
    return None
