"""Line charts as figures that a template draws: ticks, paths and labels in pixels of an SVG, no style but classes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

MOST_LINES: Final = 6
"""More lines than a reader can tell apart by colour; `tint` counts from 1 to this."""
_LABEL_STEP: Final = 15.0
"""Least distance of two labels at the lines' ends, pixels."""


@dataclass(frozen=True)
class Line:
    """What to draw: a name and a value a day, None where nothing is known."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Dot:
    """A value's place, with the words that it shows when it is pointed at."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Drawn:
    """A line ready to draw; `label_y` is where its last value is written, apart from the others'."""

    name: str
    tint: int
    path: str
    dots: tuple[Dot, ...]
    label: str
    label_y: float


@dataclass(frozen=True)
class Tick:
    """A mark on an axis and its words."""

    at: float
    words: str


@dataclass(frozen=True)
class Chart:
    """A chart of `width` × `height` pixels; the plot lies between left, top, right and bottom."""

    width: int
    height: int
    left: float
    top: float
    right: float
    bottom: float
    lines: tuple[Drawn, ...]
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]


def line_chart(
    days: Sequence[date],
    lines: Sequence[Line],
    *,
    size_wh: tuple[int, int],
    unit: str = "",
    most: float | None = None,
    x_ticks: int = 6,
) -> Chart | None:
    """The chart of lines over days; None where there is nothing to draw.

    Args:
        days: in order, as many as each line has values.
        lines: at most `MOST_LINES`; the rest is left out.
        size_wh: pixels; draw it at this size, or its letters change theirs.
        unit: written behind the values, e.g. "%".
        most: what no value can exceed, e.g. 100.
        x_ticks: at most so many days are written.
    """
    lines = lines[:MOST_LINES]
    known = [value for line in lines for value in line.values if value is not None]
    if not known or not days:
        return None
    width, height = size_wh
    low, high, step = scale(min(known), max(known), most)
    left, top, right, bottom = 44.0, 12.0, width - 58.0, height - 28.0
    first, span = days[0], max((days[-1] - days[0]).days, 1)

    def x_of(day: date) -> float:
        return left + (right - left) * ((day - first).days / span if len(days) > 1 else 0.5)

    def y_of(value: float) -> float:
        return bottom - (bottom - top) * (value - low) / (high - low)

    places = [x_of(day) for day in days]
    ends = [next((v for v in reversed(line.values) if v is not None), None) for line in lines]
    labels = _apart([y_of(end) if end is not None else bottom for end in ends], top, bottom)
    drawn = []
    for number, (line, end, label_y) in enumerate(zip(lines, ends, labels, strict=True), 1):
        dots = tuple(
            Dot(round(x, 1), round(y_of(value), 1), f"{line.name} · {day} · {short(value)}{unit}")
            for x, day, value in zip(places, days, line.values, strict=True)
            if value is not None
        )
        label = "" if end is None else f"{short(end)}{unit}"
        path = path_of(places, [None if v is None else y_of(v) for v in line.values])
        drawn.append(Drawn(line.name, number, path, dots, label, round(label_y, 1)))
    ticks = [low + step * n for n in range(round((high - low) / step) + 1)]
    return Chart(
        width=width,
        height=height,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        lines=tuple(drawn),
        y_ticks=tuple(Tick(round(y_of(value), 1), f"{short(value)}{unit}") for value in ticks),
        x_ticks=tuple(Tick(round(x_of(day), 1), f"{day:%m-%d}") for day in some_days(days, x_ticks)),
    )


def spark_path(values: Sequence[float | None], *, width: float = 88, height: float = 24) -> str:
    """The path of a small line without axes, over its own range (at least 10 units high)."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    middle, reach = (low + high) / 2, max(high - low, 10)
    step = (width - 4) / max(len(values) - 1, 1)
    ys = [None if v is None else height / 2 - (v - middle) / reach * (height - 6) for v in values]
    return path_of([2 + step * n for n in range(len(values))], ys)


def scale(low: float, high: float, most: float | None) -> tuple[float, float, float]:
    """Begin, end and step of an axis with 3 to 6 round ticks that holds both values; from 0 where that is near."""
    if most is not None:  # a wiggle of a few per cent should not look like a landslide
        low = max(min(low, high - most / 5), 0.0)
        high = min(max(high, low + most / 5), most)
    bottom = 0.0 if low >= 0 and low <= (high - low) / 2 else low
    raw = max(high - bottom, 1e-9 if bottom != high else max(abs(high), 1)) / 4
    magnitude = 10.0 ** math.floor(math.log10(raw))
    step = next(m * magnitude for m in (1, 2, 5, 10) if m * magnitude >= raw)
    step = max(step, 1.0)
    begin = math.floor(bottom / step) * step
    end = math.ceil(high / step) * step
    if end == begin:
        end = begin + step
    if most is not None and end > most:
        end = most
        begin = min(begin, end - step)
    return begin, end, step


def path_of(xs: Sequence[float], ys: Sequence[float | None]) -> str:
    """The path through the known points; an unknown one interrupts it."""
    parts, pen = [], "M"
    for x, y in zip(xs, ys, strict=True):
        if y is None:
            pen = "M"
            continue
        parts.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    return "".join(parts)


def _apart(wanted: list[float], top: float, bottom: float) -> list[float]:
    """The places moved apart by at least a label's height, as near to the wanted ones as a single pass makes them."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    placed, above = list(wanted), top - _LABEL_STEP
    for n in order:
        placed[n] = above = max(wanted[n], above + _LABEL_STEP)
    below = bottom + _LABEL_STEP
    for n in reversed(order):
        placed[n] = below = min(placed[n], below - _LABEL_STEP)
    return placed


def some_days(days: Sequence[date], most: int) -> list[date]:
    """Days at equal steps back from the last, at most so many."""
    step = -(-len(days) // most)
    return list(reversed(list(days)[::-1][::step]))


def short(value: float) -> str:
    """A number with one decimal at most."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text
