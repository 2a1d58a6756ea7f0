"""How the work itself goes: in time, whole, traceable; counted for weeks, people and cities. Shares are None where
there is nothing to count."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from catalog.queries_health import PhotoLag, VisitFact

_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True)
class Share:
    """`part` of `whole`.

    Raises:
        ValueError: the part is larger than the whole, or one is negative.
    """

    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise ValueError(f"expected a part of a whole, got {self.part} of {self.whole}")

    @property
    def pct(self) -> Decimal | None:
        """In per cent, one place."""
        if not self.whole:
            return None
        return (Decimal(100) * self.part / self.whole).quantize(_TENTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Health:
    """A group's figures.

    `same_day`: visits that were submitted, and came to the service, on the local day on which they began, of those
    begun. `lag_median`, `lag_p90`: minutes from a photo's being taken to its arrival. `submitted`: of the visits
    begun. `stops`: planned stops with a visit of that person that day, of those planned up to today. `traceable`:
    visits with a photo, a place (the visit's or every photo's), a time and a seal on every photo, of those begun.
    """

    same_day: Share
    submitted: Share
    stops: Share
    traceable: Share
    lag_median: float | None
    lag_p90: float | None


@dataclass(frozen=True)
class Stop:
    """A planned stop: whose, where, on which day."""

    user_id: int
    store_id: int
    city: str
    day: date


def stops_of(route: Iterable[tuple[int, int, int, str]], first: date, last: date) -> tuple[Stop, ...]:
    """The stops of a weekly route (person, weekday, store, city) from `first` to `last`, both included."""
    by_weekday: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for person, weekday, store, city in route:
        by_weekday[weekday].append((person, store, city))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return tuple(
        Stop(person, store, city, day) for day in days for person, store, city in by_weekday[day.weekday()]
    )


def health_of(
    visits: Sequence[VisitFact], lags: Sequence[PhotoLag], stops: Sequence[Stop], zone: tzinfo
) -> Health:
    """The figures of these visits, photos and planned stops; days are those of the zone."""
    been = {(visit.user_id, visit.store_id, visit.started_at.astimezone(zone).date()) for visit in visits}
    minutes = sorted((lag.uploaded_at - lag.captured_at).total_seconds() / 60 for lag in lags)
    return Health(
        same_day=_share(visits, lambda visit: _on_time(visit, zone)),
        submitted=_share(visits, lambda visit: visit.submitted_at is not None),
        stops=Share(sum((stop.user_id, stop.store_id, stop.day) in been for stop in stops), len(stops)),
        traceable=_share(visits, is_traceable),
        lag_median=_quantile(minutes, 0.5),
        lag_p90=_quantile(minutes, 0.9),
    )


def is_traceable(visit: VisitFact) -> bool:
    """Every figure of it can be led back to a photo that says where and when, and that is sealed."""
    whole = visit.photos > 0 and visit.timed == visit.sealed == visit.photos
    return whole and (visit.located or visit.placed == visit.photos)


def _on_time(visit: VisitFact, zone: tzinfo) -> bool:
    if visit.submitted_at is None:
        return False
    day = visit.started_at.astimezone(zone).date()
    return day == visit.submitted_at.astimezone(zone).date() == visit.received_at.astimezone(zone).date()


def _share(visits: Sequence[VisitFact], rule: Callable[[VisitFact], bool]) -> Share:
    return Share(sum(map(rule, visits)), len(visits))


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    """The smallest that at least `share` of them do not exceed."""
    if not ordered:
        return None
    return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]
