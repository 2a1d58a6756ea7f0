"""From words to numbers: stores and SKUs by their ids, days as ordinals, units as thousandths; what is not so is told.

Each different word of a chunk is looked up once, and its answer put to all its rows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from catalog.cell_values import amount, day, plain, refuse
from catalog.errors import Invalid
from catalog.header_row import BadRow, Header
from catalog.scan_lines import WordChunk
from catalog.scan_sums import ROW, Rows
from catalog.scan_words import Known

FIELDS: Final = ("store", "sku", "date", "units")
LISTED: Final = 1_000
"""So many bad rows and unknown words are listed; a till knows far more products than a catalogue."""
EARLIEST: Final = date(2000, 1, 1)
_UNITS_MOST: Final = 10**12
_THOUSAND: Final = 1000
_NOT_KNOWN: Final = -1
_BAD: Final = -(2**31) + 1


@dataclass(frozen=True)
class UnknownWord:
    """A store or SKU that nobody knows: what the file calls it, in how many rows, the first of them."""

    word: str
    rows: int
    first_line: int


@dataclass
class _Missed:
    """Unknown words, with their rows and first lines."""

    seen: dict[str, list[int]] = field(default_factory=dict)

    def add(self, words: pl.Series, lines: pl.Series) -> None:
        found = (
            pl.DataFrame({"word": words, "line": lines}).group_by("word").agg(pl.len(), pl.col("line").min())
        )
        for word, rows, line in found.iter_rows():
            entry = self.seen.setdefault(word, [0, line])
            entry[0] += rows
            entry[1] = min(entry[1], line)

    def listed(self) -> tuple[UnknownWord, ...]:
        ordered = sorted(self.seen.items(), key=lambda item: (-item[1][0], item[1][1]))
        return tuple(UnknownWord(word, rows, first) for word, (rows, first) in ordered[:LISTED])


class ScanReader:
    """Reads chunk after chunk and remembers what was bad, unknown, first and last."""

    def __init__(self, header: Header, known: Known, today: date, zone: tzinfo) -> None:
        self._header, self._known = header, known
        self._latest = today + timedelta(days=1)
        self._zone = zone
        self._stores, self._skus = _Missed(), _Missed()
        self._word_ids: dict[str, int] = {}
        self._day = lru_cache(maxsize=100_000)(self._read_day)
        self.rows = self.bad_rows = 0
        self.cut = False
        self.bad: list[BadRow] = []
        self.first_day: date | None = None
        self.last_day: date | None = None

    @property
    def words(self) -> list[str]:
        """Words of the rows that were put aside, by number."""
        return list(self._word_ids)

    def unknown_stores(self) -> tuple[UnknownWord, ...]:
        """The most rows first."""
        return self._stores.listed()

    def unknown_skus(self) -> tuple[UnknownWord, ...]:
        """The most rows first."""
        return self._skus.listed()

    def take(self, chunk: WordChunk) -> tuple[Rows, Rows]:
        """Rows by ids of store and SKU, and those of unknown ones by numbers of their words (`words`)."""
        self.rows += len(chunk.line) + len(chunk.bad)
        for line, reason in chunk.bad:
            error = Invalid("bad_value", field="", value=line.cells[-1] if line.cells else "", reason=reason)
            self._complain(self._header.bad(line, error))
        words = chunk.words
        days = _looked_up(words["date"], self._ordinal, _BAD)
        units = _looked_up(words["units"], _thousandths, _BAD)
        store = _looked_up(words["store"], _or_not_known(self._known.store), _NOT_KNOWN)
        sku = _looked_up(words["sku"], _or_not_known(self._known.sku), _NOT_KNOWN)
        empty = words["store"].is_null() | words["sku"].is_null()
        good = ~empty.to_numpy() & (days != _BAD) & (units != _BAD)
        self._list_bad(chunk, np.flatnonzero(~good))
        if chunk.open_line is not None:
            bad_lines = {line.number for line, _ in chunk.bad} | set(
                chunk.line.filter(pl.Series(~good)).to_list()
            )
            self.cut = chunk.short or chunk.open_line in bad_lines
        if good.any():
            first, last = (date.fromordinal(int(days[good].min())), date.fromordinal(int(days[good].max())))
            self.first_day = first if self.first_day is None else min(first, self.first_day)
            self.last_day = last if self.last_day is None else max(last, self.last_day)
        for missed, ids, name in ((self._stores, store, "store"), (self._skus, sku, "sku")):
            mask = pl.Series(good & (ids == _NOT_KNOWN))
            missed.add(words[name].filter(mask), chunk.line.filter(mask))
        known = good & (store != _NOT_KNOWN) & (sku != _NOT_KNOWN)
        aside = good & ~known
        return (
            _rows(store[known], sku[known], days[known], units[known]),
            _rows(
                self._numbers(words["store"], aside),
                self._numbers(words["sku"], aside),
                days[aside],
                units[aside],
            ),
        )

    def _numbers(self, words: pl.Series, mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        some = words.filter(pl.Series(mask))
        return _looked_up(some, lambda word: self._word_ids.setdefault(word, len(self._word_ids)), _NOT_KNOWN)

    def _list_bad(self, chunk: WordChunk, rows: npt.NDArray[np.int64]) -> None:
        listed = max(0, LISTED - len(self.bad))
        for row in rows[:listed].tolist():
            number = int(chunk.line[row])
            self._complain(self._why(number, {name: chunk.words[name][row] for name in FIELDS}))
        self.bad_rows += max(0, len(rows) - listed)

    def _complain(self, row: BadRow) -> None:
        self.bad_rows += 1
        if len(self.bad) < LISTED:
            self.bad.append(row)

    def _why(self, line: int, values: Mapping[str, str | None]) -> BadRow:
        titles = self._header.titles
        for name in FIELDS:
            if values[name] is None:
                return BadRow(line, titles[name], "empty", "")
        for name, read in (("date", self._read_day), ("units", _thousandths)):
            try:
                read(values[name] or "")
            except Invalid as error:
                params = dict(error.params)
                value, reason = str(params.pop("value", "")), str(params.pop("reason"))
                params.pop("field", None)
                return BadRow(line, titles[name], reason, value, params)
        raise AssertionError(f"line {line} was found bad and is not")

    def _ordinal(self, text: str) -> int:
        return self._day(text).toordinal()

    def _read_day(self, text: str) -> date:
        when = self._local_day(text) or day("date", text)
        if not EARLIEST <= when <= self._latest:
            raise refuse("date", text, "out_of_range", low=str(EARLIEST), high=str(self._latest))
        return when

    def _local_day(self, text: str) -> date | None:
        """A moment with its zone is of the day that it was in the chain's; None for what is no such moment."""
        if ":" not in text and "：" not in text:
            return None
        try:
            moment = datetime.fromisoformat(plain(text).upper().replace(" ", "T", 1).replace(" ", ""))
        except ValueError:
            return None
        return None if moment.tzinfo is None else moment.astimezone(self._zone).date()


