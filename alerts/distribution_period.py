"""The days that a distribution report looks at: its period, the moments of its lines, the end of its first week."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from alerts.distribution import SALES_DAYS, WITHIN_DAYS
from catalog.distribution_facts import Moment

DEFAULT_DAYS: Final = 90
MOST_DAYS: Final = 366
"""A longer period is cut to its last so many days, and the report says so."""
MOST_POINTS: Final = 14


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both included; `cut` tells that more was asked for."""

    first: date
    last: date
    cut: bool = False

    def __post_init__(self) -> None:
        if not 0 <= (self.last - self.first).days < MOST_DAYS:
            raise ValueError(f"expected 1 to {MOST_DAYS} days, got {self.first} to {self.last}")

    @classmethod
    def asked(cls, first: date | None, last: date | None, newest: date) -> "Period":
        """The period of what was asked for: up to the `newest` day there is, `DEFAULT_DAYS` long, where left open.

        Raises ValueError where it would end before it begins.
        """
        end = last or max(newest, first or newest)
        if first is not None and first > end:
            raise ValueError(f"expected first <= last, got {first} and {end}")
        begin = first or end - min(timedelta(days=DEFAULT_DAYS - 1), end - date.min)
        earliest = end - min(timedelta(days=MOST_DAYS - 1), end - date.min)
        return cls(max(begin, earliest), end, cut=begin < earliest)

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def base_day(self) -> date:
        """The end of the first week, or the middle of a period shorter than two: what growth is counted from."""
        return self.first + timedelta(days=min(6, (self.days - 1) // 2))

    @property
    def base(self) -> Moment:
        """The states at the end of the first week."""
        return _moment(self.base_day, WITHIN_DAYS)

    @property
    def now(self) -> Moment:
        """The states at the last day."""
        return _moment(self.last, WITHIN_DAYS)

    @property
    def before(self) -> Moment:
        """Where a store's visit before its latest is looked for: twice as far back as the latest."""
        return _moment(self.last, 2 * WITHIN_DAYS)

    @property
    def sales(self) -> Moment:
        """The weeks whose sales weigh the stores."""
        return _moment(self.last, SALES_DAYS)

    @property
    def series(self) -> tuple[Moment, ...]:
        """Moments at equal steps of whole days back from the last, not before the end of the first week."""
        span = (self.last - self.base_day).days
        step = max(1, -(-span // (MOST_POINTS - 1)))
        days = [self.last - timedelta(days=back) for back in range(0, span + 1, step)]
        return tuple(_moment(day, WITHIN_DAYS) for day in reversed(days))


def _moment(day: date, within: int) -> Moment:
    return Moment.at(day, min(within, (day - date.min).days + 1))
