"""Cents that are printed small behind the yuan, 9⁹⁰, and read with it: where the point belongs.

Guesses, to be checked by a person: the reader does not tell how tall each digit is.
"""

import re
from decimal import Decimal
from itertools import pairwise
from typing import Final

from alerts.offers_pieces import Piece

NARROW: Final = 0.6
MIXED: Final = 0.85
"""Set smaller, the last two digits stand so much closer together than the large ones, and to the large one before.

A reader tells places in steps of a third of a digit or so, hence the margin; one large digit alone gives no measure.
"""
_SET_APART: Final = re.compile(r" (?P<cents>\d\d)(?=$|元$|/|元/)")
_USUAL: Final = frozenset({"00", "50", "80", "88", "90", "95", "98", "99", "85", "89"})
"""What prices end in; other digits stand close by chance."""


def cents_apart(piece: Piece, begin: int, end: int) -> str | None:
    """The two digits that a blank sets apart from signs `begin` to `end`, at the end of the line: 9 90, 9 90元/瓶."""
    whole = piece.text[begin:end]
    found = _SET_APART.match(piece.text, end)
    return found["cents"] if found is not None and whole.isdigit() and len(whole) <= 3 else None


def small_cents(piece: Piece, begin: int, end: int) -> bool:
    """Whether the last two of the digits at signs `begin` to `end` are set smaller: 39⁹⁰ read as 3990."""
    digits = piece.text[begin:end]
    if not (digits.isascii() and digits.isdigit() and 4 <= len(digits) <= 5) or "1" in digits:
        # A 1 is narrow at any size.
        return False
    middles = [piece.line.chars[at] for at in piece.origin[begin:end]]
    pitches = [b - a for a, b in pairwise(middles)]
    large = min(pitches[:-2])
    return pitches[-1] < NARROW * large and pitches[-2] < MIXED * large and digits[-2:] in _USUAL


def lost_point(price: Decimal, list_price: Decimal) -> bool:
    """Whether 7990 beside 原价109.9 is 79.90, and 990 beside 12.9 is 9.90, cents set small: as read it cannot be."""
    whole = price == price.to_integral_value() and price >= 100
    return whole and price > list_price and list_price / 20 <= price / 100 < list_price
