"""Two posters in one picture: each named by its own words, so that one's brand never meets the other's product."""

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.offers_panels import panels_of
from alerts.offers_pieces import pieces_of
from alerts.poster_naming import SHOWN, Candidate, PosterName, SkuWords, name_poster
from vision.posters import TextLine


@dataclass(frozen=True)
class NamedParts:
    """`whole` is what the picture is about as far as its parts agree; `parts` one name a part, from the left."""

    whole: PosterName
    parts: tuple[PosterName, ...]

    @property
    def mixed(self) -> bool:
        """Whether the parts are about different products."""
        return len(self.parts) > 1

    def of(self, panel: int) -> PosterName:
        """The name of one part."""
        return self.parts[panel] if self.mixed else self.whole


def name_parts(lines: Sequence[TextLine], skus: Sequence[SkuWords]) -> NamedParts:
    """Named as one poster, unless parts that stand apart name different brands or products."""
    whole = name_poster(lines, skus)
    panels = panels_of(pieces_of(lines))
    if len(panels) < 2:
        return NamedParts(whole, (whole,))
    parts = tuple(name_poster([piece.line for piece in panel], skus) for panel in panels)
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
    return NamedParts(shared, parts)
