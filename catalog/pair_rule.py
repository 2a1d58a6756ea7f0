"""Which products compete: what the catalogue says by itself, and a person's word, which goes before it.

By itself a product of ours competes with a rival's of the same category whose content is comparable: measured in the
same unit, the whole pack (6 × 250 ml are 1.5 L), and neither more than `CONTENT_RATIO_MOST` times the other. The ratio
takes 330 and 355 ml, 500 and 600 ml, 1 and 1.5 L for rivals, and keeps a can from a family bottle.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from catalog.queries_skus import SkuFact
from catalog.tables import NetUnit

CONTENT_RATIO_MOST: Final = Decimal("1.5")
_UNKNOWN: Final = math.log(1.5)
"""How far apart contents or prices count that are not known: as far as the rule allows contents to be."""

Why = Literal["import", "editor", "spec", "category"]
"""By a person's word in a file or on the page; by the rule; or, with a brand alone known, by category."""


@dataclass(frozen=True)
class Product:
    """A SKU as the rule sees it: `total` content of the whole pack in `unit`, `list_price` of the pack."""

    sku_id: int
    sku: SkuFact
    total: Decimal | None = None
    unit: NetUnit | None = None
    list_price: Decimal | None = None


@dataclass(frozen=True)
class Word:
    """A person's word on a pair."""

    competes: bool
    source: Literal["import", "editor"]
    by: str = ""


@dataclass(frozen=True)
class Competitor:
    """A product that competes with the one asked about (`against`), and why; `by` said so, "" where nobody did.

    Ratios are this product's content and price over those of `against`; None where one is not known.
    """

    product: Product
    why: Why
    against: Product | None = None
    by: str = ""

    @property
    def said(self) -> bool:
        """Whether it is a person's word."""
        return self.why in {"import", "editor"}

    @property
    def content_ratio(self) -> Decimal | None:
        """Content over the other's, where both are measured alike."""
        if self.against is None or self.product.unit != self.against.unit:
            return None
        return _ratio(self.product.total, self.against.total)

    @property
    def price_ratio(self) -> Decimal | None:
        """Price over the other's."""
        return None if self.against is None else _ratio(self.product.list_price, self.against.list_price)

    @property
    def rank(self) -> tuple[int, float, str]:
        """The least is the best: a person's word first, then how close content and price are, then the code."""
        order: Mapping[Why, int] = {"editor": 0, "import": 0, "spec": 1, "category": 2}
        other = self.against
        apart = 2 * _UNKNOWN
        if other is not None:
            alike = self.product.unit == other.unit
            apart = _apart(self.product.total if alike else None, other.total)
            apart += _apart(self.product.list_price, other.list_price)
        return order[self.why], round(apart, 9), self.product.sku.code


def comparable(own: Product, rival: Product) -> bool:
    """Whether the rule alone makes the two compete."""
    if own.sku.competitor or not rival.sku.competitor or not own.sku.category:
        return False
    if own.sku.category != rival.sku.category or own.unit is None or own.unit != rival.unit:
        return False
    small, large = sorted((own.total or Decimal(0), rival.total or Decimal(0)))
    return small > 0 and large <= CONTENT_RATIO_MOST * small


class Field:
    """Products of ours and of rivals, with what people said of their pairs (by own and rival id)."""

    def __init__(self, products: Iterable[Product], words: Mapping[tuple[int, int], Word]) -> None:
        self.products = {product.sku_id: product for product in products}
        self.words = words
        self._shelves: dict[tuple[bool, str, NetUnit], list[Product]] = {}
        for product in self.products.values():
            if product.sku.category and product.unit is not None and product.total:
                place = (product.sku.competitor, product.sku.category, product.unit)
                self._shelves.setdefault(place, []).append(product)
        for shelf in self._shelves.values():
            shelf.sort(key=_total)
        self._spoken: dict[int, list[tuple[int, Word]]] = {}
        for (own, rival), word in words.items():
            # A brand may have changed sides since; then the word is of no pair.
            if self._is(own, competitor=False) and self._is(rival, competitor=True):
                self._spoken.setdefault(own, []).append((rival, word))
                self._spoken.setdefault(rival, []).append((own, word))

    def against(self, product: Product) -> tuple[Competitor, ...]:
        """Who competes with a product, ours or a rival's, the best first."""
        return tuple(sorted(self._against(product), key=lambda one: one.rank))

    def competes(self, own: Product, rival: Product) -> bool:
        """Whether the two do."""
        word = self.words.get((own.sku_id, rival.sku_id))
        return comparable(own, rival) if word is None else word.competes

    def alike(self, product: Product) -> list[Product]:
        """Products of the other side that the rule pairs it with, whatever people said: found by bisection."""
        if product.unit is None or not product.total:
            return []
        shelf = self._shelves.get((not product.sku.competitor, product.sku.category, product.unit), [])
        first = bisect_left(shelf, product.total, key=lambda one: _total(one) * CONTENT_RATIO_MOST)
        return shelf[first : bisect_right(shelf, product.total * CONTENT_RATIO_MOST, key=_total)]

    def has_any(self, product: Product, among: Collection[int] | None = None) -> bool:
        """Whether anything, or one of the ids `among`, competes with it."""
        spoken = dict(self._spoken.get(product.sku_id, ()))
        said = any(word.competes and (among is None or other in among) for other, word in spoken.items())
        return said or any(
            one.sku_id not in spoken and (among is None or one.sku_id in among) for one in self.alike(product)
        )

    def denied(self, product: Product) -> tuple[Competitor, ...]:
        """Those that somebody said do not compete with it, best first."""
        found = (
            Competitor(self.products[other], word.source, product, word.by)
            for other, word in self._spoken.get(product.sku_id, ())
            if not word.competes
        )
        return tuple(sorted(found, key=lambda one: one.rank))

    def _against(self, product: Product) -> Iterator[Competitor]:
        spoken = dict(self._spoken.get(product.sku_id, ()))
        for other, word in spoken.items():
            if word.competes:
                yield Competitor(self.products[other], word.source, product, word.by)
        for one in self.alike(product):
            if one.sku_id not in spoken:
                yield Competitor(one, "spec", product)

    def _is(self, sku_id: int, *, competitor: bool) -> bool:
        known = self.products.get(sku_id)
        return known is not None and known.sku.competitor == competitor


def _apart(one: Decimal | None, other: Decimal | None) -> float:
    return _UNKNOWN if not one or not other else abs(math.log(float(one) / float(other)))


def _total(product: Product) -> Decimal:
    return product.total or Decimal(0)


def _ratio(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if not one or not other else one / other
