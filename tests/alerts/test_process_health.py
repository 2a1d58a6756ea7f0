"""How the work goes, counted by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.process_health import Share, Stop, health_of, is_traceable, stops_of
from catalog.queries_health import PhotoLag, VisitFact

ZONE = ZoneInfo("Asia/Shanghai")
BEGUN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 16:00 in Shanghai
GOOD = VisitFact(1, 1, "上海", BEGUN, BEGUN + timedelta(minutes=20), BEGUN, True, 2, 2, 2, 2)


def test_in_time_is_the_same_local_day_and_came_that_day() -> None:
    late_evening = BEGUN.replace(hour=15, minute=50)  # 23:50 in Shanghai
    after_midnight = replace(GOOD, started_at=late_evening, submitted_at=late_evening + timedelta(minutes=20))
    came_late = replace(GOOD, received_at=BEGUN + timedelta(hours=9))
    going_on = replace(GOOD, submitted_at=None)
    health = health_of((GOOD, after_midnight, came_late, going_on), (), (), ZONE)
    assert (health.same_day, health.submitted) == (Share(1, 4), Share(3, 4))
    assert health.same_day.pct == Decimal("25.0")
    assert health_of((), (), (), ZONE).submitted.pct is None


def test_what_can_be_traced() -> None:
    assert is_traceable(GOOD)
    assert is_traceable(replace(GOOD, located=False))
    assert not is_traceable(replace(GOOD, located=False, placed=1))
    assert not is_traceable(replace(GOOD, photos=0, placed=0, sealed=0, timed=0))
    assert not is_traceable(replace(GOOD, sealed=1))
    assert not is_traceable(replace(GOOD, timed=1))


def test_planned_stops_are_those_of_the_weekday_and_only_ones_own_visit_counts() -> None:
    route = [(1, 0, 1, "上海"), (1, 0, 2, "上海"), (2, 0, 1, "上海"), (1, 2, 1, "上海")]
    stops = stops_of(route, date(2026, 11, 23), date(2026, 11, 24))
    assert stops == (
        Stop(1, 1, "上海", date(2026, 11, 23)),
        Stop(1, 2, "上海", date(2026, 11, 23)),
        Stop(2, 1, "上海", date(2026, 11, 23)),
    )
    assert health_of((GOOD,), (), stops, ZONE).stops == Share(1, 3)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=50))
def test_nine_of_ten_photos_came_within_p90(minutes: list[int]) -> None:
    lags = [PhotoLag(1, "", BEGUN, BEGUN + timedelta(minutes=n)) for n in minutes]
    health = health_of((), lags, (), ZONE)
    assert health.lag_p90 is not None
    assert health.lag_median is not None
    assert sum(n <= health.lag_p90 for n in minutes) >= 0.9 * len(minutes)
    assert sum(n < health.lag_p90 for n in minutes) < 0.9 * len(minutes)
    assert sum(n <= health.lag_median for n in minutes) >= len(minutes) / 2
    assert {health.lag_median, health.lag_p90} <= set(map(float, minutes))


def test_a_share_is_part_of_a_whole() -> None:
    with pytest.raises(ValueError, match="part"):
        Share(2, 1)
