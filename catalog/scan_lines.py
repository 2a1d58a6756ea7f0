"""A till's file, however big, as columns of words: some ten megabytes of lines at a time.

CSV in UTF-8, UTF-16 with its mark or GB 18030 is cut into lines here and into columns by Polars; only lines with quotes
go through Python's reader. A line is a row: a cell with a line break in it is a broken row.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

import polars as pl

from catalog.errors import Invalid
from catalog.header_row import Header, Table
from catalog.safe_cells import csv_plain
from catalog.scan_text import BROKEN, HEAD_BYTES, encoding_of, head_text, line_chunks, lines_of
from catalog.sheet import MAX_CELL, Line, check_file, is_workbook, read_sheet, text_lines

_SEPARATORS: Final = ",;\t"


@dataclass(frozen=True)
class WordChunk:
    """Rows as columns of equal length: `line` numbers in the file, one column of stripped text by field (null where
    nothing is written), and the rows that could not be read, with why.

    `open_line` is the file's last one where no line end follows it, `short` where it has fewer cells than the header.
    """

    line: pl.Series
    words: dict[str, pl.Series]
    bad: tuple[tuple[Line, str], ...]
    read_bytes: int
    open_line: int | None = None
    short: bool = False


@dataclass(frozen=True)
class WordTable:
    """The header, and the rows below it chunk by chunk; `size` in bytes."""

    header: Header
    chunks: Iterator[WordChunk]
    size: int


def open_words(source: Path | bytes, table: Table, *, most_rows: int, most_bytes: int) -> WordTable:
    """Find the header and read on from there.

    Raises:
        Invalid: `bad_file`: empty, no_header, missing_column, duplicate_column, encoding, binary; for workbooks also
            too_big, too_many_rows, old_xls, not_a_workbook.
    """
    head = source[:HEAD_BYTES] if isinstance(source, bytes) else _head(source)
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if is_workbook(head):
        data = source if isinstance(source, bytes) else source.read_bytes()
        lines = read_sheet(data, table.known, most_rows=most_rows, most_bytes=most_bytes)
        header = table.must_find(lines)
        return WordTable(header, _from_lines(lines, header, table.required, size), size)
    check_file(head)
    encoding = encoding_of(head)
    top = head_text(head, encoding, whole=size <= len(head))
    header = table.must_find(text_lines(top.encode(), table.known))
    separator = _separator(top, header)
    return WordTable(header, _from_text(source, encoding, separator, header, table.required), size)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _separator(top: str, header: Header) -> str:
    """The one that parts the header line as it was parted."""
    line = lines_of(top)[header.line - 1]
    return max(
        _SEPARATORS, key=lambda sign: len(line.split(sign)) if len(line.split(sign)) >= header.width else 0
    )


def _from_text(
    source: Path | bytes, encoding: str, separator: str, header: Header, fields: Sequence[str]
) -> Iterator[WordChunk]:
    number = 0
    for chunk in line_chunks(source, encoding):
        lines, first = chunk.lines, number + 1
        number += len(lines)
        skipped = max(0, min(len(lines), header.line - first + 1))
        rows = pl.Series("text", lines[skipped:], dtype=pl.String)
        at = pl.int_range(first + skipped, number + 1, dtype=pl.Int64, eager=True)
        written = rows.str.strip_chars().str.len_bytes() > 0
        words = _columns(
            rows.filter(written), at.filter(written), separator, header, fields, chunk.read_bytes
        )
        if chunk.open_end:
            short = lines[-1].count(separator) + 1 < header.width
            words = replace(words, open_line=number, short=short)
        yield words


def _columns(
    rows: pl.Series, at: pl.Series, separator: str, header: Header, fields: Sequence[str], read: int
) -> WordChunk:
    parts = rows.str.split(separator)
    special = rows.str.contains(f'["{BROKEN}]')
    slow = special | (parts.list.len() > header.width) | (rows.str.len_chars() > MAX_CELL)
    numbers = {name: number for number, name in header.fields.items()}
    fast = {
        name: parts.filter(~slow).list.get(numbers[name], null_on_oob=True).str.strip_chars().rename(name)
        for name in fields
    }
    line = at.filter(~slow).rename("line")
    bad: list[tuple[Line, str]] = []
    if slow.any():
        kept, bad = _slowly(rows.filter(slow), at.filter(slow), separator, header, fields)
        line = pl.concat([line, kept.pop("line")])
        fast = {name: pl.concat([fast[name], kept[name]]) for name in fields}
    return WordChunk(line, {name: _unguarded(words) for name, words in fast.items()}, tuple(bad), read)


def _slowly(
    rows: pl.Series, at: pl.Series, separator: str, header: Header, fields: Sequence[str]
) -> tuple[dict[str, pl.Series], list[tuple[Line, str]]]:
    good: list[tuple[int, dict[str, str]]] = []
    bad: list[tuple[Line, str]] = []
    for text, number in zip(rows.to_list(), at.to_list(), strict=True):
        try:
            (cells,) = csv.reader([text], delimiter=separator, strict=True)
            line = Line(number, tuple(cell.strip() for cell in cells), separated=True)
            if any(len(cell) > MAX_CELL for cell in cells):
                line = Line(number, (), "too_long")
            values = header.values(line)
            if any(BROKEN in values.get(name, "") for name in fields):
                bad.append((line, "encoding"))
            else:
                good.append((number, values))
        except (csv.Error, ValueError):
            bad.append((Line(number, ()), "quotes"))
        except Invalid as error:
            bad.append((line, str(error.params["reason"])))
    columns = {
        name: pl.Series(name, [values.get(name) for _, values in good], dtype=pl.String) for name in fields
    }
    return columns | {"line": pl.Series("line", [number for number, _ in good], dtype=pl.Int64)}, bad


def _unguarded(words: pl.Series) -> pl.Series:
    """Without the apostrophe of `csv_safe`; empty cells become null."""
    if words.str.starts_with("'").any():
        words = pl.Series(words.name, [word and csv_plain(word) for word in words.to_list()], dtype=pl.String)
    return words.set(words.str.len_bytes() == 0, None)


def _from_lines(
    lines: Iterator[Line], header: Header, fields: Sequence[str], size: int
) -> Iterator[WordChunk]:
    while some := list(islice(lines, 50_000)):
        good: list[tuple[int, dict[str, str]]] = []
        bad: list[tuple[Line, str]] = []
        for line in some:
            try:
                good.append((line.number, header.values(line)))
            except Invalid as error:
                bad.append((line, str(error.params["reason"])))
        columns = {
            name: pl.Series(name, [values.get(name) for _, values in good], dtype=pl.String)
            for name in fields
        }
        yield WordChunk(
            pl.Series("line", [number for number, _ in good], dtype=pl.Int64), columns, tuple(bad), size
        )
