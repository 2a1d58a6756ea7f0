"""Every sheet of a workbook, merged cells filled in: what stands in a merged range counts for all of its rows."""

import re
import zipfile
from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Final

from openpyxl.utils import column_index_from_string

from catalog.errors import Invalid
from catalog.sheet import (
    MAX_COLUMNS,
    NOT_A_WORKBOOK,
    Line,
    check_file,
    is_workbook,
    limited,
    open_workbook,
    sheet_lines,
    text_lines,
    trimmed,
)

MAX_SHEETS: Final = 200
MAX_MERGES: Final = 20_000
_MERGE: Final = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})["']"""
)
_CHUNK: Final = 1 << 20
_LONGEST_TAG: Final = 200


@dataclass(frozen=True)
class Sheet:
    """A sheet's written lines; `name` is "" for a CSV."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, order=True)
class Merge:
    """A merged range: first and last row from 1, first and last column from 0, all included."""

    top: int
    left: int
    bottom: int
    right: int


def read_sheets(data: bytes, known_headers: frozenset[str]) -> tuple[Sheet, ...]:
    """The sheets of a workbook that have anything written, or the one table of a CSV.

    Raises:
        Invalid: `bad_file` as `catalog.sheet.read_sheet`, also with reason `too_many_sheets` or `too_many_merges`.
    """
    check_file(data)
    if not is_workbook(data):
        return (Sheet("", tuple(limited(text_lines(data, known_headers)))),)
    book = open_workbook(data)
    try:
        if len(book.worksheets) > MAX_SHEETS:
            raise Invalid("bad_file", reason="too_many_sheets", most=MAX_SHEETS)
        found = [
            Sheet(str(sheet.title), tuple(limited(fill_merged(sheet_lines(sheet), merges_of(data, sheet)))))
            for sheet in book.worksheets
        ]
    except NOT_A_WORKBOOK as error:
        raise Invalid("bad_file", reason="not_a_workbook") from error
    finally:
        book.close()
    written = tuple(sheet for sheet in found if sheet.lines)
    if not written:
        raise Invalid("bad_file", reason="empty")
    return written


def merges_of(data: bytes, sheet: Any) -> tuple[Merge, ...]:
    """A sheet's merged ranges, read off its XML.

    openpyxl tells them only in its other mode, which makes an object for every cell of a range: one that spans the
    whole sheet would take all memory.
    """
    found: list[Merge] = []
    with zipfile.ZipFile(BytesIO(data)) as packed, packed.open(sheet._worksheet_path) as part:
        rest = b""
        while block := part.read(_CHUNK):
            text = rest + block
            end = 0
            for match in _MERGE.finditer(text):
                left, top, right, bottom = match.groups()
                columns = [column_index_from_string(name.decode()) - 1 for name in (left, right)]
                found.append(Merge(int(top), columns[0], int(bottom), min(columns[1], MAX_COLUMNS)))
                end = match.end()
            if len(found) > MAX_MERGES:
                raise Invalid("bad_file", reason="too_many_merges", most=MAX_MERGES)
            rest = text[max(end, len(text) - _LONGEST_TAG) :]
    return tuple(sorted(found))


def fill_merged(lines: Iterable[Line], merges: tuple[Merge, ...]) -> Iterator[Line]:
    """Lines with the value of each merged range in all of its cells; a line with nothing of its own stays blank."""
    waiting = list(reversed(merges))
    active: list[tuple[Merge, str]] = []
    for line in lines:
        active = [(merge, value) for merge, value in active if merge.bottom >= line.number]
        while waiting and waiting[-1].top <= line.number:
            merge = waiting.pop()
            first = line.cells[merge.left] if merge.left < len(line.cells) else ""
            if first and merge.top == line.number:
                insort(active, (merge, first))
        if not active or line.blank or line.problem is not None:
            yield line
            continue
        width = max(len(line.cells), max(merge.right for merge, _ in active) + 1)
        cells = list(line.cells) + [""] * (width - len(line.cells))
        for merge, value in active:
            for column in range(merge.left, merge.right + 1):
                cells[column] = cells[column] or value
        yield replace(line, cells=trimmed(cells))
