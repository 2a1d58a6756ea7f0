"""An offer in the making: the stretches of lines it was read from, and its joining with the same offer elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from alerts.offers import Assumption, Digits, Doubt
from alerts.offers_pieces import Box, Piece
from catalog.mechanic import Numbers, OfferKind

Span = tuple[Piece, int, int]
CARRIERS: Final = frozenset({"special_price", "member_price"})
"""Kinds that say what a thing costs."""


@dataclass(frozen=True)
class Found:
    """`spans` are what it says, `digits` the numbers it rests on, `factor` how sure the way of reading is.

    `assumed` is what its words take for granted (起, 最高, N人团), `per` the measure of its prices.
    `net` marks a price after all reductions (到手价, 券后价): nothing more comes off it.
    """

    kind: OfferKind
    numbers: Numbers
    spans: tuple[Span, ...]
    digits: tuple[Digits, ...]
    factor: float = 1.0
    net: bool = False
    assumed: tuple[Assumption, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    per: str | None = None

    @property
    def place(self) -> Box:
        """The box around it on the upright page."""
        return _around([piece.part(begin, end) for piece, begin, end in self.spans])

    @property
    def xyxy(self) -> Box:
        """The box around it in pixels of the photo."""
        return _around([piece.seen(begin, end) for piece, begin, end in self.spans])

    @property
    def text(self) -> str:
        """What is printed, in the order of the spans."""
        return " ".join(piece.printed(begin, end) for piece, begin, end in self.spans)

    @property
    def confidence(self) -> float:
        """That of its worst line, times `factor`."""
        return round(min(piece.line.confidence for piece, _, _ in self.spans) * self.factor, 4)

    @property
    def height(self) -> float:
        """Of its tallest line, in pixels."""
        return max(piece.height for piece, _, _ in self.spans)


def digits_at(piece: Piece, begin: int, end: int) -> Digits:
    """The number that signs `begin` to `end` spell, by the characters of its line."""
    return Digits(piece.index, piece.origin[begin], piece.origin[end - 1] + 1, piece.text[begin:end])


def merged(found: Sequence[Found]) -> list[Found]:
    """Each offer once: posters print their price twice, and a list price beside one of the two belongs to both."""
    kept: list[Found] = []
    for item in sorted(found, key=lambda one: -one.confidence):
        for at, other in enumerate(kept):
            if _same(item, other):
                kept[at] = _filled(other, item)
                break
        else:
            kept.append(item)
    return kept


def _same(a: Found, b: Found) -> bool:
    if a.kind != b.kind:
        return False
    if a.kind == "gift" and a.numbers.amount is None and b.numbers.amount is None:
        return _overlap(a, b) or a.text.replace(" ", "") == b.text.replace(" ", "")
    bare_a, bare_b = replace(a.numbers, list_price=None), replace(b.numbers, list_price=None)
    if bare_a == bare_b:
        return True
    # A coupon said once with its sum and once without, a payment plan with and without its length.
    return a.kind in {"coupon", "installment", "cashback", "deposit", "other"} and Numbers() in (
        bare_a,
        bare_b,
    )


def _filled(better: Found, other: Found) -> Found:
    if replace(better.numbers, list_price=None) == Numbers() != replace(other.numbers, list_price=None):
        better, other = other, better
    list_price = better.numbers.list_price
    if list_price is None and other.numbers.list_price is not None:
        doubts = tuple(dict.fromkeys((*better.doubts, *other.doubts)))
        numbers = replace(better.numbers, list_price=other.numbers.list_price)
        digits = tuple(dict.fromkeys((*better.digits, *other.digits)))
        better = replace(better, numbers=numbers, digits=digits, doubts=doubts)
    assumed = tuple(dict.fromkeys((*better.assumed, *other.assumed)))
    return replace(better, net=better.net or other.net, assumed=assumed, per=better.per or other.per)


def _overlap(a: Found, b: Found) -> bool:
    return any(
        p is q and begin < stop and start < end for p, begin, end in a.spans for q, start, stop in b.spans
    )


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def nearness(a: Box, b: Box) -> float:
    """Pixels between the middles of two boxes."""
    dx, dy = (a[0] + a[2] - b[0] - b[2]) / 2, (a[1] + a[3] - b[1] - b[3]) / 2
    return float(Decimal(dx * dx + dy * dy).sqrt())
