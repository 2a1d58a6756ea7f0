"""Several posters in one picture: each named by its own words, so that one's brand never meets the other's product."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from alerts.offers_panels import bands_of, panels_of
from alerts.offers_pieces import Piece, pieces_of
from alerts.offers_reading import read_offers
from alerts.poster_naming import SHOWN, Candidate, PosterName, SkuWords, name_poster
from vision.posters import TextLine

ASIDE: Final = frozenset({"gift", "other"})
"""Offers that may be all that a poster says about another product: what comes with the first, or may be added."""


@dataclass(frozen=True)
class NamedParts:
    """`whole` is what the picture is about as far as its parts agree; `parts` one name a part, from the left, or from
    the top where posters hang above each other; `lines` of each part by index, in the same order.

    `apart`: they hang above each other, and their offers must be read one by one; empty otherwise.
    """

    whole: PosterName
    parts: tuple[PosterName, ...]
    lines: tuple[tuple[int, ...], ...] = ()
    apart: tuple[tuple[int, ...], ...] = ()

    @property
    def mixed(self) -> bool:
        """Whether the parts are about different products."""
        return len(self.parts) > 1

    def of(self, panel: int) -> PosterName:
        """The name of one part."""
        return self.parts[panel] if self.mixed else self.whole


def name_parts(lines: Sequence[TextLine], skus: Sequence[SkuWords]) -> NamedParts:
    """Named as one poster, unless parts that stand apart name different brands or products.

    Side by side an empty strip is enough for that. One poster's lines have blanks between them as well: posters are
    taken to hang above each other where the blank is wide and each has a name and an offer of its own.
    """
    whole = name_poster(lines, skus)
    pieces = pieces_of(lines)
    panels, stacked = panels_of(pieces), False
    if len(panels) < 2:
        panels, stacked = _stacked(panels[0], skus), True
    if len(panels) < 2:
        return NamedParts(whole, (whole,))
    parts = tuple(_name(panel, skus) for panel in panels)
    brands, products = {one.brand for one in parts} - {None}, {one.product for one in parts} - {None}
    if len(brands) < 2 and len(products) < 2:
        return NamedParts(whole, (whole,))
    best: dict[str, float] = {}
    for one in (candidate for part in parts for candidate in part.candidates):
        best[one.code] = max(one.score, best.get(one.code, 0.0))
    ranked = sorted(best.items(), key=lambda row: (-row[1], row[0]))[:SHOWN]
    shared = PosterName(
        brand=next(iter(brands)) if len(brands) == 1 else None,
        product=next(iter(products)) if len(products) == 1 else None,
        spec=None,
        sku=None,
        candidates=tuple(Candidate(code, score) for code, score in ranked),
    )
    inside = tuple(tuple(piece.index for piece in panel) for panel in panels)
    return NamedParts(shared, parts, inside, inside if stacked else ())


def _stacked(panel: Sequence[Piece], skus: Sequence[SkuWords]) -> list[tuple[Piece, ...]]:
    """The posters from top to bottom; one where no blank parts two that name different things and offer each theirs."""
    for upper, lower in bands_of(panel):
        if _differ(_name(upper, skus), _name(lower, skus)) and _offers(upper) and _offers(lower):
            return [*_stacked(upper, skus), *_stacked(lower, skus)]
    return [tuple(panel)]


def _name(panel: Sequence[Piece], skus: Sequence[SkuWords]) -> PosterName:
    return name_poster([piece.line for piece in panel], skus)


def _differ(a: PosterName, b: PosterName) -> bool:
    brands = a.brand is not None and b.brand is not None and a.brand != b.brand
    return brands or (a.product is not None and b.product is not None and a.product != b.product)


def _offers(panel: Sequence[Piece]) -> bool:
    return any(offer.kind not in ASIDE for offer in read_offers([piece.line for piece in panel]).offers)
