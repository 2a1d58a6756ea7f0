"""The board's page of how the work itself goes: weeks, and a week's people and cities."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final, TypeVar

from fastapi import APIRouter, Request, Response

from alerts.process_health import Health, Stop, health_of, stops_of
from api.deps import Now, PartsDep, ReadSession, Today
from api.pages_render import PageBoardReader, render_page
from catalog.queries_board import people_by_id
from catalog.queries_health import PhotoLag, VisitFact, photo_lags, planned_stops, visit_facts

router = APIRouter()

WEEKS_SHOWN: Final = 6
ROWS_SHOWN: Final = 40
_Key = TypeVar("_Key", bound=Hashable)


@router.get("/board/health")
def board_health(
    request: Request,
    user: PageBoardReader,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    today: Today,
    week: str = "",
) -> Response:
    """Return six weeks up to now, and of the chosen one (its Monday; this week's by default) people and cities."""
    zone = parts.settings.zone
    this = _monday(today)
    mondays = [this - timedelta(weeks=n) for n in range(WEEKS_SHOWN)]
    chosen = next((day for day in mondays if str(day) == week), this)
    begin, end = _midnight(mondays[-1], zone), _midnight(this + timedelta(weeks=1), zone)
    visits = visit_facts(session, user, begin, end)
    lags = photo_lags(session, user, begin, end)
    stops = stops_of(planned_stops(session, user), mondays[-1], today)
    by_week = _grouped(
        visits,
        lags,
        stops,
        zone,
        of_visit=lambda visit: _monday(visit.started_at.astimezone(zone).date()),
        of_lag=lambda lag: _monday(lag.uploaded_at.astimezone(zone).date()),
        of_stop=lambda stop: _monday(stop.day),
    )
    nothing = health_of((), (), (), zone)
    mine = [visit for visit in visits if _monday(visit.started_at.astimezone(zone).date()) == chosen]
    came = [lag for lag in lags if _monday(lag.uploaded_at.astimezone(zone).date()) == chosen]
    due = [stop for stop in stops if _monday(stop.day) == chosen]
    people = _grouped(
        mine,
        came,
        due,
        zone,
        of_visit=lambda visit: visit.user_id,
        of_lag=lambda lag: lag.user_id,
        of_stop=lambda stop: stop.user_id,
    )
    cities = _grouped(
        mine,
        came,
        due,
        zone,
        of_visit=lambda visit: visit.city,
        of_lag=lambda lag: lag.city,
        of_stop=lambda stop: stop.city,
    )
    names = people_by_id(session, people.keys())
    return render_page(
        request,
        "board_health.html",
        me=user,
        now=now,
        tab="board",
        page="health",
        now_health=by_week.get(chosen, nothing),
        before=by_week.get(chosen - timedelta(weeks=1)),
        weeks=[(day, by_week.get(day, nothing)) for day in mondays],
        chosen=chosen,
        people=_worst_first((names.get(person, "–"), found) for person, found in people.items()),
        cities=_worst_first(cities.items()),
        rows_shown=ROWS_SHOWN,
        clock=now.astimezone(zone).strftime("%H:%M"),
        last_day=min(today, chosen + timedelta(days=6)),
    )


def _grouped(
    visits: Sequence[VisitFact],
    lags: Sequence[PhotoLag],
    stops: Sequence[Stop],
    zone: tzinfo,
    *,
    of_visit: Callable[[VisitFact], _Key],
    of_lag: Callable[[PhotoLag], _Key],
    of_stop: Callable[[Stop], _Key],
) -> dict[_Key, Health]:
    parts: dict[_Key, tuple[list[VisitFact], list[PhotoLag], list[Stop]]] = defaultdict(lambda: ([], [], []))
    for visit in visits:
        parts[of_visit(visit)][0].append(visit)
    for lag in lags:
        parts[of_lag(lag)][1].append(lag)
    for stop in stops:
        parts[of_stop(stop)][2].append(stop)
    return {name: health_of(*found, zone) for name, found in parts.items()}


def _worst_first(found: Iterable[tuple[str, Health]]) -> list[tuple[str, Health]]:
    """Those with the most that is not as it should be at the top; the names settle what is the same."""

    def wrong(item: tuple[str, Health]) -> Any:
        health = item[1]
        shares = (health.same_day, health.submitted, health.stops, health.traceable)
        return -sum(share.whole - share.part for share in shares), item[0]

    return sorted(found, key=wrong)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
