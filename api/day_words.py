"""A day and what is left of a time, as one would say it."""

from datetime import date, datetime, timedelta
from typing import Final

from api.i18n import Locale, translate

_WEEKDAYS: Final = "一二三四五六日"


def say_day(locale: Locale, day: date) -> str:
    """A day with its weekday."""
    if locale == "zh-CN":
        return f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"
    return f"{day:%a} {day.day} {day:%b}"


def say_left(locale: Locale, due: datetime, now: datetime) -> str:
    """How long it is until then; that it is over."""
    minutes = (due - now) // timedelta(minutes=1)
    if minutes < 0:
        return translate(locale, "tips.due.over")
    if minutes < 60:
        return translate(locale, "tips.due.minutes", n=minutes)
    hours = minutes // 60
    if hours < 24:
        return translate(locale, "tips.due.hours", n=hours)
    return translate(locale, "tips.due.days", n=hours // 24, hours=hours % 24)
