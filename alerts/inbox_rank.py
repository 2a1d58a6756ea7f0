"""The order of a person's inbox: money a day × urgency, what was passed on first.

Money is what doing it is expected to sell more a day, at list price: a tip's value, an alert's lost units × price. Of
one product's tip and alert the greater counts, not their sum: it is the same loss seen twice. Where it is not known,
the tip's own rank stands in (`alerts.tip_value` keeps it on the scale of money); where that is not known either, the
median of the others, so that ignorance is neither the first nor the last.

Urgency is 1 + 1 / (1 + days left): 1.25 three days before the end, 1.5 a day before it, 2 when time is up. It never
more than doubles a sum: a trifle that is due does not pass what is worth many times as much.

Equals are put by the earlier end, then by name, so that the order is the same at every look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Final

_DAY: Final = timedelta(days=1)
_ONE: Final = Decimal(1)


@dataclass(frozen=True)
class Waiting:
    """What waits for an answer: `name` tells it apart, `value` is money a day and `stand_in` on the same scale."""

    name: str
    due_at: datetime
    value: Decimal | None = None
    stand_in: Decimal | None = None
    escalated: bool = False

    def __post_init__(self) -> None:
        if any(one is not None and (not one.is_finite() or one < 0) for one in (self.value, self.stand_in)):
            raise ValueError(f"expected money of 0 or more, got {self.value} and {self.stand_in}")
        if self.due_at.tzinfo is None:
            raise ValueError("expected a moment with its time zone")


def urgency(due_at: datetime, now: datetime) -> Decimal:
    """1 (all the time there is) to 2 (none left)."""
    left = max(due_at - now, timedelta(0))
    return _ONE + _ONE / (
        _ONE + Decimal(left // timedelta(seconds=1)) / Decimal(_DAY // timedelta(seconds=1))
    )


def in_order(waiting: Sequence[Waiting], now: datetime) -> tuple[Waiting, ...]:
    """The most urgent money first, as above; now needs its time zone."""
    known = [worth for one in waiting if (worth := _worth(one)) is not None]
    typical = Decimal(median(known)) if known else _ONE

    def place(one: Waiting) -> tuple[bool, Decimal, datetime, str]:
        worth = _worth(one)
        return (
            not one.escalated,
            -(typical if worth is None else worth) * urgency(one.due_at, now),
            one.due_at,
            one.name,
        )

    return tuple(sorted(waiting, key=place))


def _worth(one: Waiting) -> Decimal | None:
    return one.stand_in if one.value is None else one.value
