"""When and for whom a drawn poster's offers hold: a line of dates, a limit or a number of firsts, with its truth."""

import random
from datetime import date, timedelta
from typing import Any, Final

PHOTOGRAPHED: Final = date(2026, 11, 25)
"""The day all drawn posters are photographed: years that they do not print are those nearest to it."""
NONE: Final[dict[str, Any]] = {"valid_from": None, "valid_until": None, "limit": None, "first_n": None}


def terms(rng: random.Random) -> list[tuple[str, dict[str, Any]]]:
    """No row to two rows of terms, each with what it says of every offer; days in ISO 8601."""
    rows: list[tuple[str, dict[str, Any]]] = []
    if rng.random() < 0.5:
        row, begin, end = _dates(rng)
        rows.append((row, {"valid_from": begin, "valid_until": end}))
    if rng.random() < 0.35:
        row, name, count = _count(rng)
        rows.append((row, {name: count}))
    return rows


def _dates(rng: random.Random) -> tuple[str, str | None, str | None]:
    begin = PHOTOGRAPHED + timedelta(days=rng.randint(-20, 20))
    end = begin + timedelta(days=rng.randint(1, 20))
    b, e = begin, end
    both = (
        f"{b.month}月{b.day}日-{e.month}月{e.day}日",
        f"活动时间:{b.month}月{b.day}日至{e.month}月{e.day}日",
        f"{b.year}.{b.month}.{b.day}-{e.year}.{e.month}.{e.day}",
        f"{b.month}/{b.day}~{e.month}/{e.day}",
        f"活动日期 {b.month}.{b.day}-{e.month}.{e.day}",
        f"{b.year}年{b.month}月{b.day}日-{e.month}月{e.day}日",
    )
    until = (
        f"即日起至{e.month}月{e.day}日",
        f"截止{e.year}年{e.month}月{e.day}日",
        f"即日起至{e.year}.{e.month}.{e.day}",
    )
    if rng.random() < 0.7:
        return rng.choice(both), b.isoformat(), e.isoformat()
    return rng.choice(until), None, e.isoformat()


def _count(rng: random.Random) -> tuple[str, str, int]:
    n, first = rng.randint(1, 6), rng.choice((50, 100, 200, 1000))
    return rng.choice(
        (
            (f"每人限购{n}件", "limit", n),
            (f"限购{n}件", "limit", n),
            (f"每单限{n}份", "limit", n),
            (f"限量{first}份", "first_n", first),
            (f"仅限前{first}名", "first_n", first),
        )
    )
