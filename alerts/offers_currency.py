"""Whose money: the sign at an offer's sums, else the one that the poster prints."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from alerts.numerals import SIGN
from alerts.offers import CURRENCIES, Currency
from alerts.offers_found import Found
from alerts.offers_pieces import Piece

_SIGN: Final = re.compile(rf"{SIGN}|(?<![a-z])rmb")


def page_currency(pieces: Sequence[Piece]) -> Currency:
    """The sign that stands most often, ¥ where none does; 元 is no sign: Hong Kong says it too."""
    counts = Counter(sign for piece in pieces for sign in _SIGN.findall(piece.text))
    return _named(counts.most_common(1)[0][0]) if counts else "¥"


def currency_of(found: Found, page: Currency) -> Currency:
    """The sign in the offer's own words, else the page's; ¥ where it has no sums."""
    numbers = found.numbers
    if all(value is None for value in (numbers.price, numbers.list_price, numbers.threshold, numbers.amount)):
        return "¥"
    for piece, begin, end in found.spans:
        signs = _SIGN.findall(piece.text[begin:end])
        if signs:
            return _named(signs[0])
    cents = any(
        "¢" in piece.text[begin:end] or "cent" in piece.text[begin:end] for piece, begin, end in found.spans
    )
    return "$" if cents and page == "¥" else page


def _named(sign: str) -> Currency:
    return next((one for one in CURRENCIES if one == sign.upper()), "¥")
