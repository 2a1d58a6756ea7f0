"""A timeline of actions as figures that a template draws: a bar from the first to the last day, dots where it was seen.

Letters are pixels: draw it at its size. No style but classes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from api.charts import MOST_LINES, Tick

ROW: Final = 40
_TOP, _FOOT, _SIDE = 6.0, 26.0, 10.0
_LETTER: Final = 13.0
"""Width of a Chinese sign at the chart's letter size, pixels."""


@dataclass(frozen=True)
class Span:
    """What to draw: words over the bar, its group (a brand), first and last day, and the stores seen on each day."""

    words: str
    group: str
    first: date
    last: date
    running: bool
    days: Sequence[tuple[date, int]]
    href: str = ""


@dataclass(frozen=True)
class Dot:
    """A day that it was seen: a circle, the larger the more stores; `words` when it is pointed at."""

    x: float
    r: float
    words: str


@dataclass(frozen=True)
class Bar:
    """A row: words at `text_y`, a bar from `x0` to `x1` at `y`; `open_x` reaches to today when it still runs."""

    words: str
    tint: int
    text_y: float
    y: float
    x0: float
    x1: float
    open_x: float | None
    dots: tuple[Dot, ...]
    href: str


@dataclass(frozen=True)
class Timeline:
    """A picture of `width` × `height` pixels; the days lie between `left` and `right`."""

    width: int
    height: int
    left: float
    right: float
    bottom: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    keys: tuple[tuple[int, str], ...]


def timeline(
    spans: Sequence[Span], first: date, last: date, *, width: int, ticks: int = 6
) -> Timeline | None:
    """The timeline of spans from `first` to `last`, in the given order; None where there is nothing to draw."""
    if not spans:
        return None
    left, right = _SIDE, width - _SIDE
    total = max((last - first).days, 1)

    def x_of(day: date) -> float:
        return round(left + (right - left) * min(max((day - first).days, 0), total) / total, 1)

    groups = list(dict.fromkeys(span.group for span in spans))
    bars = []
    for row, span in enumerate(spans):
        top = _TOP + row * ROW
        most = max((count for _, count in span.days), default=1)
        bars.append(
            Bar(
                words=_cut(span.words, right - left),
                tint=groups.index(span.group) % MOST_LINES + 1,
                text_y=top + 14,
                y=top + 26,
                x0=x_of(span.first),
                x1=x_of(span.last),
                open_x=x_of(last) if span.running and span.last < last else None,
                dots=tuple(
                    Dot(x_of(day), round(3 + 3 * count / most, 1), f"{day:%m-%d} · {count}")
                    for day, count in span.days
                ),
                href=span.href,
            )
        )
    bottom = _TOP + len(spans) * ROW
    step = max(-(-total // ticks), 1)
    marks = [last - timedelta(days=n) for n in range(0, total + 1, step)]
    return Timeline(
        width=width,
        height=round(bottom + _FOOT),
        left=left,
        right=right,
        bottom=bottom,
        bars=tuple(bars),
        ticks=tuple(Tick(min(max(x_of(day), 22.0), width - 22.0), f"{day:%m-%d}") for day in reversed(marks)),
        keys=tuple((at % MOST_LINES + 1, group) for at, group in enumerate(groups)),
    )


def _cut(words: str, room: float) -> str:
    """As much of the words as fits; Latin letters take half a sign."""
    taken, kept = 0.0, ""
    for sign in words:
        taken += _LETTER if ord(sign) > 0x2E80 else _LETTER * 0.58
        if taken > room:
            return kept[:-1] + "…"
        kept += sign
    return kept
