"""Numbers as posters print them: 9.9, 2,499, 九块九, 玖, 两件, 八五折."""

import re
from decimal import Decimal
from typing import Final

_DIGITS: Final = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "俩": 2,
    "仨": 3,
}
_SCALES: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_CHINESE: Final = "".join(_DIGITS) + "".join(_SCALES)

ARABIC: Final = r"(?<!\d)(?<!\d[.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)(?!\d|[.,]\d)"
"""Whole numbers as they stand: no 12 is read out of 12.345, nor 99 out of 1299."""
NUMBER: Final = rf"(?:{ARABIC}|[{_CHINESE}]+)"
"""A pattern for what `read_number` reads."""
_BEFORE: Final = ("was", "now", "save", "only", "just", "for", "from", "off", "get", "spend", "over")
_APART: Final = rf"(?:(?<![a-z])|{'|'.join(f'(?<={word})' for word in _BEFORE)})"
SIGN: Final = rf"(?:hk\$|{_APART}(?:nt\$|us\$|s\$|rm(?=\d))|[¥$£€])"
"""A pattern for a currency in small letters without blanks: amount$5 is no New Taiwan money."""


def read_number(text: str) -> Decimal | None:
    """The value of `text`, e.g. 9.9, 2,499, 十九, 一百二十, 二零, 玖; None where it is no number."""
    if re.fullmatch(ARABIC, text):
        return Decimal(text.replace(",", ""))
    whole, block, tenths = text.partition("块")
    if block:
        parts = [read_number(whole), read_number(tenths)]
        sound = parts[0] is not None and parts[1] is not None and parts[1] < 10
        return parts[0] + parts[1] / 10 if sound and parts[0] is not None and parts[1] is not None else None
    if not text or any(char not in _CHINESE for char in text):
        return None
    if not any(char in _SCALES for char in text):
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _SCALES:
            total += (digit or 1) * _SCALES[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return Decimal(total + digit)


def read_count(text: str) -> int | None:
    """A whole number of things, 1 to 999; None for anything else."""
    value = read_number(text)
    return int(value) if value is not None and value == int(value) and 1 <= value <= 999 else None


def read_rate(text: str) -> Decimal | None:
    """What is left to pay at so many 折: 8 and 八 are .8, 85, 8.5, 八五 and 八点五 are .85; None for no number.

    Two digits count hundredths. 10 折 and 0 折 come out as 1 and 0: it is not for the reader to mend them.
    """
    value = read_number(text.replace("点", "."))
    if value is None and "点" in text:
        parts = [read_number(part) for part in text.split("点")]
        value = Decimal(f"{parts[0]}.{parts[1]}") if len(parts) == 2 and None not in parts else None
    if value is None:
        return None
    return value / (100 if value > 10 and value == int(value) else 10)
