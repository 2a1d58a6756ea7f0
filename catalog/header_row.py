"""Finding the header of a table by its words, Chinese or English, and reading the rows below it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from catalog.cell_values import plain, unit_of
from catalog.errors import Invalid
from catalog.safe_cells import csv_plain
from catalog.sheet import Line
from catalog.sheets import read_sheets

HEADER_WITHIN_ROWS: Final = 10


@dataclass(frozen=True)
class BadRow:
    """A row that was left out: its number in the file, the header of the cell ("" for the row as a whole) as it is
    written there, a stable word for the reason, what the cell holds, and the figures of the reason."""

    line: int
    column: str
    reason: str
    value: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Header:
    """Which column is which: fields by cell number, titles by field, units (mm of one) where titles name them."""

    line: int
    width: int
    fields: Mapping[int, str]
    titles: Mapping[str, str]
    ignored: tuple[str, ...]

    def mm_of_one(self, name: str) -> float:
        """What a bare number in this column counts in mm: 1 unless the title says otherwise."""
        return unit_of(self.titles.get(name, "")) or 1

    def values(self, line: Line) -> dict[str, str]:
        """A row's written cells by field.

        Raises:
            Invalid: `bad_value`, with the line's own problem as reason, or `too_many_cells`.
        """
        if line.problem is not None:
            raise Invalid("bad_value", field="", value="", reason=line.problem)
        beyond = [cell for cell in line.cells[self.width :] if cell]
        if line.separated and beyond:
            raise Invalid("bad_value", field="", value=beyond[0], reason="too_many_cells")
        cells = {name: line.cells[n] for n, name in self.fields.items() if n < len(line.cells)}
        if line.separated:
            cells = {name: csv_plain(text) for name, text in cells.items()}
        return {name: text for name, text in cells.items() if text}

    def bad(self, line: Line, error: Invalid) -> BadRow:
        """What to list for a row that raised."""
        params = dict(error.params)
        name, value, reason = (str(params.pop(part, "")) for part in ("field", "value", "reason"))
        return BadRow(line.number, self.titles.get(name, name), reason, value, params)


@dataclass(frozen=True)
class Table:
    """The columns that a kind of table has: header words by field, and the fields that it cannot do without."""

    words: Mapping[str, tuple[str, ...]]
    required: Sequence[str]

    @property
    def known(self) -> frozenset[str]:
        """All header words: what tells the separator of a CSV."""
        names = frozenset(name.replace("_", sign) for name in self.words for sign in ("_", " ", ""))
        return frozenset(word for words in self.words.values() for word in words) | names

    def field_of(self, title: str) -> str | None:
        """The field that a title names; blanks, signs, notes in brackets and units do not matter."""
        word = re.sub(r"\(.*?\)|\[.*?\]|[\s_\-*:/]", "", plain(title))
        for bare in (word, re.sub(r"(mm|cm|m|毫米|厘米|公分|米)$", "", word)):
            for name, words in self.words.items():
                if bare == name.replace("_", "") or bare in words:
                    return name
        return None

    def find(self, lines: Iterator[Line]) -> Header | None:
        """The header among the next rows, leaving `lines` behind it; None when no row names two needed fields.

        Raises:
            Invalid: `bad_file`, reason `duplicate_column` or `missing_column`.
        """
        needed = min(2, len(self.required))
        for line in islice(lines, HEADER_WITHIN_ROWS):
            named = [(number, title, self.field_of(title)) for number, title in enumerate(line.cells)]
            if len({name for _, _, name in named} & set(self.required)) >= needed:
                return self._header(line, named)
        return None

    def must_find(self, lines: Iterator[Line]) -> Header:
        """The header; also raises Invalid `bad_file`, reason `no_header`."""
        header = self.find(lines)
        if header is None:
            raise self.no_header()
        return header

    def no_header(self) -> Invalid:
        """The error of a file without such a header."""
        expected = [f"{self.words[name][0]} {name}" for name in self.required]
        return Invalid("bad_file", reason="no_header", expected=expected)

    def _header(self, line: Line, named: list[tuple[int, str, str | None]]) -> Header:
        fields: dict[int, str] = {}
        titles: dict[str, str] = {}
        for number, title, name in named:
            if name is None:
                continue
            if name in titles:
                raise Invalid(
                    "bad_file", reason="duplicate_column", columns=[titles[name], title], line=line.number
                )
            fields[number], titles[name] = name, title
        missing = [self.words[name][0] for name in self.required if name not in titles]
        if missing:
            raise Invalid("bad_file", reason="missing_column", columns=missing, line=line.number)
        ignored = tuple(title for _, title, name in named if title and name is None)
        width = max(number for number, title, _ in named if title) + 1
        return Header(line.number, width, fields, titles, ignored)


def first_table(data: bytes, table: Table) -> tuple[Header, Iterator[Line]]:
    """The first sheet with such a header, and the rows below it; merged cells count for all their rows.

    Raises:
        Invalid: `bad_file` as `catalog.sheets.read_sheets`, also no_header, missing_column, duplicate_column.
    """
    errors: list[Invalid] = []
    for sheet in read_sheets(data, table.known):
        lines = iter(sheet.lines)
        try:
            return table.must_find(lines), lines
        except Invalid as error:
            errors.append(error)
    raise next((error for error in errors if error.params["reason"] != "no_header"), errors[0])
