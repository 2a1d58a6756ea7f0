"""Groups that the catalogue takes apart: siblings look alike, but not equally like their references."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from vision.boxes import Floats, Ints
from vision.grouping import by_size
from vision.looks import Look
from vision.naming import AT_ONCE, COMPARED_FROM, COMPARED_MARGIN, Gallery, odds_of_sku
from vision.sameness import PLAIN, Sameness

LEAVES_FROM: Final = 0.7
"""A facing leaves its group for a SKU whose log-odds for it are higher than those of the group's own by more than this.
Specs of one design have the same picture: with no margin, noise would part them (`models.identity`)."""
CLOSEST: Final = 2
"""How many references of one SKU are laid on a facing here: its most alike ones."""


def split_contested(
    numbers: Ints,
    vectors: Floats,
    gallery: Gallery,
    look: Callable[[int], Look | None],
    *,
    curves: Sameness = PLAIN,
) -> Ints:
    """(N,) group numbers and (N, D) vectors → numbers from 1, biggest group first, contested groups split by SKU.

    A group is contested where its members are most alike to references of different SKUs. Each of its facings is then
    asked by itself; `look` gives a facing's picture, made ready, by its row, and is asked of contested groups alone.
    """
    if len(gallery.skus) == 0 or len(numbers) == 0:
        return numbers
    codes, code_of = np.unique(np.array(gallery.skus), return_inverse=True)
    references = [np.flatnonzero(code_of == code) for code in range(len(codes))]
    alike = vectors @ gallery.vectors.T
    per_sku = np.stack([alike[:, rows].max(axis=1) for rows in references], axis=1)
    first = per_sku.argmax(axis=1)
    out = numbers.copy()
    for number in np.unique(numbers).tolist():
        rows = np.flatnonzero(numbers == number)
        rivals = _rivals(first[rows], per_sku[rows], gallery, references, curves)
        if len(rivals) < 2:
            continue
        choice = _choices(rows, [references[code] for code in rivals], alike, gallery, look, curves)
        out[rows] = out.max() + 1 + choice
    return by_size(out)


def _rivals(
    first: Ints, per_sku: Floats, gallery: Gallery, references: list[Ints], curves: Sameness
) -> list[int]:
    """The SKUs that a group's members are most alike to; none where the best of them is out of the question."""
    typical = per_sku.mean(axis=0)
    best = int(typical.argmax())
    shot = not gallery.crops.intersection(references[best].tolist())
    if curves.of_reference(float(per_sku[:, best].max()), None, shot=shot) < COMPARED_FROM:
        return []
    near = np.flatnonzero(typical >= typical[best] - COMPARED_MARGIN)
    return sorted(set(first.tolist()) & set(near.tolist()) | {best})


def _choices(
    rows: Ints,
    references: list[Ints],
    alike: Floats,
    gallery: Gallery,
    look: Callable[[int], Look | None],
    curves: Sameness,
) -> Ints:
    """Which of the rivals each member is: the likeliest for the group as a whole, unless another is clearly more so."""

    def ask(row: int) -> list[float]:
        of = partial(odds_of_sku, gallery=gallery, crop=look(row), curves=curves)
        return [
            of(own[np.argsort(-alike[row, own], kind="stable")][:CLOSEST], alike[row]) for own in references
        ]

    with ThreadPoolExecutor(AT_ONCE) as pool:  # OpenCV lets go of the interpreter
        odds: npt.NDArray[np.float64] = np.array(list(pool.map(ask, rows.tolist())))
    own = int(odds.sum(axis=0).argmax())
    leaves = odds.max(axis=1) - odds[:, own] > LEAVES_FROM
    return np.where(leaves, odds.argmax(axis=1), own)
