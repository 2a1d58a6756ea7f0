"""Planograms into files: Excel and CSV; JSON and Azure's shape are beside. What goes out comes back the same.

Lengths are written to a thousandth of a millimetre. Texts cannot become formulas (`catalog.safe_cells`).
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any, Final, Literal

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from catalog.plan_azure_write import plan_azure
from catalog.plan_json import plan_json
from catalog.plans import UNKNOWN_SKU, Plan, PlanSlot
from catalog.safe_cells import csv_safe, write_text

__all__ = ["plan_azure", "plan_csv", "plan_json", "plan_workbook", "template_workbook"]

Locale = Literal["zh-CN", "en"]
TITLES: Final[Mapping[Locale, tuple[str, ...]]] = {
    "zh-CN": (
        "棚格图编号",
        "棚格图名称",
        "品类",
        "棚格宽度(mm)",
        "层",
        "层高(mm)",
        "位置",
        "商品编码",
        "商品",
        "排面数",
        "叠放",
        "左边距(mm)",
        "陈列宽度(mm)",
    ),
    "en": (
        "planogram",
        "planogram name",
        "category",
        "fixture width (mm)",
        "layer",
        "layer height (mm)",
        "position",
        "sku",
        "product",
        "facings",
        "stack",
        "x (mm)",
        "width (mm)",
    ),
}
HELP: Final[Mapping[Locale, tuple[str, ...]]] = {
    "zh-CN": (
        "每行写一个陈列位；最上面一层是第 1 层，最左边的位置是 1。",
        "必填：层、商品编码（或条码）、排面数。位置不填整列时，按行的先后排列。",
        "长度单位是毫米；表头写成“层高(cm)”时按厘米读。",
        "一个文件可以有多张棚格图，也可以分在多个工作表；合并的单元格对其中每一行都有效。",
        "只写层和层高的行，表示这一层没有商品。",
        "商品编码写“?”的行，表示那里摆着还没命名的商品：位置占着，不作要求。",
    ),
    "en": (
        "Write a row a slot; layer 1 is the top, position 1 the left.",
        "Needed: layer, sku (code or barcode), facings. Without the position column, rows count in their order.",
        "Lengths are millimetres; under a title such as “layer height (cm)” they are read as centimetres.",
        "A file may hold several planograms, on one sheet or many; a merged cell counts for all of its rows.",
        "A row with no more than a layer and its height is a layer without products.",
        "A row with “?” for its sku is a place where something stands that nobody has named: it asks for nothing.",
    ),
}
_WIDTHS: Final = (16, 24, 14, 14, 8, 12, 8, 18, 36, 10, 8, 14, 14)
_TEXT_COLUMNS: Final = frozenset({0, 1, 2, 7, 8})
_NOT_IN_A_TITLE: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


def plan_workbook(
    plans: Plan | Sequence[Plan], names: Mapping[str, str], *, locale: Locale = "zh-CN"
) -> bytes:
    """An XLSX with a sheet a plan; `names` gives the products' names by SKU code, for the reader."""
    book = Workbook()
    del book[book.active.title if book.active is not None else "Sheet"]
    for plan in _listed(plans):
        sheet = _sheet(book, plan.code, locale)
        for number, row in enumerate(_rows(plan, names), 2):
            _write(sheet, number, row)
    return _saved(book)


def template_workbook(locale: Locale = "zh-CN") -> bytes:
    """An XLSX to fill in: the header, and a second sheet that says how."""
    book = Workbook()
    del book[book.active.title if book.active is not None else "Sheet"]
    _sheet(book, "棚格图" if locale == "zh-CN" else "planogram", locale)
    notes = book.create_sheet("说明" if locale == "zh-CN" else "how to")
    notes.column_dimensions["A"].width = 100
    for number, text in enumerate(HELP[locale], 1):
        write_text(notes.cell(number, 1), text)
    return _saved(book)


def plan_csv(plans: Plan | Sequence[Plan], names: Mapping[str, str], *, locale: Locale = "zh-CN") -> bytes:
    """A CSV in UTF-8 with its mark, which Excel needs; an apostrophe goes before texts that look like formulas."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(TITLES[locale])
    for plan in _listed(plans):
        for row in _rows(plan, names):
            writer.writerow(csv_safe(cell) if isinstance(cell, str) else cell for cell in row)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _listed(plans: Plan | Sequence[Plan]) -> Sequence[Plan]:
    return [plans] if isinstance(plans, Plan) else plans


def _rows(plan: Plan, names: Mapping[str, str]) -> Iterator[list[str | int | float | None]]:
    head = [plan.code, plan.name, plan.category, _mm(plan.width_mm)]
    heights = plan.layer_heights_mm or (None,) * plan.layers
    for layer, height in enumerate(heights, 1):
        board = [*head, layer, _mm(height)]
        places = plan.places_on(layer)
        if not places:
            yield [*board, *[None] * 7]
        for slot in places:
            sku = slot.sku if isinstance(slot, PlanSlot) else UNKNOWN_SKU
            yield [
                *board,
                slot.position,
                sku,
                names.get(sku, ""),
                slot.facings,
                slot.stack,
                _mm(slot.x_mm),
                _mm(slot.width_mm),
            ]


def _mm(size: float | None) -> float | int | None:
    if size is None:
        return None
    rounded = round(size, 3)
    return int(rounded) if rounded.is_integer() else rounded


def _sheet(book: Workbook, code: str, locale: Locale) -> Any:
    title = _NOT_IN_A_TITLE.sub("_", code)[:28].strip() or "planogram"
    sheet = book.create_sheet(title)  # openpyxl numbers a title that is taken
    for column, text in enumerate(TITLES[locale], 1):
        cell = sheet.cell(1, column, text)
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS[column - 1]
    for column in _TEXT_COLUMNS:
        sheet.column_dimensions[get_column_letter(column + 1)].number_format = "@"
    sheet.freeze_panes = "A2"
    return sheet


def _write(sheet: Any, number: int, row: Sequence[str | int | float | None]) -> None:
    for column, value in enumerate(row, 1):
        if isinstance(value, str) and value:
            write_text(sheet.cell(number, column), value)
        elif isinstance(value, int | float):
            sheet.cell(number, column, value)


def _saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()
