"""Pictures of different products that are nearly the same: one of the two is probably in the wrong place."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from vision.boxes import Floats

TWIN_COSINE: Final = 0.97
_BLOCK: Final = 1024


class Twins(NamedTuple):
    """Two rows of a gallery and the cosine of their vectors."""

    one: int
    other: int
    cosine: float


def find_twins(
    vectors: Floats, skus: Sequence[str], *, least: float = TWIN_COSINE, most: int = 200
) -> tuple[Twins, ...]:
    """The most alike of (R, D) unit vectors whose SKUs (R,) differ, at most one pair of rows for two SKUs."""
    if len(vectors) == 0:
        return ()
    codes = np.unique(np.array(skus), return_inverse=True)[1]
    found: dict[tuple[int, int], Twins] = {}
    for begin in range(0, len(vectors), _BLOCK):
        alike = vectors[begin : begin + _BLOCK] @ vectors[begin:].T
        rows, columns = np.nonzero(alike >= least)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            one, other = begin + row, begin + column
            if one < other and codes[one] != codes[other]:
                pair = (int(min(codes[one], codes[other])), int(max(codes[one], codes[other])))
                cosine = float(alike[row, column])
                if pair not in found or found[pair].cosine < cosine:
                    found[pair] = Twins(one, other, cosine)
    return tuple(sorted(found.values(), key=lambda twins: -twins.cosine)[:most])


def nearest_rows(vectors: Floats, gallery: Floats) -> list[int]:
    """For each of (G, D) vectors the row of (R, D) that is most like it."""
    return [int(row) for row in (vectors @ gallery.T).argmax(axis=1)] if len(gallery) and len(vectors) else []
