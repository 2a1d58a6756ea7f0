"""Dates as posters print them: 8月1日-8月15日, 2026.11.11, 11/11至11/13, 即日起至8月31日, 仅限今日, 1 Aug - 15 Aug.

A year that is not printed is the one that brings the dates nearest to the day the photo was taken; without that day
it stays unknown, and so do the dates.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MON: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_MONTH: Final = r"(?:1[0-2]|0?[1-9])"
_DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR: Final = r"(?:20\d\d|2\d(?=年))"
_HOUR: Final = r"(?:上午|下午|中午|晚上?|早上?|凌晨)?(?:\d{1,2}:\d\d(?::\d\d)?|\d{1,2}[点时]半?)"


def _named(name: str) -> str:
    """A whole date: its groups end in `name`."""
    return (
        rf"(?:(?:(?P<ya{name}>{_YEAR})[年])?(?P<ma{name}>{_MONTH})月(?P<da{name}>{_DAY})(?:[日号]|(?![\d个]))"
        rf"|(?P<yb{name}>20\d\d)(?P<s{name}>[./-])(?P<mb{name}>{_MONTH})(?P=s{name})(?P<db{name}>{_DAY})(?!\d)"
        rf"|(?<!\d)(?P<yc{name}>20\d\d)(?P<mc{name}>0[1-9]|1[0-2])(?P<dc{name}>0[1-9]|[12]\d|3[01])(?!\d)"
        rf"|(?P<dd{name}>{_DAY})(?:st|nd|rd|th)?(?:of)?(?P<md{name}>{_MON})(?![a-z])(?:,?(?P<yd{name}>20\d\d))?"
        rf"|(?P<me{name}>{_MON})\.?(?P<de{name}>{_DAY})(?:st|nd|rd|th)?(?!\d)(?:,?(?P<ye{name}>20\d\d))?)"
    )


def _short(name: str) -> str:
    """Month and day alone, with a point or a stroke: a date only where the place says so."""
    return rf"(?<![\d.¥$/])(?P<mf{name}>{_MONTH})[./](?P<df{name}>{_DAY})[日号]?(?![\d元折%]|\.\d)"


LONGEST: Final = 2
"""Months between the ends of a time printed as 8.15-9.1 without a word."""
_TO: Final = r"(?:[-—–~至到]+|to|until|till|thru|through)"
_AT: Final = rf"(?:[(]?(?:周|星期)[一二三四五六日天][)]?)?(?:{_HOUR}(?:[-~至到]{_HOUR})?)?"
_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:from)?{_named('1')}{_AT}{_TO}(?:{_named('2')}|{_short('2')}|(?P<dg2>{_DAY})[日号](?!\d)){_AT}",
        rf"(?:from)?{_short('1')}{_AT}{_TO}{_short('2')}{_AT}",
        rf"(?P<dh1>{_DAY})(?:st|nd|rd|th)?{_TO}{_named('2')}",
        rf"(?:{_YEAR}年)?(?P<mi1>{_MONTH})月(?P<di1>{_DAY}){_TO}(?P<dg2>{_DAY})[日号]?(?![\d:点时月./])",
        rf"(?:即日|今日|现在)起?(?:{_TO}|截[止至])(?:{_named('2')}|{_short('2')}){_AT}[止前]?",
        rf"(?:截[止至]|有效期[至到]|期[至到]|[至到]|止于|validuntil|until|till?|ends?(?:on|sun(?:day)?)?|before|by)[于到至:日期]{{0,2}}"
        rf"(?:{_named('2')}|{_short('2')}){_AT}[止前]?",
        rf"(?:{_named('2')}|{_short('2')}){_AT}(?:截止|止|结束|前(?!\d))",
        rf"(?:from|starts?(?:on)?)?{_named('1')}{_AT}(?:起|开始|开抢|开启)",
        rf"(?:from|starts?(?:on)?){_named('1')}",
        rf"(?<![a-z])(?P<on>(?:仅限?|only|on)?{_named('1')}){_AT}(?:当[天日]|一天|only)?(?![a-z%])",
        rf"(?P<on2>(?:仅限?|活动(?:时间|日期)[:]?){_short('1')}(?:当[天日]|一天)?)",
    )
)
_TODAY: Final = re.compile(
    r"(?:仅限?|只限|限|就在)(?:于)?(?:今[日天]|当[日天])(?!起)|今[日天](?:特价|特惠|限定|仅|秒杀|有效|专享)|todayonly|onlytoday"
)
_OTHER: Final = re.compile(
    r"(?:生产|出厂|制造|包装|检验|批准|上市|成立|创立|始于|保质)(?:日期|期)?[:至到]?$|(?:since|mfg|mfd|exp|expiry|bestbefore|bb)[:.]?$"
)
_NOT_THEN: Final = re.compile(
    r"^(?:起)?(?:盛大|隆重|正式|全新)?(?:制造|出厂|付?尾款|付款|发货|出货|上市|开业|开学|生产|成立|发布|开奖|更新)"
)


@dataclass(frozen=True)
class Dates:
    """Characters `begin` to `end` of a text that are dates, and what they say; `None`: that side is open.

    `holds` is no for the day of something else, such as a last payment.
    """

    begin: int
    end: int
    valid_from: date | None
    valid_until: date | None
    holds: bool = True


def dates_in(text: str, today: date | None) -> list[Dates]:
    """The dates in a text in small letters without blanks but those between digits; from left to right."""
    found: list[Dates] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if _taken(found, match) or _OTHER.search(text[: match.start()]):
                continue
            if _NOT_THEN.match(text[match.end() :]):
                found.append(Dates(*match.span(), None, None, holds=False))
                continue
            days = (None, None) if _doubtful(text, match) else _days(match, today)
            found.append(Dates(*match.span(), *days))
    found += [Dates(*match.span(), today, today) for match in _TODAY.finditer(text)]
    return sorted(found, key=lambda one: one.begin)


def _taken(found: list[Dates], match: re.Match[str]) -> bool:
    return any(one.begin < match.end() and match.start() < one.end for one in found)


def _doubtful(text: str, match: re.Match[str]) -> bool:
    """Whether 9.9-12.8 may as well be sums: a time over months away from a word that says so."""
    months = match.groupdict()
    first, last = months.get("mf1"), months.get("mf2")
    if first is None or last is None or re.search(r"[时日]?[间期][:]?$", text[: match.start()]):
        return False
    return (int(last) - int(first)) % 12 > LONGEST


def _days(match: re.Match[str], today: date | None) -> tuple[date | None, date | None]:
    """Both ends of what was printed, in the year that is printed or nearest to today."""
    groups = {name: text for name, text in match.groupdict().items() if text is not None}
    first, last = _parts(groups, "1"), _parts(groups, "2")
    if first is None and last is None:
        return None, None
    if first is not None and last is not None:
        first = (first[0], first[1] or last[1], first[2])
        last = (last[0], last[1] or first[1], last[2])
    if first is not None and last is None and (groups.get("on") or groups.get("on2")):
        last = first
    printed = [part[0] for part in (first, last) if part is not None and part[0] is not None]
    if printed:
        begin, end = _dated(first, printed[0]), _dated(last, printed[-1])
        if begin is not None and end is not None and begin > end:
            # 2026年12月25日-1月5日: only the first of the two has its year.
            begin, end = (
                (begin, _dated(last, begin.year + 1))
                if last is not None and last[0] is None
                else (_dated(first, end.year - 1), end)
                if first is not None and first[0] is None
                else (None, None)
            )
        return begin, end
    return (
        (None, None) if today is None else min(_near(first, last, today), key=lambda pair: _away(pair, today))
    )


Parts = tuple[int | None, int, int]
"""Year where printed, month (0: as the other end's), day."""


def _parts(groups: dict[str, str], name: str) -> Parts | None:
    month = next((text for key, text in groups.items() if key[0] == "m" and key.endswith(name)), None)
    day = next((text for key, text in groups.items() if key[0] == "d" and key.endswith(name)), None)
    year = next((text for key, text in groups.items() if key[0] == "y" and key.endswith(name)), None)
    if day is None:
        return None
    whole = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    return whole, 0 if month is None else _month(month), int(day)


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS.index(text[:3]) + 1


def _dated(parts: Parts | None, year: int) -> date | None:
    """The day, in `year` where none is printed; `None` for 30 February."""
    if parts is None:
        return None
    try:
        return date(parts[0] or year, parts[1], parts[2])
    except ValueError:
        return None


def _near(first: Parts | None, last: Parts | None, today: date) -> Iterator[tuple[date | None, date | None]]:
    for year in (today.year, today.year + 1, today.year - 1):
        begin, end = _dated(first, year), _dated(last, year)
        if begin is not None and end is not None and begin > end:
            end = _dated(last, year + 1)
        yield begin, end


def _away(pair: tuple[date | None, date | None], today: date) -> int:
    """Days between today and the time; 0 within it. An open side counts as the day of the other."""
    begin, end = pair[0] or pair[1], pair[1] or pair[0]
    if begin is None or end is None:
        return 10**6
    return max((begin - today).days, (today - end).days, 0)
