"""Routes out of and into tables; what goes out comes back the same."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlmodel import Session

from catalog.cell_values import plain, refuse, whole
from catalog.errors import Invalid
from catalog.header_row import BadRow, Table, first_table
from catalog.queries_people import lock_chain
from catalog.queries_routes import StopRow, Traveller, stops_of
from catalog.queries_stores import store_words
from catalog.route_days import STOPS_MOST, RouteDay, RoutesSet, merged, set_route_days
from catalog.rows import key
from catalog.table_export import table_workbook
from catalog.template_workbook import template_workbook

Locale = Literal["zh-CN", "en"]
ROUTE_TABLE: Final = Table(
    {
        "rep": ("业务员账号", "业务员", "账号", "用户名", "拜访人", "rep", "user", "username", "salesperson"),
        "rep_name": ("姓名", "业务员姓名", "repname", "fullname"),
        "weekday": ("星期", "周几", "拜访日", "星期几", "weekday", "day", "dayofweek"),
        "store": ("门店编码", "门店编号", "店号", "门店", "storecode", "store", "code"),
        "store_name": ("门店名称", "店名", "storename"),
        "position": ("顺序", "拜访顺序", "序号", "次序", "position", "order", "sequence"),
    },
    required=("rep", "weekday", "store"),
)
TITLES: Final[Mapping[Locale, tuple[str, ...]]] = {
    "zh-CN": ("业务员账号", "姓名", "星期", "门店编码", "门店名称", "顺序"),
    "en": ("rep", "rep name", "weekday", "store code", "store name", "position"),
}
WEEKDAYS: Final[Mapping[Locale, tuple[str, ...]]] = {
    "zh-CN": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
HELP: Final[Mapping[Locale, tuple[str, ...]]] = {
    "zh-CN": (
        "每行是一位业务员某个星期几要去的一家门店；星期可以写几天，如“周一、周四”。",
        "顺序留空时按文件里的先后。姓名和门店名称只供查看，导入时不读。",
        "文件里写到的业务员和星期，整天按文件重排；没有写到的保持不变。有错误行时只增不删。",
    ),
    "en": (
        "A row is a store that a rep goes to on a weekday; several days may stand in a cell: Monday, Thursday.",
        "No position: in the order of the file. Names of reps and stores are for the reader; they are not read.",
        "A rep's weekday that the file names becomes what it says; others stay. With bad rows nothing is removed.",
    ),
}
_DAYS: Final = {
    word: number
    for number, words in enumerate(
        (
            ("一", "1", "monday", "mon"),
            ("二", "2", "tuesday", "tue", "tues"),
            ("三", "3", "wednesday", "wed"),
            ("四", "4", "thursday", "thu", "thur", "thurs"),
            ("五", "5", "friday", "fri"),
            ("六", "6", "saturday", "sat"),
            ("日", "天", "7", "sunday", "sun"),
        )
    )
    for word in words
}


@dataclass(frozen=True)
class RoutesImported:
    """What became of the stops, the rows left out, the columns that meant nothing."""

    done: RoutesSet
    bad: tuple[BadRow, ...]
    ignored_columns: tuple[str, ...]


def import_routes(
    session: Session,
    chain_id: int,
    data: bytes,
    *,
    people: Mapping[str, Traveller],
    stores: Mapping[str, int],
) -> RoutesImported:
    """Take a CSV or XLSX with columns rep (username), weekday, store (code or name) and position.

    A rep's weekday that the file names becomes what the file says. Where any row of the file is bad, what is there
    already stays in the route: the bad row may be the one that would have kept it.

    Args:
        session: a session that writes.
        chain_id: the chain.
        data: the file.
        people: whose routes may be set, by username.
        stores: ids of the stores that may be put in and taken out, by code.

    Raises:
        Invalid: `bad_file` as `catalog.header_row.first_table`: nothing is read.
    """
    header, lines = first_table(data, ROUTE_TABLE)
    lock_chain(session, chain_id)
    work = _Import(session, chain_id, people, stores)
    bad: list[BadRow] = []
    for line in lines:
        try:
            work.take(line.number, header.values(line))
        except Invalid as error:
            bad.append(header.bad(line, error))
    done = set_route_days(session, chain_id, work.days(bool(bad)), people=people, stores=stores)
    return RoutesImported(done, tuple(bad), header.ignored)


def routes_workbook(rows: Sequence[StopRow], *, locale: Locale) -> bytes:
    """The stops as XLSX, to be changed and imported again."""
    cells = (
        (
            row.user.username,
            row.user.full_name,
            WEEKDAYS[locale][row.stop.weekday],
            row.store.code,
            row.store.name,
            row.stop.position,
        )
        for row in rows
    )
    return table_workbook("路线" if locale == "zh-CN" else "routes", TITLES[locale], cells)


def route_template(people: Sequence[str], stores: Sequence[str], locale: Locale) -> bytes:
    """An XLSX to fill in, with drop-downs of people, weekdays and stores' codes."""
    return template_workbook(
        "路线" if locale == "zh-CN" else "routes",
        TITLES[locale],
        "说明" if locale == "zh-CN" else "how to",
        HELP[locale],
        choices={0: people, 2: WEEKDAYS[locale], 3: stores},
    )


