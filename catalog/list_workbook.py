"""Must-stock lists and daily sales as XLSX: templates to fill in, and the list as it stands."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final, Literal

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from catalog.queries_must_stock import MustRow
from catalog.safe_cells import write_text

Locale = Literal["zh-CN", "en"]
Kind = Literal["must_stock", "scans"]

TITLES: Final[dict[Kind, dict[Locale, tuple[str, ...]]]] = {
    "must_stock": {
        "zh-CN": ("店型", "商品编码", "商品名称", "最少排面", "开始日期", "结束日期"),
        "en": ("store class", "sku", "name", "min facings", "valid from", "valid until"),
    },
    "scans": {
        "zh-CN": ("门店编码", "商品编码", "日期", "数量"),
        "en": ("store", "sku", "day", "units"),
    },
}
HELP: Final[dict[Kind, dict[Locale, tuple[str, ...]]]] = {
    "must_stock": {
        "zh-CN": (
            "每行一个必分销商品；店型留空表示所有门店。",
            "必填：商品编码（或条码）、开始日期。最少排面留空按 1；结束日期留空表示长期有效。",
            "同一店型、商品、开始日期再次导入时，更新原来的那一行。商品名称只供查看，导入时不读。",
        ),
        "en": (
            "A row a product; leave the class empty for every store.",
            "Needed: sku (code or barcode) and valid from. An empty min facings is 1, an empty end is open.",
            "A row of the same class, product and first day is changed. Names are for the reader; they are not read.",
        ),
    },
    "scans": {
        "zh-CN": (
            "每行是一家门店一个商品一天的销售数量；退货为负数。",
            "一家门店一天里没有写到的商品视为没有卖出；整天没有任何一行则视为没有数据。",
            "同一门店、商品、日期再次导入时，以新的数量为准。",
        ),
        "en": (
            "A row is what one store sold of one product on one day; returns are negative.",
            "Products that a store's day does not name sold nothing; a day without any row is no word at all.",
            "A row of the same store, product and day replaces the one before.",
        ),
    },
}


def template(kind: Kind, locale: Locale) -> bytes:
    """An XLSX to fill in: the header, and a second sheet that says how."""
    return _book(kind, locale, (), notes=True)


def must_stock_workbook(rows: Iterable[MustRow], locale: Locale) -> bytes:
    """The list as it stands, in the columns of the template; no text of it can become a formula."""
    lines = [
        (
            row.line.store_class,
            row.sku.code,
            " ".join(word for word in (row.sku.brand, row.sku.name, row.sku.spec) if word),
            row.line.min_facings,
            row.line.valid_from,
            row.line.valid_until,
        )
        for row in rows
    ]
    return _book("must_stock", locale, lines, notes=False)


def _book(kind: Kind, locale: Locale, rows: Iterable[Sequence[Any]], *, notes: bool) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = kind
    for column, title in enumerate(TITLES[kind][locale], 1):
        sheet.cell(1, column, title).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = 18
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                write_text(cell, value)
            elif isinstance(value, date):
                cell.value, cell.number_format = value, "yyyy-mm-dd"
            else:
                cell.value = value
    if notes:
        page: Any = book.create_sheet("说明" if locale == "zh-CN" else "how to")
        page.column_dimensions["A"].width = 100
        for number, text in enumerate(HELP[kind][locale], 1):
            write_text(page.cell(number, 1), text)
    out = BytesIO()
    book.save(out)
    return out.getvalue()
