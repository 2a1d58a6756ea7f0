"""Rivals' actions as a workbook: one sheet of actions, one of the photos that show them, one to be checked.

Texts stay texts, whatever they begin with (`catalog.safe_cells`).
"""

from collections.abc import Iterable, Sequence
from functools import partial
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from api.i18n import Locale, translate
from api.offer_words import offer_label
from api.schemas_rivals import RivalsAnswer
from catalog.safe_cells import write_text

_WIDTHS = (6, 14, 20, 14, 26, 10, 10, 10, 12, 12, 12, 10, 30)


def rivals_workbook(found: RivalsAnswer, locale: Locale, base_url: str) -> bytes:
    """The workbook in one language; `base_url` is the service's address, for links to photos."""
    words = partial(translate, locale)
    book = Workbook()
    del book[book.sheetnames[0]]
    yes, no = words("rivals.running"), words("rivals.over")
    _sheet(
        book,
        words("rivals.xlsx.actions"),
        [words("rivals.xlsx." + name) for name in (
            "no", "brand", "product", "kind", "offer", "depth", "unit_price", "stores", "first", "last", "until",
            "state", "ours",
        )],
        (
            (
                at, one.brand, one.product, offer_label(one.kind, locale), one.says,
                None if one.depth is None else float(one.depth * 100), one.unit_price, one.stores, one.first,
                one.last, one.valid_until, yes if one.running else no,
                words("rivals.comma").join(hit.name for hit in one.hits),
            )
            for at, one in enumerate(found.actions, 1)
        ),
    )  # fmt: skip
    _sheet(
        book,
        words("rivals.xlsx.evidence"),
        [words("rivals.xlsx." + name) for name in ("no", "store", "store_name", "day", "photo")],
        (
            (at, each.store, each.store_name, each.day, f"{base_url}{each.photo_url}")
            for at, one in enumerate(found.actions, 1)
            for each in one.sightings
        ),
    )
    _sheet(
        book,
        words("rivals.xlsx.unchecked"),
        [words("rivals.xlsx." + name) for name in ("brand", "offer", "store", "day", "photo")],
        (
            (one.brand, one.says, one.sighting.store, one.sighting.day, f"{base_url}{one.fix_url}")
            for one in found.unchecked
        ),
    )
    _sheet(
        book,
        words("rivals.xlsx.about"),
        [words("rivals.area"), words("rivals.city"), words("rivals.xlsx.first"), words("rivals.xlsx.last"),
         words("rivals.xlsx.visited"), words("rivals.xlsx.all_stores")],
        [(found.trade_area, found.city, found.first, found.last, found.visited, found.stores)],
    )  # fmt: skip
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.create_sheet(title)
    for column, text in enumerate(heads, 1):
        write_text(sheet.cell(1, column), text)
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS[column - 1] + 4
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            if isinstance(value, str):
                write_text(sheet.cell(number, column), value)
            elif value is not None:
                sheet.cell(number, column, value)
    sheet.freeze_panes = "A2"
