"""The last four weeks of an alert's pair, day by day, beside last year's and the trade area's."""

from collections.abc import Sequence
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from typing import Final

from sqlmodel import Session

from alerts.trade_calendar import by_festival, same_days_last_year
from api.schemas_alerts import AlertSeries, DayState, SeriesDay
from catalog.queries_alert_series import area_mean, pair_units, shut_days
from catalog.queries_silence import AlertRow, last_night
from catalog.rows import key

SERIES_DAYS: Final = 28


def series_of(session: Session, row: AlertRow, zone: tzinfo) -> AlertSeries:
    """The 28 days up to the newest judged one, or up to the day the alert was closed."""
    return series_up_to(session, row, _last_day(session, row, zone))


def series_up_to(session: Session, row: AlertRow, last: date, length: int = SERIES_DAYS) -> AlertSeries:
    """The `length` days up to `last`."""
    days = [last - timedelta(days=back) for back in range(length - 1, -1, -1)]
    before = same_days_last_year(days)
    store_id, sku_id = key(row.store.id), key(row.sku.id)
    units = pair_units(session, store_id, sku_id, days)
    units_before = pair_units(session, store_id, sku_id, before)
    shut = shut_days(session, row.store, days)
    shut_before = shut_days(session, row.store, before)
    area = area_mean(session, row.store, sku_id, days)
    return AlertSeries(
        days=[
            SeriesDay(
                day=day,
                state=(state := _state(day, row.alert.since, units, shut)),
                units=units.get(day) if state in ("sold", "silent") else None,
                last_year_day=then,
                last_year=None if then in shut_before else units_before.get(then),
                area=area.units.get(day),
            )
            for day, then in zip(days, before, strict=True)
        ],
        aligned="spring_festival" if by_festival(days) else "weekday",
        area_stores=area.stores,
    )


def _last_day(session: Session, row: AlertRow, zone: tzinfo) -> date:
    night = last_night(session, row.alert.chain_id)
    newest = row.alert.day if night is None else max(night.day, row.alert.day)
    if row.alert.closed_at is None:
        return newest
    return min(newest, max(row.alert.day, row.alert.closed_at.astimezone(zone).date()))


def _state(
    day: date, since: date, units: dict[date, Decimal], shut: Sequence[date] | frozenset[date]
) -> DayState:
    if day in shut:
        return "closed"
    if day not in units:
        return "no_feed"
    return "silent" if day >= since and units[day] <= 0 else "sold"
