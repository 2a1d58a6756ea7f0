"""Two posters in one picture: parts that an empty strip from top to bottom keeps apart."""

from collections.abc import Sequence
from typing import Final

from alerts.offers_pieces import Piece

STRIP: Final = 0.1
"""So wide, as a part of all that is written, an empty strip must be at least; and as wide as a tall line is high."""
LEAST_LINES: Final = 2


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
