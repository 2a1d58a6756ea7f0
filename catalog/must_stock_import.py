"""Must-stock lists out of and into tables; what goes out comes back the same."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlmodel import Session

from catalog.cell_values import day, plain, refuse, whole
from catalog.errors import Invalid
from catalog.header_row import BadRow, Table, first_table
from catalog.imported import RowsImported
from catalog.must_stock import MustDraft
from catalog.plans import FACINGS_MAX
from catalog.queries_must_stock import MustRow, must_lines_of
from catalog.queries_people import lock_chain
from catalog.queries_plans import list_store_classes
from catalog.queries_skus import sku_words, skus_by_code
from catalog.rows import key
from catalog.table_export import table_csv, table_workbook
from catalog.tables_plans import MustStock

MUST_TABLE: Final = Table(
    {
        "store_class": ("店型", "门店类型", "门店级别", "业态", "class", "format", "storetype"),
        "sku": (
            "商品编码",
            "商品条码",
            "编码",
            "条码",
            "货号",
            "gtin",
            "barcode",
            "skucode",
            "code",
            "itemcode",
        ),
        "product": ("商品", "商品名称", "品名", "name", "productname"),
        "min_facings": ("最少排面", "最少排面数", "排面", "排面数", "facings", "minimumfacings"),
        "valid_from": ("开始日期", "生效日期", "起始日期", "from", "start", "startdate"),
        "valid_until": ("结束日期", "截止日期", "失效日期", "until", "end", "enddate"),
    },
    required=("sku",),
)
TITLES: Final = {
    "zh-CN": ("店型", "商品编码", "商品", "最少排面", "开始日期", "结束日期"),
    "en": ("store class", "sku", "product", "min facings", "valid from", "valid until"),
}
ALL_CLASSES: Final = frozenset({"", "全部", "所有", "全部门店", "all", "*"})


def import_must_stock(session: Session, chain_id: int, data: bytes, *, today: date) -> RowsImported:
    """Take a CSV or XLSX with a column sku (code or GTIN), and store_class, min_facings, valid_from, valid_until.

    A blank class is every store, blank facings are 1, a blank end is open. Lines are known by class, SKU and first
    day. A blank first day means: from `today` on, unless a line that is valid today says the same already. A class
    that no store has is bad: nobody would ever follow the line. SKUs must be in the catalogue.

    Raises:
        Invalid: `bad_file` as `catalog.header_row.first_table`: nothing is read.
    """
    header, lines = first_table(data, MUST_TABLE)
    lock_chain(session, chain_id)
    work = _Import(session, chain_id, today)
    bad: list[BadRow] = []
    for line in lines:
        try:
            work.take(line.number, header.values(line))
        except Invalid as error:
            bad.append(header.bad(line, error))
    session.flush()
    return RowsImported(work.created, work.updated, work.unchanged, tuple(bad), header.ignored)


def must_stock_workbook(rows: Sequence[MustRow], *, locale: str = "zh-CN") -> bytes:
    """The lines as XLSX, to be changed and imported again."""
    return table_workbook("必分销" if locale == "zh-CN" else "must-stock", TITLES[locale], _cells(rows))


def must_stock_csv(rows: Sequence[MustRow], *, locale: str = "zh-CN") -> bytes:
    """The lines as CSV, to be changed and imported again."""
    return table_csv(TITLES[locale], _cells(rows))


def _cells(rows: Sequence[MustRow]) -> list[tuple[str | int, ...]]:
    return [
        (
            row.line.store_class,
            row.sku.code,
            f"{row.sku.brand} {row.sku.name} {row.sku.spec}".strip(),
            row.line.min_facings,
            row.line.valid_from.isoformat(),
            "" if row.line.valid_until is None else row.line.valid_until.isoformat(),
        )
        for row in rows
    ]


class _Import:
    """The chain's lines in memory while the rows go in."""

    def __init__(self, session: Session, chain_id: int, today: date) -> None:
        self.session, self.chain_id, self.today = session, chain_id, today
        self.words = sku_words(session, chain_id)
        self.ids = {code: key(sku.id) for code, sku in skus_by_code(session, chain_id).items()}
        self.classes = {plain(name): name for name in list_store_classes(session, chain_id)}
        self.lines = must_lines_of(session, chain_id)
        self.alike: dict[tuple[str, int], list[MustStock]] = {}
        for (store_class, sku_id, _), line in self.lines.items():
            self.alike.setdefault((store_class, sku_id), []).append(line)
        self.seen: dict[Any, int] = {}
        self.created = self.updated = self.unchanged = 0

    def take(self, number: int, cells: Mapping[str, str]) -> None:
        """Put one row in; raises Invalid `bad_value`."""
        draft = self._draft(cells)
        sku_id = self.ids[draft.sku]
        place = (draft.store_class, sku_id, draft.valid_from)
        first = self.seen.setdefault(place, number)
        if first != number:
            raise refuse("sku", cells["sku"], "duplicate_row", first_line=first)
        same = (draft.min_facings, draft.valid_until)
        line = self.lines.get(place)
        if line is None and not cells.get("valid_from") and self._holds(draft, sku_id):
            self.unchanged += 1
        elif line is None:
            self.lines[place] = MustStock(
                chain_id=self.chain_id,
                store_class=draft.store_class,
                sku_id=sku_id,
                min_facings=draft.min_facings,
                valid_from=draft.valid_from,
                valid_until=draft.valid_until,
            )
            self.session.add(self.lines[place])
            self.created += 1
        elif (line.min_facings, line.valid_until) == same:
            self.unchanged += 1
        else:
            line.min_facings, line.valid_until = same
            self.updated += 1

    def _draft(self, cells: Mapping[str, str]) -> MustDraft:
        if "sku" not in cells:
            raise refuse("sku", "", "empty")
        code = self.words.get(cells["sku"]) or self.words.get(plain(cells["sku"]).upper())
        if code is None:
            raise refuse("sku", cells["sku"], "unknown_sku")
        return MustDraft(
            sku=code,
            store_class=self._class(cells.get("store_class", "")),
            min_facings=whole("min_facings", cells.get("min_facings", "1"), 1, FACINGS_MAX),
            valid_from=day("valid_from", cells["valid_from"]) if cells.get("valid_from") else self.today,
            valid_until=day("valid_until", cells["valid_until"]) if cells.get("valid_until") else None,
        )

    def _class(self, word: str) -> str:
        if plain(word) in self.classes:
            return self.classes[plain(word)]
        if plain(word) in ALL_CLASSES:
            return ""
        raise refuse("store_class", word, "unknown")

    def _holds(self, draft: MustDraft, sku_id: int) -> bool:
        """The line that counts today says the same."""
        valid = [
            line
            for line in self.alike.get((draft.store_class, sku_id), [])
            if line.valid_from <= self.today and (line.valid_until is None or line.valid_until >= self.today)
        ]
        last = max(valid, key=lambda line: line.valid_from, default=None)
        return last is not None and (last.min_facings, last.valid_until) == (
            draft.min_facings,
            draft.valid_until,
        )
