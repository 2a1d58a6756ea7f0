"""What a week of answers came to: handled, shown to have helped, what that brings a day, what ran out of time.

Helped is what something other than the answer shows: a photo on which the trouble is gone, or the till that sold the
product again. Being said to be done is handled, and no more. A tip and an alert of one product that one answer settled
are one. Money is counted of what helped alone; what helped and has no known price is counted apart, not guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Ended:
    """A tip or alert of the week: `task` is the same for what one answer settled; `value` money a day, None unknown."""

    task: str
    handled: bool
    helped: bool
    overdue: bool
    value: Decimal | None = None


@dataclass(frozen=True)
class Week:
    """`helped` of the `handled`; `value` a day of the helped ones whose price is known, `unknown` how many are not."""

    handled: int
    helped: int
    value: Decimal
    unknown: int
    overdue: int


def week_of(ended: Iterable[Ended]) -> Week:
    """Add up a week, each task once."""
    tasks: dict[str, Ended] = {}
    for one in ended:
        tasks[one.task] = _joined(tasks[one.task], one) if one.task in tasks else one
    helped = [one for one in tasks.values() if one.helped]
    return Week(
        handled=sum(one.handled for one in tasks.values()),
        helped=len(helped),
        value=sum((one.value for one in helped if one.value is not None), Decimal(0)),
        unknown=sum(one.value is None for one in helped),
        overdue=sum(one.overdue for one in tasks.values()),
    )


def _joined(one: Ended, other: Ended) -> Ended:
    values = [each.value for each in (one, other) if each.value is not None]
    return Ended(
        task=one.task,
        handled=one.handled or other.handled,
        helped=one.helped or other.helped,
        overdue=one.overdue or other.overdue,
        value=max(values, default=None),
    )
