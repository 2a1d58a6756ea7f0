"""The chart of a silence: bars of a pair's days, last year and the trade area as lines, days nobody told of hatched.

A day without a feed and a closed day have no bar and no point: they are not zeros.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.charts import Tick, path_of, scale, short, some_days
from api.schemas_alerts import AlertSeries, DayState, SeriesDay

WIDE: Final = (760, 300)
NARROW: Final = (356, 250)
_PART: Final = 0.68
"""Of its day's width a bar takes so much."""
_LEFT: Final = 34.0


@dataclass(frozen=True)
class Bar:
    """A day that was sold on, or silent (height 0); pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Band:
    """Days side by side in one state, e.g. silent: from `x`, so wide."""

    x: float
    width: float
    state: DayState


@dataclass(frozen=True)
class DaySpot:
    """Where a day is pointed at."""

    x: float
    width: float
    day: SeriesDay


@dataclass(frozen=True)
class SilenceChart:
    """Ready to draw: pixels of an SVG `width` × `height`, the plot between left, top, right and bottom."""

    width: int
    height: int
    left: float
    top: float
    right: float
    bottom: float
    bars: tuple[Bar, ...]
    bands: tuple[Band, ...]
    spots: tuple[DaySpot, ...]
    last_year: str
    area: str
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class SeriesSummary:
    """What the chart says, in numbers; None where nothing is known."""

    first: date
    last: date
    rate: float | None
    silent: int
    unknown: int
    last_year: float | None
    area: float | None


def silence_chart(series: AlertSeries, size_wh: tuple[int, int], *, x_ticks: int = 5) -> SilenceChart:
    """The chart at this size."""
    width, height = size_wh
    days = series.days
    left, top, right, bottom = _LEFT, 12.0, width - 18.0, height - 28.0
    step = (right - left) / len(days)
    values = [value for day in days for value in _values(day)]
    _, high, tick = scale(0.0, max([*values, 1.0]), None)

    def y_of(value: float) -> float:
        return bottom - (bottom - top) * min(max(value, 0.0), high) / high

    middles = [left + step * (n + 0.5) for n in range(len(days))]
    sold = [(x, float(day.units)) for x, day in zip(middles, days, strict=True) if day.units is not None]
    bars = [
        Bar(*(round(at, 1) for at in (x - step * _PART / 2, y_of(units), step * _PART, bottom - y_of(units))))
        for x, units in sold
        if units > 0
    ]
    return SilenceChart(
        width=width,
        height=height,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        bars=tuple(bars),
        bands=_bands(days, left, step),
        spots=tuple(DaySpot(round(left + step * n, 1), round(step, 1), day) for n, day in enumerate(days)),
        last_year=path_of(
            middles, [None if day.last_year is None else y_of(float(day.last_year)) for day in days]
        ),
        area=path_of(middles, [None if day.area is None else y_of(day.area) for day in days]),
        y_ticks=tuple(Tick(round(y_of(tick * n), 1), short(tick * n)) for n in range(round(high / tick) + 1)),
        x_ticks=tuple(
            Tick(round(middles[(day - days[0].day).days], 1), f"{day:%m-%d}")
            for day in some_days([one.day for one in days], x_ticks)
        ),
    )


def summary_of(series: AlertSeries) -> SeriesSummary:
    """The chart for those who cannot see it."""
    days = series.days
    return SeriesSummary(
        first=days[0].day,
        last=days[-1].day,
        rate=_mean([float(day.units) for day in days if day.state == "sold" and day.units is not None]),
        silent=sum(day.state == "silent" for day in days),
        unknown=sum(day.state in ("no_feed", "closed") for day in days),
        last_year=_mean([float(day.last_year) for day in days if day.last_year is not None]),
        area=_mean([day.area for day in days if day.area is not None]),
    )


def _values(day: SeriesDay) -> list[float]:
    return [float(value) for value in (day.units, day.last_year, day.area) if value is not None]


def _bands(days: Sequence[SeriesDay], left: float, step: float) -> tuple[Band, ...]:
    bands: list[Band] = []
    begin = 0
    for n, day in enumerate(days):
        if n + 1 < len(days) and days[n + 1].state == day.state:
            continue
        if day.state != "sold":
            bands.append(Band(round(left + step * begin, 1), round(step * (n + 1 - begin), 1), day.state))
        begin = n + 1
    return tuple(bands)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
