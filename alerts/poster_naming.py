"""Whose poster, and of which product: names of the catalogue found in what was read, misread signs allowed for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rapidfuzz import fuzz

from alerts.offers_pieces import Piece, pieces_of
from catalog.errors import Invalid
from catalog.spec import parse_spec
from vision.posters import TextLine

SURE: Final = 0.75
"""A name counts as read from here on: one sign of four may be misread, none of two."""
MARGIN: Final = 0.08
"""The next best must be so much worse, or the answer is left open."""
MOST_CONTENT: Final = 50_000
"""No pack of the trade holds more ml or g: 217L on a poster is what fits into a fridge."""
SHOWN: Final = 5
_MEASURE: Final = re.compile(
    r"(?<![\d.每/×*])(?:(?<![a-z])\d{1,3}[盒瓶罐袋包]?[x×*])?(?:[1-9]\d{0,4}(?:\.\d{1,2})?|0\.\d{1,2})(?:ml|毫升|kg|千克|公斤|升|克|l|g)(?![a-z])"
    r"(?:/?[瓶罐盒袋包])?(?:[x×*]\d{1,3}[\u4e00-\u9fff]?(?!\d))?"
)


@dataclass(frozen=True)
class SkuWords:
    """A SKU by its words, and what one costs without an offer."""

    code: str
    brand: str
    name: str
    spec: str
    list_price: Decimal | None = None


@dataclass(frozen=True)
class Candidate:
    """A SKU that the poster may be about, with how well its words were found, 0..1."""

    code: str
    score: float


@dataclass(frozen=True)
class PosterName:
    """What the poster is about; `None` where the words do not settle it. `candidates` best first."""

    brand: str | None
    product: str | None
    spec: str | None
    sku: str | None
    candidates: tuple[Candidate, ...]


def name_poster(lines: Sequence[TextLine], skus: Sequence[SkuWords]) -> PosterName:
    """Brand, product and spec by the words on the poster.

    The spec is read as printed (`217L`, `250ml×6`); a SKU is named when its brand, its name and, where twins differ in
    it alone, its spec were found.
    """
    pieces = [piece for piece in pieces_of(lines) if piece.text]
    specs = specs_of(pieces)
    brand = _brand(pieces, sorted({sku.brand for sku in skus}))
    rows = [(sku, _found(pieces, sku.name)) for sku in skus if brand is None or sku.brand == brand]
    least = SURE if brand is not None else 0.95
    named = sorted(
        ((sku, score + (0.05 if sku.spec in specs else 0.0)) for sku, score in rows if score >= least),
        key=lambda row: (-row[1], row[0].code),
    )
    best = [sku for sku, score in named if score >= named[0][1] - 1e-9]
    names = {sku.name for sku in best}
    clear = len(names) == 1 and all(sku.name in names or score < named[0][1] - MARGIN for sku, score in named)
    product = next(iter(names)) if clear else None
    only = (
        best[0] if product is not None and len(best) == 1 and (not specs or best[0].spec in specs) else None
    )
    spec = specs[0] if len(specs) == 1 else only.spec if only is not None else None
    return PosterName(
        brand=brand or (best[0].brand if product is not None and len({s.brand for s in best}) == 1 else None),
        product=product,
        spec=spec or None,
        sku=only.code if only is not None and spec == only.spec else None,
        candidates=tuple(Candidate(sku.code, round(min(score, 1.0), 3)) for sku, score in named[:SHOWN]),
    )


def content_of(spec: str | None) -> Decimal | None:
    """Millilitres or grams in the whole of a spec as printed; `None` for pieces, none, and a fridge's litres."""
    try:
        parsed = parse_spec(spec or "")
    except Invalid:
        return None
    return parsed.total if parsed.unit in {"ml", "g"} and (parsed.total or 0) <= MOST_CONTENT else None


def measure_of(per: str) -> Decimal | None:
    """Millilitres or grams of the measure that a price is for: 500g, 斤; `None` where the catalogue has none such."""
    return content_of(per if per[0].isdigit() else f"1{per}")


def specs_of(pieces: Sequence[Piece]) -> list[str]:
    """The different specs on the poster in canonical spelling, the tallest first."""
    found: dict[str, float] = {}
    for piece in pieces:
        for match in _MEASURE.finditer(piece.text):
            try:
                spec = str(parse_spec(match[0]))
            except Invalid:
                continue
            found[spec] = max(found.get(spec, 0.0), piece.height)
    return sorted(found, key=lambda spec: -found[spec])


def _brand(pieces: Sequence[Piece], brands: Sequence[str]) -> str | None:
    """The brand that was found best; a name set larger counts more, so that a gift's brand does not win."""
    tallest = max((piece.height for piece in pieces), default=1.0)
    marks = []
    for brand in brands:
        hits = [
            (score, score + 0.15 * piece.height / tallest)
            for piece in pieces
            if (score := max(_alike(form, piece.text) for form in _forms(brand))) >= SURE
        ]
        if hits:
            marks.append((max(mark for _, mark in hits), brand))
    marks.sort(reverse=True)
    if not marks or (len(marks) > 1 and marks[0][0] - marks[1][0] < 0.02):
        return None
    return marks[0][1]


def _found(pieces: Sequence[Piece], name: str) -> float:
    return max((_alike(_plain(name), piece.text) for piece in pieces), default=0.0)


def _forms(brand: str) -> list[str]:
    """The name, and its parts in either script: 海尔 Haier is found by both."""
    parts = re.findall(
        r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff\s()（）/·]+(?:\s+[^\u4e00-\u9fff\s()（）/·]+)*", brand
    )
    return list(dict.fromkeys(_plain(form) for form in (brand, *parts) if len(_plain(form)) > 1)) or [
        _plain(brand)
    ]


def _plain(text: str) -> str:
    return re.sub(r"[\s®™()（）·]+", "", text).lower()


def _alike(name: str, text: str) -> float:
    """How much of `name` stands somewhere in `text`, 0..1; short names must stand there as they are."""
    if not name or not text:
        return 0.0
    if name in text:
        return 1.0
    if len(name) < 4 or len(text) < len(name) - 1:
        return 0.0
    return fuzz.partial_ratio(name, text) / 100 if len(text) >= len(name) else fuzz.ratio(name, text) / 100
