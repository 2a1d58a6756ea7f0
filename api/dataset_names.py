"""Names of labels: what a SKU is called in a data set, and which SKU a name from elsewhere means."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from catalog.queries_skus import SkuFact

By = Literal["sku", "brand", "product"]
UNKNOWN: Final = "unknown"
"""A product that nobody has named."""
PRODUCT: Final = "product"
"""The one label of a data set by product: where boxes are, not what they show."""
_UNKNOWN: Final = frozenset({UNKNOWN, "unlabeled", "未知", "未知商品", "未识别", "未识别的商品"})
_PRODUCT: Final = frozenset({PRODUCT, "object", "item", "商品", "产品"})


@dataclass(frozen=True)
class Meant:
    """What a label says of a box: `told` False where it tells no SKU (a brand, «product»), and the name stays."""

    told: bool
    sku: str | None = None


def sku_label(sku: SkuFact) -> str:
    """Code, brand, name and spec: readable, and no two SKUs of a chain have the same."""
    return " ".join(part for part in (sku.code, sku.brand, sku.name, sku.spec) if part)


def label_of(sku: SkuFact | None, by: By) -> str:
    """The label of a product, None while it is unknown."""
    if by == "product":
        return PRODUCT
    if sku is None:
        return UNKNOWN
    return sku.brand if by == "brand" else sku_label(sku)


class LabelNames:
    """The catalogue by the names that labels may have, never by their numbers.

    Tried in turn: our own label, the code, the GTIN, «unknown», «product», brand + name + spec where only one SKU has
    them, the brand. Capitals, widths of letters and spaces do not matter, except where they alone tell codes apart.
    """

    def __init__(self, skus: Iterable[SkuFact]) -> None:
        self._exact: dict[str, str] = {}
        self._loose: dict[str, set[str]] = {}
        self._brands: set[str] = set()
        for sku in skus:
            words = " ".join(part for part in (sku.brand, sku.name, sku.spec) if part)
            self._exact |= {sku_label(sku): sku.code, sku.code: sku.code}
            for name in (
                sku_label(sku),
                sku.code,
                words,
                *([sku.gtin, sku.gtin.lstrip("0")] if sku.gtin else []),
            ):
                self._loose.setdefault(_plain(name), set()).add(sku.code)
            self._brands.add(_plain(sku.brand))

    def meaning(self, label: str) -> Meant | None:
        """What the label says; None for a name that the catalogue does not know, or that two SKUs share."""
        if (code := self._exact.get(label.strip())) is not None:
            return Meant(True, code)
        plain = _plain(label)
        if len(codes := self._loose.get(plain, set())) == 1:
            return Meant(True, next(iter(codes)))
        if plain in _UNKNOWN:
            return Meant(True)
        if plain in _PRODUCT or plain in self._brands:
            return Meant(False)
        return None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
