"""Groups that the catalogue takes apart: siblings look alike, but not equally like their references."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
STRANGER_BELOW: Final = 0.0
STRANGER_GAP: Final = 2.0
"""A facing leaves for no SKU at all where it is likelier not what the group's most alike facing is: log-odds below
the one, and by the other below that facing's."""
STRANGER_FROM: Final = 0.03
"""Asked are facings less alike to the SKU's reference than that one by this much (cosine)."""
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

    A group is contested where its members are most alike to references of different SKUs. Each facing that differs from
    most is then asked by itself whether it is the one or the other. And where a group is likely a SKU, facings less
    alike to it are asked whether they are: a sibling that the catalogue lacks should not bear its neighbour's name.
    `look` gives a facing's picture, made ready, by its row.
    """
    if len(gallery.skus) == 0 or len(numbers) == 0:
        return numbers
    codes, code_of = np.unique(np.array(gallery.skus), return_inverse=True)
    references = [np.flatnonzero(code_of == code) for code in range(len(codes))]
    alike = vectors @ gallery.vectors.T
    per_sku = np.stack([alike[:, rows].max(axis=1) for rows in references], axis=1)
    first = per_sku.argmax(axis=1)
    asked: set[tuple[int, int]] = set()
    rivals: list[tuple[int, int, int]] = []
    for number in np.unique(numbers).tolist():
        rows = np.flatnonzero(numbers == number)
        own = int(per_sku[rows].mean(axis=0).argmax())
        if _out_of_the_question(per_sku[rows, own], references[own], gallery, curves):
            continue
        best = int(rows[per_sku[rows, own].argmax()])
        differing = _dissenters(first[rows], own, per_sku[rows])
        doubtful = per_sku[rows, own] < per_sku[best, own] - STRANGER_FROM
        for row in rows[differing | doubtful].tolist():
            rivals.append((row, own, best))
            asked |= {(row, own), (row, int(first[row])), (best, own)}

    def odds(question: tuple[int, int]) -> float:
        row, sku = question
        return odds_of_sku(_closest(alike[row], references[sku]), alike[row], gallery, look(row), curves)

    questions = sorted(asked)
    with ThreadPoolExecutor(AT_ONCE) as pool:  # OpenCV lets go of the interpreter
        known = dict(zip(questions, pool.map(odds, questions), strict=True))
    out = numbers.copy()
    for row, own, best in rivals:
        ours, other = known[row, own], int(first[row])
        if known[row, other] - ours > LEAVES_FROM:
            out[row] = -1 - numbers[row] * (len(codes) + 1) - other
        elif ours < STRANGER_BELOW and known[best, own] - ours > STRANGER_GAP:
            out[row] = -1 - numbers[row] * (len(codes) + 1) - len(codes)
    return by_size(out)


def _dissenters(first: Ints, own: int, per_sku: Floats) -> npt.NDArray[np.bool_]:
    """Members that are most alike to another SKU than the group's `own`, if the group as a whole could be that one."""
    typical = per_sku.mean(axis=0)
    out: npt.NDArray[np.bool_] = (first != own) & (typical[first] >= typical[own] - COMPARED_MARGIN)
    return out


def _out_of_the_question(alike: Floats, references: Ints, gallery: Gallery, curves: Sameness) -> bool:
    """Whether not even the member that is most alike to the group's SKU could be it."""
    shot = not gallery.crops.intersection(references.tolist())
    return curves.of_reference(float(alike.max()), None, shot=shot) < COMPARED_FROM


def _closest(alike: Floats, references: Ints) -> Ints:
    order: Ints = references[np.argsort(-alike[references], kind="stable")]
    return order[:CLOSEST]
