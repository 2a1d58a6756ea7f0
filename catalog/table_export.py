"""Plain lists as XLSX and CSV; texts cannot become formulas (`catalog.safe_cells`)."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from catalog.safe_cells import csv_safe, write_text

Cell = str | int | float | Decimal | date | None
_WIDEST: Final = 50


def table_workbook(title: str, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet: bold titles that stay in sight, columns as wide as their texts."""
    book = Workbook()
    del book[book.sheetnames[0]]
    sheet = book.create_sheet(title)
    widths = [len(text.encode("gb18030")) for text in titles]
    for column, text in enumerate(titles, 1):
        write_text(sheet.cell(1, column), text)
        sheet.cell(1, column).font = Font(bold=True)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            if isinstance(value, str) and value:
                write_text(sheet.cell(number, column), value)
                widths[column - 1] = max(widths[column - 1], len(value.encode("gb18030", "replace")))
            elif value not in {None, ""}:
                sheet.cell(number, column, value)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(width, _WIDEST) + 3
    sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def table_csv(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV in UTF-8 with its mark, which Excel needs; an apostrophe goes before texts that look like formulas."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(titles)
    for row in rows:
        writer.writerow(csv_safe(cell) if isinstance(cell, str) else cell for cell in row)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
