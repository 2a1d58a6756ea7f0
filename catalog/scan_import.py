"""Sales of the till into the history: a row a store, SKU and day; a later file replaces what an earlier one said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from sqlmodel import Session

from catalog.cell_values import amount, day, plain, refuse
from catalog.errors import Invalid
from catalog.header_row import BadRow, Header, Table
from catalog.queries_skus import sku_words, skus_by_code
from catalog.queries_stores import store_words
from catalog.rows import key
from catalog.sheet import Line, read_sheet
from catalog.tables_history import DailyScan
from catalog.upsert import upsert

SCAN_TABLE: Final = Table(
    {
        "store": (
            "门店",
            "门店编码",
            "门店编号",
            "门店名称",
            "店号",
            "店铺",
            "storecode",
            "storeid",
            "shop",
            "outlet",
        ),
        "sku": (
            "商品编码",
            "商品条码",
            "编码",
            "条码",
            "条形码",
            "货号",
            "gtin",
            "ean",
            "barcode",
            "skucode",
            "item",
            "itemcode",
            "productcode",
        ),
        "date": ("日期", "销售日期", "交易日期", "营业日期", "day", "salesdate", "businessdate"),
        "units": ("数量", "销量", "销售数量", "件数", "qty", "quantity", "unitssold"),
    },
    required=("store", "sku", "date", "units"),
)
MOST_ROWS: Final = 600_000
MOST_BYTES: Final = 60_000_000
LISTED: Final = 1_000
"""So many bad rows and unknown words are listed; a till knows far more products than a catalogue."""
EARLIEST: Final = date(2000, 1, 1)
_UNITS_MOST: Final = Decimal(10) ** 9
_THOUSANDTH: Final = Decimal("0.001")


@dataclass(frozen=True)
class UnknownWord:
    """A store or SKU that nobody knows: what the file calls it, in how many rows, the first of them."""

    word: str
    rows: int
    first_line: int


@dataclass(frozen=True)
class ScanImport:
    """What became of a file of `rows` rows.

    `kept` counts what is kept now, by store, SKU and day; `added_up` rows that were put to an earlier row of the
    same three; `bad` lists the first of `bad_rows` rows that cannot be read. Unknown words: the most rows first.
    """

    rows: int
    kept: int
    added_up: int
    first_day: date | None
    last_day: date | None
    stores: int
    skus: int
    bad: tuple[BadRow, ...]
    bad_rows: int
    unknown_stores: tuple[UnknownWord, ...]
    unknown_skus: tuple[UnknownWord, ...]
    ignored_columns: tuple[str, ...]


def import_scans(session: Session, chain_id: int, data: bytes, *, today: date | None = None) -> ScanImport:
    """Take a CSV or XLSX with columns store, sku (code or GTIN), date and units; other columns are ignored by name.

    Several rows of one store, SKU and day in a file (one a till, say) are added up; what an earlier file said of the
    three is replaced, so that the same file twice changes nothing. Returns may be negative. A day later than
    tomorrow by `today` is bad (a store may be a day ahead of the server). SKUs that left the catalogue are known.

    Raises:
        Invalid: `bad_file` as `catalog.sheet.read_sheet`, also no_header, missing_column, duplicate_column: nothing
            is read.
    """
    lines = read_sheet(data, SCAN_TABLE.known, most_rows=MOST_ROWS, most_bytes=MOST_BYTES)
    header = SCAN_TABLE.must_find(lines)
    ids = {code: key(sku.id) for code, sku in skus_by_code(session, chain_id).items()}
    words = {word: ids[code] for word, code in sku_words(session, chain_id, active=False).items()}
    read_day = lru_cache(maxsize=4096)(_day_by(today))
    work = _Import(header, _Names(store_words(session, chain_id)), _Names(words), read_day)
    for line in lines:
        work.take(line)
    rows = [
        {"store_id": store, "sku_id": sku, "day": when, "units": units}
        for (store, sku, when), units in sorted(work.sums.items())
    ]
    upsert(session, DailyScan, rows, ["units"])
    days = {when for _, _, when in work.sums}
    return ScanImport(
        rows=work.rows,
        kept=len(rows),
        added_up=work.added_up,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        stores=len({store for store, _, _ in work.sums}),
        skus=len({sku for _, sku, _ in work.sums}),
        bad=tuple(work.bad),
        bad_rows=work.bad_rows,
        unknown_stores=work.stores.unknown(),
        unknown_skus=work.skus.unknown(),
        ignored_columns=header.ignored,
    )


class _Names:
    """Words of the file and the ids behind them; counts those that nobody knows."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self._known = known
        self._missed: dict[str, list[int]] = {}

    def find(self, word: str) -> int | None:
        found = self._known.get(word)
        return self._known.get(plain(word).upper()) if found is None else found

    def miss(self, word: str, line: int) -> None:
        seen = self._missed.setdefault(word, [0, line])
        seen[0] += 1

    def unknown(self) -> tuple[UnknownWord, ...]:
        ordered = sorted(self._missed.items(), key=lambda item: (-item[1][0], item[1][1]))
        return tuple(UnknownWord(word, rows, first) for word, (rows, first) in ordered[:LISTED])


@dataclass
class _Import:
    """The file's sums while its rows come in."""

    header: Header
    stores: _Names
    skus: _Names
    read_day: Callable[[str], date]
    sums: dict[tuple[int, int, date], Decimal] = field(default_factory=dict)
    rows: int = 0
    added_up: int = 0
    bad_rows: int = 0
    bad: list[BadRow] = field(default_factory=list)

    def take(self, line: Line) -> None:
        """Add one row, or list it."""
        self.rows += 1
        try:
            values = self.header.values(line)
            for name in SCAN_TABLE.required:
                if name not in values:
                    raise refuse(name, "", "empty")
            when, units = self.read_day(values["date"]), _units(values["units"])
            store, sku = self.stores.find(values["store"]), self.skus.find(values["sku"])
            if store is None:
                self.stores.miss(values["store"], line.number)
            if sku is None:
                self.skus.miss(values["sku"], line.number)
            if store is None or sku is None:
                return
            place = (store, sku, when)
            total = self.sums.get(place, Decimal(0)) + units
            if abs(total) >= _UNITS_MOST:
                raise refuse("units", values["units"], "out_of_range")
        except Invalid as error:
            self.bad_rows += 1
            if len(self.bad) < LISTED:
                self.bad.append(self.header.bad(line, error))
        else:
            self.added_up += place in self.sums
            self.sums[place] = total


def _day_by(today: date | None) -> Callable[[str], date]:
    latest = date.max if today is None else today + timedelta(days=1)

    def read(text: str) -> date:
        when = day("date", text)
        if not EARLIEST <= when <= latest:
            raise refuse("date", text, "out_of_range", low=str(EARLIEST), high=str(latest))
        return when

    return read


@lru_cache(maxsize=4096)
def _units(text: str) -> Decimal:
    number = amount("units", text)
    if number != number.quantize(_THOUSANDTH):
        raise refuse("units", text, "decimals")
    return number
