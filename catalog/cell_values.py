"""What a cell of a table means: whole numbers, amounts, lengths in mm, days. Each raises Invalid `bad_value`."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from catalog.errors import Invalid

CELL_ERROR: Final = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?")
_MM: Final = {
    "mm": 1,
    "毫米": 1,
    "cm": 10,
    "厘米": 10,
    "公分": 10,
    "m": 1000,
    "米": 1000,
    "in": 25.4,
    "英寸": 25.4,
}
_LENGTH: Final = re.compile(r"(?P<number>[^a-z毫厘公米英寸\"]+)(?P<unit>mm|cm|m|in|毫米|厘米|公分|米|英寸)?")
_EXCEL_EPOCH: Final = date(1899, 12, 30)
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[t ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


def plain(text: str) -> str:
    """The text in the signs of a plain keyboard: full-width letters, digits and blanks made narrow, lower case."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def refuse(field: str, value: str, reason: str, **params: Any) -> Invalid:
    """The error of a cell."""
    return Invalid("bad_value", field=field, value=value, reason=reason, **params)


def amount(field: str, text: str) -> Decimal:
    """A number with a point; thousands may be parted by commas. Reasons: number, cell_error, formula."""
    if CELL_ERROR.fullmatch(text):
        raise refuse(field, text, "cell_error")
    if text.startswith("="):
        raise refuse(field, text, "formula")
    number = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain(text).replace(" ", ""))
    if not _NUMBER.fullmatch(number):
        raise refuse(field, text, "number")
    return Decimal(number)


def whole(field: str, text: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`. Reasons: as `amount`, whole_number, out_of_range."""
    number = amount(field, text)
    if number != number.to_integral_value():
        raise refuse(field, text, "whole_number")
    if not low <= number <= high:
        raise refuse(field, text, "out_of_range", low=low, high=high)
    return int(number)


def millimetres(field: str, text: str, *, low: float, high: float, mm_of_one: float = 1) -> float:
    """A length. `mm_of_one` is what a bare number counts: 10 in a column headed «cm».

    A unit in the cell must be the column's. A bare number that is too small to be true, but would do as cm or m, is
    taken for a slip of the unit and refused rather than guessed.

    Reasons: as `amount`; wrong_unit with the unit found and the one expected; out_of_range.
    """
    if text.startswith("="):
        raise refuse(field, text, "formula")
    found = _LENGTH.fullmatch(plain(text).replace(" ", ""))
    if found is None:
        raise refuse(field, text, "cell_error" if CELL_ERROR.fullmatch(text) else "number")
    unit = found["unit"]
    expected = next(name for name, size in _MM.items() if size == mm_of_one)
    if unit is not None and _MM[unit] != mm_of_one:
        raise refuse(field, text, "wrong_unit", unit=unit, expected=expected)
    try:
        size = float(amount(field, found["number"])) * mm_of_one
    except Invalid as error:
        raise refuse(field, text, str(error.params["reason"])) from error
    if 0 < size < low:
        for name in ("cm", "m"):
            if low <= size * _MM[name] <= high:
                raise refuse(field, text, "wrong_unit", unit=name, expected=expected)
    if not low <= size <= high:
        raise refuse(field, text, "out_of_range", low=low, high=high)
    return size


def unit_of(header: str) -> float | None:
    """Millimetres of one unit that a header names: 10 for «层高(cm)», 1 for «width_mm», None where it names none."""
    words = re.findall(r"[a-z]+|[毫厘公]?[米分]|英寸", plain(header).replace("_", " "))
    return next((_MM[word] for word in reversed(words) if word in _MM), None)


def day(field: str, text: str) -> date:
    """A day: 2026-11-25, 2026/11/25, 2026.11.25, 2026年11月25日, 20261125, with a time or without, 25.11.2026 or
    11/25/2026 where only one reading is a date, or Excel's own number of the day.

    Reasons: date; ambiguous_date (03/04/2026 is two days).
    """
    word = plain(text)
    if found := _DAY.fullmatch(word):
        return _date(field, text, *(int(part) for part in found.groups()[:3]))
    if re.fullmatch(r"(19|20)\d{6}", word):
        return _date(field, text, int(word[:4]), int(word[4:6]), int(word[6:]))
    if re.fullmatch(r"\d{5}(\.\d+)?", word):
        return _EXCEL_EPOCH + timedelta(days=int(float(word)))
    if found := _DAY_FIRST.fullmatch(word):
        first, second, year = (int(part) for part in found.groups())
        if first <= 12 and second <= 12 and first != second:
            raise refuse(field, text, "ambiguous_date")
        return _date(field, text, year, *((second, first) if first > 12 else (first, second)))
    try:
        return datetime.fromisoformat(text.strip()).date()
    except ValueError:
        raise refuse(field, text, "date") from None


def _date(field: str, text: str, year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise refuse(field, text, "date") from None
