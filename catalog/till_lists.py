"""Lists that tell a silence from a shut door: what a store carries, its stock, days it is closed, successors of SKUs.

Each is a table in CSV or XLSX; good rows go in, bad ones are listed, a row known by its key is replaced.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from sqlmodel import Session

from catalog.cell_values import amount, day, plain, refuse
from catalog.errors import Invalid
from catalog.header_row import BadRow, Table
from catalog.queries_till import find_closure
from catalog.scan_words import Known, words_known
from catalog.sheet import read_sheet
from catalog.tables_till import Listing, SkuSuccessor, StockOnHand, StoreClosure
from catalog.upsert import upsert

TillList = Literal["listing", "stock", "closure", "successor"]
MOST_ROWS: Final = 2_000_000
MOST_BYTES: Final = 200_000_000
_STORE: Final = ("门店", "门店编码", "门店编号", "店号", "storecode", "storeid", "shop")
_SKU: Final = ("商品编码", "商品条码", "编码", "条码", "货号", "gtin", "ean", "barcode", "skucode")
_EVERY: Final = frozenset({"", "*", "all", "全部", "所有门店", "全部门店"})

TABLES: Final[Mapping[TillList, Table]] = {
    "listing": Table(
        {
            "store": _STORE,
            "sku": _SKU,
            "since": ("上架日期", "开始日期", "起", "from", "listed", "start", "validfrom"),
            "until": ("下架日期", "结束日期", "止", "to", "delisted", "end", "validuntil"),
        },
        required=("store", "sku", "since"),
    ),
    "stock": Table(
        {
            "store": _STORE,
            "sku": _SKU,
            "date": ("日期", "库存日期", "day"),
            "units": ("库存", "库存数量", "数量", "stock", "onhand", "qty", "quantity"),
        },
        required=("store", "sku", "units"),
    ),
    "closure": Table(
        {
            "store": _STORE,
            "first_day": ("开始日期", "停业开始", "起", "from", "start", "firstday"),
            "last_day": ("结束日期", "停业结束", "止", "to", "end", "lastday"),
            "reason": ("原因", "说明", "why", "note"),
        },
        required=("first_day", "last_day"),
    ),
    "successor": Table(
        {
            "old_sku": ("旧编码", "旧条码", "原商品编码", "old", "oldgtin", "predecessor"),
            "new_sku": ("新编码", "新条码", "新商品编码", "new", "newgtin", "successor"),
            "since": ("日期", "开始日期", "起", "from", "start"),
        },
        required=("old_sku", "new_sku"),
    ),
}


@dataclass(frozen=True)
class TillListImport:
    """How many rows are in, the rows left out, and the columns that meant nothing."""

    imported: int
    bad: tuple[BadRow, ...]
    ignored_columns: tuple[str, ...]


@dataclass(frozen=True)
class _Names:
    known: Known
    chain_id: int
    today: date

    def store(self, cells: Mapping[str, str]) -> int:
        word = cells.get("store", "")
        return _id(self.known.store(word), "store", word, "unknown_store")

    def sku(self, cells: Mapping[str, str], field: str = "sku") -> int:
        word = cells.get(field, "")
        return _id(self.known.sku(word), field, word, "unknown_sku")


Row = dict[str, Any]


def import_till_list(
    session: Session, chain_id: int, kind: TillList, data: bytes, *, today: date
) -> TillListImport:
    """Take the rows in.

    listing: store, sku, since, until (blank: still). stock: store, sku, units, date (blank: `today`). closure: store
    (blank: all), first_day, last_day, reason. successor: old_sku, new_sku, since (blank: `today`).

    Raises:
        Invalid: `bad_file` as `catalog.sheet.read_sheet`, also no_header, missing_column, duplicate_column.
    """
    table = TABLES[kind]
    lines = read_sheet(data, table.known, most_rows=MOST_ROWS, most_bytes=MOST_BYTES)
    header = table.must_find(lines)
    names = _Names(words_known(session, chain_id), chain_id, today)
    read, keys = _READERS[kind]
    rows: dict[tuple[Any, ...], Row] = {}
    bad: list[BadRow] = []
    for line in lines:
        try:
            row = read(names, header.values(line))
        except Invalid as error:
            bad.append(header.bad(line, error))
        else:
            rows[tuple(row[name] for name in keys)] = row
    _WRITERS[kind](session, list(rows.values()))
    session.flush()
    return TillListImport(len(rows), tuple(bad), header.ignored)


def _listing(names: _Names, cells: Mapping[str, str]) -> Row:
    since = day("since", cells.get("since", ""))
    until = day("until", cells["until"]) if cells.get("until") else None
    if until is not None and until < since:
        raise refuse("until", cells["until"], "before_begin", begin=str(since))
    return {"store_id": names.store(cells), "sku_id": names.sku(cells), "since": since, "until": until}


def _stock(names: _Names, cells: Mapping[str, str]) -> Row:
    units = amount("units", cells.get("units", ""))
    return {
        "store_id": names.store(cells),
        "sku_id": names.sku(cells),
        "day": day("date", cells["date"]) if cells.get("date") else names.today,
        "units": units,
    }


def _closure(names: _Names, cells: Mapping[str, str]) -> Row:
    first, last = day("first_day", cells.get("first_day", "")), day("last_day", cells.get("last_day", ""))
    if last < first:
        raise refuse("last_day", cells["last_day"], "before_begin", begin=str(first))
    everywhere = plain(cells.get("store", "")) in _EVERY
    reason = cells.get("reason", "")
    if len(reason) > 200:
        raise refuse("reason", reason[:20], "too_long", most=200)
    return {
        "chain_id": names.chain_id,
        "store_id": None if everywhere else names.store(cells),
        "first_day": first,
        "last_day": last,
        "reason": reason,
    }


def _successor(names: _Names, cells: Mapping[str, str]) -> Row:
    old, new = names.sku(cells, "old_sku"), names.sku(cells, "new_sku")
    if old == new:
        raise refuse("new_sku", cells["new_sku"], "same_sku")
    since = day("since", cells["since"]) if cells.get("since") else names.today
    return {"old_sku_id": old, "new_sku_id": new, "since": since}


def _id(found: int | None, field: str, word: str, reason: str) -> int:
    if not word:
        raise refuse(field, "", "empty")
    if found is None:
        raise refuse(field, word, reason)
    return found


def _put_listings(session: Session, rows: list[Row]) -> None:
    upsert(session, Listing, rows, ["since", "until"])


def _put_stock(session: Session, rows: list[Row]) -> None:
    upsert(session, StockOnHand, rows, ["day", "units"])


def _put_successors(session: Session, rows: list[Row]) -> None:
    upsert(session, SkuSuccessor, rows, ["new_sku_id", "since"])


def _put_closures(session: Session, rows: list[Row]) -> None:
    for row in rows:
        known = find_closure(session, row["chain_id"], row["store_id"], row["first_day"])
        if known is None:
            session.add(StoreClosure(**row))
            continue
        known.last_day, known.reason = row["last_day"], row["reason"]
        session.add(known)


_READERS: Final[Mapping[TillList, tuple[Callable[[_Names, Mapping[str, str]], Row], tuple[str, ...]]]] = {
    "listing": (_listing, ("store_id", "sku_id")),
    "stock": (_stock, ("store_id", "sku_id")),
    "closure": (_closure, ("store_id", "first_day")),
    "successor": (_successor, ("old_sku_id",)),
}
_WRITERS: Final[Mapping[TillList, Callable[[Session, list[Row]], None]]] = {
    "listing": _put_listings,
    "stock": _put_stock,
    "closure": _put_closures,
    "successor": _put_successors,
}
