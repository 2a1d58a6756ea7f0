"""Lines of posters without a picture, and their offers as short rows to compare."""

from collections.abc import Sequence

from alerts.offers_reading import read_offers
from vision.posters import TextLine

FIELDS = ("price", "list_price", "threshold", "amount", "rate", "n", "m")
Row = tuple[str, dict[str, float]]


def stacked(*rows: str | tuple[str, float]) -> list[TextLine]:
    """Rows of text below one another, 40 pixels tall or as tall as said."""
    lines, y = [], 0.0
    for row in rows:
        text, tall = (row, 40.0) if isinstance(row, str) else row
        lines.append(TextLine.at(text, 0, y, len(text) * tall * 0.8, y + tall))
        y += tall * 1.2
    return lines


def offers_of(lines: Sequence[TextLine]) -> list[Row]:
    """Kind and numbers of every offer, in a fixed order."""
    rows = []
    for offer in read_offers(lines).offers:
        numbers = {
            name: float(value) for name in FIELDS if (value := getattr(offer.numbers, name)) is not None
        }
        rows.append((offer.kind, numbers))
    return sorted(rows, key=str)


def said(*rows: str | tuple[str, float]) -> list[Row]:
    """The offers of rows stacked on one another."""
    return offers_of(stacked(*rows))
