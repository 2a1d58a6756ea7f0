"""Cents that are printed small behind the yuan, 9⁹⁰, and read as one number: where the point belongs."""

from itertools import pairwise
from typing import Final

from alerts.offers_pieces import Piece

NARROW: Final = 0.6
MIXED: Final = 0.85
"""Set smaller, the last two digits stand so much closer together than the large ones, and to the large one before.

A reader tells places in steps of a third of a digit or so, hence the margin; one large digit alone gives no measure.
"""


def small_cents(piece: Piece, begin: int, end: int) -> bool:
    """Whether the last two digits of signs `begin` to `end` are cents: set apart by a blank, or set smaller.

    A guess either way, to be checked by a person: the reader does not tell how tall each digit is.
    """
    digits = piece.text[begin:end]
    if not (digits.isascii() and digits.isdigit() and 3 <= len(digits) <= 5):
        return False
    steps = [b - a for a, b in pairwise(piece.origin[begin:end])]
    if any(step > 1 for step in steps):
        return [at for at, step in enumerate(steps) if step > 1] == [len(steps) - 2]
    if "1" in digits or len(digits) < 4:
        # A 1 is narrow at any size.
        return False
    middles = [piece.line.chars[at] for at in piece.origin[begin:end]]
    pitches = [b - a for a, b in pairwise(middles)]
    large = min(pitches[:-2])
    return pitches[-1] < NARROW * large and pitches[-2] < MIXED * large and digits[-2:] in _USUAL


_USUAL: Final = frozenset({"00", "50", "80", "88", "90", "95", "98", "99", "85", "89"})
"""What prices end in; other digits stand close by chance."""
