"""Dates as posters print them, and the year of those that print none."""

from datetime import date

import pytest

from alerts.offers_dates import dates_in

PHOTO = date(2026, 11, 25)
ROWS: list[tuple[str, str | None, str | None]] = [
    ("8月1日-8月15日", "2026-08-01", "2026-08-15"),
    ("8月1号~8月15号", "2026-08-01", "2026-08-15"),
    ("8月1-15日", "2026-08-01", "2026-08-15"),
    ("8月1日-15日", "2026-08-01", "2026-08-15"),
    ("8/1~8/15", "2026-08-01", "2026-08-15"),
    ("11/11至11/13", "2026-11-11", "2026-11-13"),
    ("11.11-11.13全场5折", "2026-11-11", "2026-11-13"),
    ("2026.11.11", "2026-11-11", "2026-11-11"),
    ("2026年8月1日—8月15日", "2026-08-01", "2026-08-15"),
    ("2025.12.30-2026.1.3", "2025-12-30", "2026-01-03"),
    ("20260801-20260815", "2026-08-01", "2026-08-15"),
    ("26年12月1日-12月31日", "2026-12-01", "2026-12-31"),
    ("7月31日20:00-8月2日24:00", "2026-07-31", "2026-08-02"),
    ("8月1日上午10点至8月3日晚8点", "2026-08-01", "2026-08-03"),
    ("11月27日(周五)-11月29日(周日)", "2026-11-27", "2026-11-29"),
    ("8月8日0点-24点", "2026-08-08", "2026-08-08"),
    ("仅11月11日当天", "2026-11-11", "2026-11-11"),
    ("即日起至8月31日", None, "2026-08-31"),
    ("即日起至2026年9月30日", None, "2026-09-30"),
    ("活动截止8月31日", None, "2026-08-31"),
    ("截至12/1", None, "2026-12-01"),
    ("8月31日止", None, "2026-08-31"),
    ("有效期至2026.08.31", None, "2026-08-31"),
    ("8月1日起", "2026-08-01", None),
    ("12月1日10:00开抢", "2026-12-01", None),
    ("仅限今日", "2026-11-25", "2026-11-25"),
    ("今日特价", "2026-11-25", "2026-11-25"),
    ("todayonly", "2026-11-25", "2026-11-25"),
    ("valid1aug-15aug2026", "2026-08-01", "2026-08-15"),
    ("15th-20thnov", "2026-11-15", "2026-11-20"),
    ("aug1toaug15", "2026-08-01", "2026-08-15"),
    ("endsaug31", None, "2026-08-31"),
    ("untildecember24,2026", None, "2026-12-24"),
    ("10.1-10.7 3折", "2026-10-01", "2026-10-07"),
    # the year turns
    ("12月25日-1月5日", "2026-12-25", "2027-01-05"),
    ("2026年12月25日-1月5日", "2026-12-25", "2027-01-05"),
    ("12月25日-2027年1月5日", "2026-12-25", "2027-01-05"),
    ("1月2日-1月6日", "2027-01-02", "2027-01-06"),
    # no days of the calendar, or no time that can be
    ("2月30日止", None, None),
    ("2026年8月15日-2026年8月1日", None, None),
    ("11月10日20:00起付尾款", None, None),
    ("9.9-12.8", None, None),
    ("活动时间:9.9-12.8", "2026-09-09", "2026-12-08"),
]
NO_DATES = [
    "3.9-5.9元", "¥9.9-12.8", "价格9.9-12.8元", "1-3折", "24小时", "10:00-22:00", "生产日期2026.07.15", "第5代",
    "2499-300", "400-123-4567", "限时3天", "1/2price", "may5off", "maximum2",
]  # fmt: skip


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@pytest.mark.parametrize(("text", "begin", "end"), ROWS, ids=[row[0] for row in ROWS])
def test_dates(text: str, begin: str | None, end: str | None) -> None:
    (found,) = dates_in(text, PHOTO)
    assert (_iso(found.valid_from), _iso(found.valid_until)) == (begin, end)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date(text: str) -> None:
    assert [one for one in dates_in(text, PHOTO) if one.valid_from or one.valid_until] == []


def test_the_year_is_the_one_nearest_to_the_photo() -> None:
    text = "12月25日-1月5日"
    for today, first in ((date(2026, 12, 1), 2026), (date(2027, 1, 3), 2026), (date(2027, 11, 1), 2027)):
        (found,) = dates_in(text, today)
        assert found.valid_from == date(first, 12, 25)
        assert found.valid_until == date(first + 1, 1, 5)


def test_without_the_day_of_the_photo_only_printed_years_count() -> None:
    for text in ("8月1日-8月15日", "即日起至8月31日", "仅限今日"):
        (found,) = dates_in(text, None)
        assert (found.valid_from, found.valid_until) == (None, None)
    (found,) = dates_in("2026年8月1日-8月15日", None)
    assert found.valid_from == date(2026, 8, 1)


def test_leap_days() -> None:
    (found,) = dates_in("2月29日止", date(2027, 2, 1))
    assert found.valid_until == date(2028, 2, 29)