def _or_not_known(find: Callable[[str], int | None]) -> Callable[[str], int]:
    def number(word: str) -> int:
        found = find(word)
        return _NOT_KNOWN if found is None else found

    return number


@lru_cache(maxsize=100_000)
def _thousandths(text: str) -> int:
    number = amount("units", text)
    scaled = number * _THOUSAND
    if scaled != scaled.to_integral_value():
        raise refuse("units", text, "decimals")
    if abs(scaled) >= _UNITS_MOST:
        raise refuse("units", text, "out_of_range", low="-999999999", high="999999999")
    return int(scaled)


def _looked_up(words: pl.Series, find: Callable[[str], int], otherwise: int) -> npt.NDArray[np.int64]:
    """Each different word's number (n,); `otherwise` where it has none or nothing is written."""
    answers: dict[str, int] = {}
    for word in words.drop_nulls().unique().to_list():
        try:
            answers[word] = find(word)
        except Invalid:
            answers[word] = otherwise
    if not answers:
        return np.full(len(words), otherwise, np.int64)
    numbers = words.replace_strict(
        list(answers), list(answers.values()), default=otherwise, return_dtype=pl.Int64
    )
    found: npt.NDArray[np.int64] = numbers.fill_null(otherwise).to_numpy()
    return found


def _rows(store: Any, sku: Any, days: Any, units: Any) -> Rows:
    rows = np.zeros(len(store), ROW)
    rows["store"], rows["sku"], rows["day"], rows["units"] = store, sku, days, units
    return rows
