"""Spreadsheets as text: CSV in the encodings and separators of Chinese and English offices, and XLSX."""

import codecs
import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from catalog.errors import Invalid

MAX_BYTES: Final = 20_000_000
MAX_UNPACKED_BYTES: Final = 300_000_000
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 200
MAX_CELL: Final = 2_000
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAX_BLANK_ROWS: Final = 10_000
"""So many blank rows end the table: formatting alone often goes down to Excel's last row."""
NOT_A_WORKBOOK: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    InvalidFileException,
    ParseError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,  # also NotImplementedError: a packing that zipfile does not know, a password
    TypeError,
    ValueError,
)
"""What openpyxl raises for a file that only looks like a workbook, also while its rows are read."""


@dataclass(frozen=True)
class Line:
    """A row with its number in the file (from 1), as a person sees it in an editor or in Excel.

    `problem` is set instead of cells when the row cannot be read; `separated` tells that separators alone part the
    cells, so that one too many means that all may stand in the wrong column.
    """

    number: int
    cells: tuple[str, ...]
    problem: str | None = None
    separated: bool = False

    @property
    def blank(self) -> bool:
        """Nothing is written in it."""
        return self.problem is None and not any(self.cells)


def read_sheet(
    data: bytes, known_headers: frozenset[str], *, most_rows: int = MAX_ROWS, most_bytes: int = MAX_BYTES
) -> Iterator[Line]:
    """The written rows of a CSV or of the first sheet of an XLSX that has any, cells stripped; the bytes decide which.

    `known_headers` are lower-case header words: the separator that finds most of them is the right one.

    Raises:
        Invalid: `bad_file` with reason `empty`, `too_big`, `too_many_rows`, `old_xls`, `not_a_workbook`,
            `encoding` or `binary`. Rows come lazily, so it may come late.
    """
    check_file(data, most_bytes)
    return limited(_workbook(data) if is_workbook(data) else text_lines(data, known_headers), most_rows)


def check_file(data: bytes, most_bytes: int = MAX_BYTES) -> None:
    """Raise Invalid `bad_file` for what cannot be a table at all: empty, too_big, old_xls."""
    if not data.strip():
        raise Invalid("bad_file", reason="empty")
    if len(data) > most_bytes:
        raise Invalid("bad_file", reason="too_big", bytes=len(data), most=most_bytes)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid("bad_file", reason="old_xls")


def is_workbook(data: bytes) -> bool:
    """The bytes begin as an XLSX does."""
    return data.startswith(b"PK\x03\x04")


def text_lines(data: bytes, known_headers: frozenset[str]) -> Iterator[Line]:
    """All lines of a CSV, blank ones too; raises Invalid like `read_sheet`."""
    return _text(decode(data), known_headers)


def limited(lines: Iterable[Line], most_rows: int = MAX_ROWS) -> Iterator[Line]:
    """The written lines up to where the table ends; what is too long or too wide is a problem of its line.

    Raises:
        Invalid: `bad_file`, reason `too_many_rows`.
    """
    written = blank = 0
    for line in lines:
        blank = blank + 1 if line.blank else 0
        if blank > MAX_BLANK_ROWS:
            return
        if line.blank:
            continue
        written += 1
        if written > most_rows:
            raise Invalid("bad_file", reason="too_many_rows", most=most_rows)
        if len(line.cells) > MAX_COLUMNS:
            yield Line(line.number, (), "too_many_cells")
        elif any(len(cell) > MAX_CELL for cell in line.cells):
            yield Line(line.number, (), "too_long")
        else:
            yield line


def trimmed(cells: Iterable[str]) -> tuple[str, ...]:
    """The cells without the blank ones at the end."""
    row = list(cells)
    while row and not row[-1]:
        row.pop()
    return tuple(row)


def decode(data: bytes) -> str:
    """Text in UTF-8, UTF-16 with its mark, or GB 18030; raises Invalid `bad_file`: encoding, binary."""
    encodings = [name for bom, name in _BOMS if data.startswith(bom)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise Invalid("bad_file", reason="binary")
        return text
    raise Invalid("bad_file", reason="encoding", tried=encodings)


def _text(text: str, known_headers: frozenset[str]) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text, known_headers), strict=True)
    end = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # The reader forgets the broken row; the next one starts clean.
            yield Line(end + 1, (), "quotes")
        else:
            yield Line(end + 1, trimmed(cell.strip() for cell in cells), separated=True)
        end = reader.line_num


def _separator(text: str, known_headers: frozenset[str]) -> str:
    top = [line for line in text[:20_000].splitlines()[:10] if line.strip()]

    def found(separator: str) -> int:
        return max(
            sum(cell.strip(' "').lower() in known_headers for cell in line.split(separator)) for line in top
        )

    return max(",;\t", key=found)


def _workbook(data: bytes) -> Iterator[Line]:
    book = open_workbook(data)
    try:
        for sheet in book.worksheets:
            lines = sheet_lines(sheet)
            first = next((line for line in lines if not line.blank), None)
            if first is not None:
                yield first
                yield from lines
                return
    except NOT_A_WORKBOOK as error:
        raise Invalid("bad_file", reason="not_a_workbook") from error
    finally:
        book.close()


def open_workbook(data: bytes) -> Workbook:
    """The workbook, read row by row and never evaluated; raises Invalid `bad_file`: not_a_workbook, too_big."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise Invalid("bad_file", reason="too_big", bytes=unpacked, most=MAX_UNPACKED_BYTES)
        return load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except NOT_A_WORKBOOK as error:
        raise Invalid("bad_file", reason="not_a_workbook") from error


def sheet_lines(sheet: Any) -> Iterator[Line]:
    """All lines of a sheet of `open_workbook`, blank ones too."""
    sheet.reset_dimensions()  # what some programs write there is wrong
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1), 1):
        yield Line(number, trimmed(cell_text(value) for value in row))


def cell_text(value: Any) -> str:
    """A cell as a person would have typed it; a formula is its own text and is never evaluated."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return (
            str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(Decimal(repr(value)), "f")
        )
    if isinstance(value, datetime | time):
        return value.isoformat()
    return str(getattr(value, "text", value)).strip()  # an array formula is an object with a text
