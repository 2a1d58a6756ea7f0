"""Plain lists as XLSX and CSV; texts cannot become formulas (`catalog.safe_cells`)."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from catalog.safe_cells import csv_safe, write_text

Cell = str | int | float | Decimal | date | None
_WIDEST: Final = 50


def table_workbook(title: str, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet: bold titles that stay in sight, columns as wide as their texts.

    Written row by row: tens of thousands of rows take the memory of their values, not of openpyxl's cells.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    lines = list(rows)
    widths = [len(text.encode("gb18030")) for text in titles]
    for row in lines:
        for column, value in enumerate(row):
            if isinstance(value, str) and len(value) * 2 > widths[column]:
                widths[column] = max(widths[column], len(value.encode("gb18030", "replace")))
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(width, _WIDEST) + 3
    sheet.freeze_panes = "A2"
    head = [_cell(sheet, text) for text in titles]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in lines:
        sheet.append([_cell(sheet, value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Cell) -> Any:
    """Text as text whatever it begins with; anything else as it is."""
    if not isinstance(value, str):
        return value
    if not value:
        return None
    cell: Any = WriteOnlyCell(sheet)
    write_text(cell, value)
    return cell


def table_csv(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV in UTF-8 with its mark, which Excel needs; an apostrophe goes before texts that look like formulas."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(titles)
    for row in rows:
        writer.writerow(csv_safe(cell) if isinstance(cell, str) else cell for cell in row)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
