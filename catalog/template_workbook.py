"""Templates to fill in as XLSX: the header with drop-downs, and a second sheet that says how, with examples."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from catalog.safe_cells import write_text

ROWS_WITH_CHOICE: Final = 2_000


def template_workbook(
    title: str,
    titles: Sequence[str],
    help_title: str,
    help_lines: Sequence[str],
    *,
    examples: Sequence[Sequence[str]] = (),
    choices: Mapping[int, Sequence[str]] | None = None,
) -> bytes:
    """A workbook: an empty sheet to fill in, and one that explains it and is never read.

    Args:
        title: name of the sheet to fill in.
        titles: its header.
        help_title: name of the sheet that explains.
        help_lines: how to fill it in.
        examples: rows in the columns of `titles`, shown below the lines.
        choices: values to choose from by column (from 0); others may be typed too.
    """
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    for column, text in enumerate(titles, 1):
        write_text(sheet.cell(1, column), text)
        sheet.cell(1, column).font = Font(bold=True)
        # typed as text, so that a barcode keeps its zeros and a date stays as it is typed
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width, sheet.column_dimensions[letter].number_format = 18, "@"
    sheet.freeze_panes = "A2"
    page: Any = book.create_sheet(help_title)
    page.column_dimensions["A"].width = 24 if examples else 100
    for number, text in enumerate(help_lines, 1):
        write_text(page.cell(number, 1), text)
    if examples:
        _add_examples(page, len(help_lines) + 2, titles, examples)
    if choices:
        _add_choices(book, sheet, choices)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _add_examples(page: Any, top: int, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate((titles, *rows), top):
        for column, text in enumerate(row, 1):
            write_text(page.cell(number, column), text)
            page.cell(number, column).font = Font(bold=number == top)
    for column in range(2, len(titles) + 1):
        page.column_dimensions[get_column_letter(column)].width = 14


def _add_choices(book: Workbook, sheet: Any, choices: Mapping[int, Sequence[str]]) -> None:
    """Drop-downs that read their values from a hidden sheet: in a cell they may have 255 letters in all."""
    hidden: Any = book.create_sheet("choices")
    hidden.sheet_state = "hidden"
    for place, (column, values) in enumerate(sorted(choices.items()), 1):
        if not values:
            continue
        for number, value in enumerate(values, 1):
            write_text(hidden.cell(number, place), value)
        letter = get_column_letter(place)
        rule = DataValidation(
            type="list",
            formula1=f"choices!${letter}$1:${letter}${len(values)}",
            allow_blank=True,
            showErrorMessage=False,
        )
        target = get_column_letter(column + 1)
        rule.add(f"{target}2:{target}{ROWS_WITH_CHOICE}")
        sheet.add_data_validation(rule)
