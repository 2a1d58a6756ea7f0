"""Several posters in one picture: parts that an empty strip keeps apart, from top to bottom or from side to side."""

from collections.abc import Sequence
from statistics import median, median_low
from typing import Final

from alerts.offers_pieces import Piece

STRIP: Final = 0.1
"""So wide, as a part of all that is written, an empty strip must be at least; and as wide as a tall line is high."""
BAND: Final = 0.05
"""So high, as a part of all that is written, the blank between posters above each other must be at least."""
WIDER: Final = 1.8
"""And so many times as high as the blank between lines is in the middle; no lower than a line in the middle, too."""
LEAST_LINES: Final = 2
MOST_BANDS: Final = 3
"""So many of the widest blanks are looked at."""


def panels_of(pieces: Sequence[Piece]) -> list[tuple[Piece, ...]]:
    """The parts from left to right; all lines as one part where no strip divides them.

    Columns of one poster are divided so too, unless a line such as a headline goes over both.
    """
    written = sorted((piece for piece in pieces if piece.text), key=lambda piece: piece.box[0])
    if len(written) < 2 * LEAST_LINES:
        return [tuple(written)]
    width = max(piece.box[2] for piece in written) - written[0].box[0]
    heights = sorted(piece.height for piece in written)
    strip = max(STRIP * width, heights[len(heights) // 2])
    parts: list[list[Piece]] = [[]]
    right = written[0].box[2]
    for piece in written:
        if piece.box[0] - right >= strip:
            parts.append([])
        parts[-1].append(piece)
        right = max(right, piece.box[2])
    if any(len(part) < LEAST_LINES for part in parts):
        return [tuple(written)]
    return [tuple(part) for part in parts]


def bands_of(panel: Sequence[Piece]) -> list[tuple[tuple[Piece, ...], tuple[Piece, ...]]]:
    """What is written above and below each wide blank that goes from side to side, the widest blank first."""
    written = sorted((piece for piece in panel if piece.text), key=lambda piece: piece.box[1])
    if len(written) < 2 * LEAST_LINES:
        return []
    blanks, bottom = [], written[0].box[3]
    for at, piece in enumerate(written[1:], start=1):
        if piece.box[1] > bottom:
            blanks.append((piece.box[1] - bottom, at))
        bottom = max(bottom, piece.box[3])
    if not blanks:
        return []
    high = bottom - written[0].box[1]
    least = max(BAND * high, median(piece.height for piece in written))
    usual = median_low(blank for blank, _ in blanks) if len(blanks) > 1 else 0.0
    wide = [
        (blank, at)
        for blank, at in blanks
        if blank >= least and blank >= WIDER * usual and LEAST_LINES <= at <= len(written) - LEAST_LINES
    ]
    wide.sort(key=lambda row: -row[0])
    return [(tuple(written[:at]), tuple(written[at:])) for _, at in wide[:MOST_BANDS]]