def weekdays(text: str) -> tuple[int, ...]:
    """The days that a cell names, 0 = Monday: 周一, 星期四, 1, Monday; several parted by commas, blanks or 、.

    Raises:
        Invalid: `bad_value`, reason empty or weekday.
    """
    words = [word for word in re.split(r"[\s,，、;；/]+", plain(text)) if word]
    if not words:
        raise refuse("weekday", text, "empty")
    found = [_DAYS.get(re.sub(r"^(星期|礼拜|周)", "", word)) for word in words]
    if None in found:
        raise refuse("weekday", text, "weekday")
    return tuple(dict.fromkeys(day for day in found if day is not None))


class _Import:
    """Stops as the file names them."""

    def __init__(
        self,
        session: Session,
        chain_id: int,
        people: Mapping[str, Traveller],
        stores: Mapping[str, int],
    ) -> None:
        self.session, self.people, self.stores = session, people, stores
        self.codes = {store_id: code for code, store_id in stores.items()}
        self.words = store_words(session, chain_id)
        self.named: dict[tuple[str, int], dict[str, tuple[int, int | None]]] = {}

    def take(self, number: int, cells: Mapping[str, str]) -> None:
        """Note one row; raises Invalid `bad_value`."""
        for name in ROUTE_TABLE.required:
            if not cells.get(name):
                raise refuse(name, "", "empty")
        person = self.people.get(cells["rep"])
        if person is None:
            raise refuse("rep", cells["rep"], "unknown_rep")
        code = self.codes.get(self.words.get(cells["store"], 0))
        if code is None:
            raise refuse("store", cells["store"], "unknown_store")
        if self.stores[code] not in person.store_ids:
            raise refuse("store", cells["store"], "not_reps_store")
        place = whole("position", cells["position"], 1, 9999) if cells.get("position") else None
        days = weekdays(cells["weekday"])
        for day in days:
            stops = self.named.get((cells["rep"], day), {})
            if code in stops:
                raise refuse("store", cells["store"], "duplicate_row", first_line=stops[code][0])
            if len(stops) >= STOPS_MOST:
                raise refuse("rep", cells["rep"], "too_many")
        for day in days:
            self.named.setdefault((cells["rep"], day), {})[code] = (number, place)

    def days(self, keep: bool) -> list[RouteDay]:
        """The days to set; `keep` what is there already too."""
        old = stops_of(self.session, (key(self.people[name].user.id) for name, _ in self.named))
        found = []
        for (name, weekday), stops in self.named.items():
            there = old.get((key(self.people[name].user.id), weekday), []) if keep else []
            kept = [self.codes[stop.store_id] for stop in there if stop.store_id in self.codes]
            first = ((place, code) for code, (_, place) in stops.items())
            found.append(RouteDay(name, weekday, merged(first, kept)))
        return found
