"""Text in tables that a spreadsheet program must not take for a formula (formula injection).

A name like `=HYPERLINK(...)` is data. In XLSX it is written as text with Excel's quote prefix, so it stays text even
when somebody edits the cell. CSV has no types: there an apostrophe goes before it, and imports take it off again.
"""

import re
from typing import Any, Final

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n|%]")


def csv_safe(text: str) -> str:
    """The text with an apostrophe before it when a program might run it; also when it has one already, so that
    `csv_plain` gives exactly the text back."""
    return f"'{text}" if _FORMULA.match(text) else text


def csv_plain(text: str) -> str:
    """A cell of a CSV without the apostrophe that `csv_safe` put there."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def write_text(cell: Any, text: str) -> None:
    """Put text into an openpyxl cell as text, whatever it begins with; control characters, which XLSX cannot hold,
    are left out."""
    cell.value = text if text.isprintable() else "".join(s for s in text if s >= " " or s in "\t\n\r")
    cell.data_type = "s"
    if _FORMULA.match(text):
        cell.quotePrefix = True
