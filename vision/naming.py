"""A group's picture against the catalogue's: which SKU, how sure, and which others it might be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from vision.boxes import Floats

SIMILARITY_MIN: Final = 0.88
"""Below this a group is unknown: the catalogue may simply not have it. Chosen on two real photos (`train_2971` and
`train_3065` of `cn`): at .72 a stranger in five bore a sibling's name, at .88 one in fifteen."""
MARGIN_MIN: Final = 0.03
"""The best SKU must be this much more alike than the second, or the group is unknown with candidates."""
ALTERNATIVES: Final = 5


@dataclass(frozen=True)
class Gallery:
    """The catalogue's reference pictures: `vectors` (R, D) float32 unit rows, `skus` (R,) their SKU codes.

    `height_mm` has the heights of the SKUs whose height is known.
    """

    vectors: Floats
    skus: tuple[str, ...]
    height_mm: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.vectors.ndim != 2 or len(self.vectors) != len(self.skus):
            raise ValueError(f"expected (R, D) and R codes, got {self.vectors.shape} and {len(self.skus)}")

    @staticmethod
    def empty() -> "Gallery":
        """A catalogue without reference pictures: everything is unknown."""
        return Gallery(np.empty((0, 0), np.float32), ())


@dataclass(frozen=True)
class Name:
    """The answer: `sku` is None when unknown; `similarity` (cosine) and `alternatives` are given all the same."""

    sku: str | None
    similarity: float | None
    alternatives: tuple[tuple[str, float], ...]


def name(vectors: Floats, gallery: Gallery) -> tuple[Name, ...]:
    """Name each of (G, D) group vectors by the most similar reference of each SKU."""
    if len(gallery.skus) == 0 or len(vectors) == 0:
        return tuple(Name(None, None, ()) for _ in range(len(vectors)))
    if vectors.shape[1] != gallery.vectors.shape[1]:
        raise ValueError(
            f"expected references of {vectors.shape[1]} dimensions, got {gallery.vectors.shape[1]}"
        )
    codes, row_code = np.unique(np.array(gallery.skus), return_inverse=True)
    per_reference = vectors @ gallery.vectors.T
    per_sku = np.full((len(vectors), len(codes)), -1.0, np.float32)
    np.maximum.at(per_sku.T, row_code, per_reference.T)
    return tuple(_decide(row, codes) for row in per_sku)


def _decide(similarity: Floats, codes: "np.ndarray[tuple[int], np.dtype[np.str_]]") -> Name:
    best = np.argsort(-similarity, kind="stable")[:ALTERNATIVES]
    ranked = tuple((str(codes[k]), round(float(similarity[k]), 4)) for k in best)
    top = ranked[0][1]
    clear = len(ranked) == 1 or top - ranked[1][1] >= MARGIN_MIN
    return Name(ranked[0][0] if top >= SIMILARITY_MIN and clear else None, top, ranked)
