"""A till's file, however big, as columns of words: some ten megabytes of lines at a time.

CSV in UTF-8, UTF-16 with its mark or GB 18030 is cut into lines here and into columns by Polars; only lines with quotes
go through Python's reader. A line is a row: a cell with a line break in it is a broken row.
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Final

import polars as pl

from catalog.errors import Invalid
from catalog.header_row import Header, Table
from catalog.safe_cells import csv_plain
from catalog.sheet import MAX_CELL, Line, check_file, is_workbook, read_sheet, text_lines

CHUNK_BYTES: Final = 16_000_000
_HEAD_BYTES: Final = 200_000
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS: Final = ",;\t"


@dataclass(frozen=True)
class WordChunk:
    """Rows as columns of equal length: `line` numbers in the file, one column of stripped text by field (null where
    nothing is written), and the rows that could not be read, with why."""

    line: pl.Series
    words: dict[str, pl.Series]
    bad: tuple[tuple[Line, str], ...]
    read_bytes: int


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
    head = source[:_HEAD_BYTES] if isinstance(source, bytes) else _head(source)
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if is_workbook(head):
        data = source if isinstance(source, bytes) else source.read_bytes()
        lines = read_sheet(data, table.known, most_rows=most_rows, most_bytes=most_bytes)
        header = table.must_find(lines)
        return WordTable(header, _from_lines(lines, header, table.required, size), size)
    check_file(head)
    encoding = _encoding(head)
    top = _decoded_head(head, encoding, whole=size <= len(head))
    header = table.must_find(text_lines(top.encode(), table.known))
    separator = _separator(top, header)
    return WordTable(header, _from_text(source, encoding, separator, header, table.required), size)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


def _encoding(head: bytes) -> str:
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _decoded_head(head: bytes, encoding: str, *, whole: bool) -> str:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head, final=whole)
    except UnicodeDecodeError as error:
        raise Invalid("bad_file", reason="encoding", tried=["utf-8", "gb18030"]) from error
    if "\0" in text:
        raise Invalid("bad_file", reason="binary")
    return text if whole else text[: text.rfind("\n") + 1] or text


def _separator(top: str, header: Header) -> str:
    """The one that parts the header line as it was parted."""
    line = top.splitlines()[header.line - 1] if header.line <= len(top.splitlines()) else ""
    return max(
        _SEPARATORS, key=lambda sign: len(line.split(sign)) if len(line.split(sign)) >= header.width else 0
    )


def _from_text(
    source: Path | bytes, encoding: str, separator: str, header: Header, fields: Sequence[str]
) -> Iterator[WordChunk]:
    number = 0
    for lines, read in _line_chunks(source, encoding):
        first = number + 1
        number += len(lines)
        skipped = max(0, min(len(lines), header.line - first + 1))
        rows = pl.Series("text", lines[skipped:], dtype=pl.String)
        at = pl.int_range(first + skipped, number + 1, dtype=pl.Int64, eager=True)
        written = rows.str.strip_chars().str.len_bytes() > 0
        yield _columns(rows.filter(written), at.filter(written), separator, header, fields, read)


def _line_chunks(source: Path | bytes, encoding: str) -> Iterator[tuple[list[str], int]]:
    """Whole lines without their ends, and how many bytes have been read by then."""
    decoder = codecs.getincrementaldecoder(encoding)()
    rest, read = "", 0
    try:
        for data in _pieces(source):
            read += len(data)
            text = rest + decoder.decode(data)
            cut = text.rfind("\n") + 1
            rest = text[cut:]
            if cut:
                yield _lines(text[:cut]), read
        rest += decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Invalid("bad_file", reason="encoding", tried=[encoding]) from error
    if rest:
        yield _lines(rest), read


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if text.endswith(("\n", "\r")) else lines


def _pieces(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        yield from iter(lambda: _read(file), b"")


def _read(file: IO[bytes]) -> bytes:
    return file.read(CHUNK_BYTES)


def _columns(
    rows: pl.Series, at: pl.Series, separator: str, header: Header, fields: Sequence[str], read: int
) -> WordChunk:
    parts = rows.str.split(separator)
    quoted = rows.str.contains('"', literal=True)
    slow = quoted | (parts.list.len() > header.width) | (rows.str.len_chars() > MAX_CELL)
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
            good.append((number, header.values(line)))
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
