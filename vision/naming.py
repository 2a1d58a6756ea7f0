"""A group's picture against the catalogue's: which SKU, how sure, and which others it might be."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np

from vision.boxes import Floats, Ints
from vision.looks import Look, compare
from vision.sameness import PLAIN, Sameness

NAME_MIN: Final = 0.6
"""A name is given from this probability on; below it the group is unknown, with candidates."""
ALTERNATIVES: Final = 5
AT_ONCE: Final = min(4, os.cpu_count() or 1)
"""Groups that are named side by side."""
REFERENCES: Final = 5
"""How many references of one SKU are laid on a crop: its most alike ones."""
COMPARED_MARGIN: Final = 0.25
"""Candidates less alike than the best by more than this (cosine) are no rivals; they are not laid on the crop."""
COMPARED_FROM: Final = -5.0
"""Nor are those that the embedder alone gives lower log-odds than this: print would not make them likely."""


def _blind(row: int) -> Look | None:
    return None


@dataclass(frozen=True)
class Gallery:
    """The catalogue's reference pictures: `vectors` (R, D) float32 unit rows, `skus` (R,) their SKU codes.

    `height_mm` has the heights of the SKUs whose height is known; `look` gives a reference's picture, made ready,
    by its row, or None where there is none. `crops` are the rows that were cut from shelf photos; the others are
    pictures of one product. `classes` gives a SKU's code by what a detector may call it: such boxes need no
    reference.
    """

    vectors: Floats
    skus: tuple[str, ...]
    height_mm: Mapping[str, float] = field(default_factory=dict)
    look: Callable[[int], Look | None] = _blind
    crops: frozenset[int] = frozenset()
    classes: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.vectors.ndim != 2 or len(self.vectors) != len(self.skus):
            raise ValueError(f"expected (R, D) and R codes, got {self.vectors.shape} and {len(self.skus)}")

    @staticmethod
    def empty() -> "Gallery":
        """A catalogue without reference pictures: everything is unknown."""
        return Gallery(np.empty((0, 0), np.float32), ())


@dataclass(frozen=True)
class Name:
    """The answer: `sku` is None when unknown; `probability` (of the likeliest) and `alternatives` are always given.

    Calibrated: the probabilities of all candidates and of «none of the catalogue» sum to 1.
    """

    sku: str | None
    probability: float | None
    alternatives: tuple[tuple[str, float], ...]


def name(
    vectors: Floats,
    gallery: Gallery,
    look: Callable[[int], Look | None] = _blind,
    *,
    curves: Sameness = PLAIN,
) -> tuple[Name, ...]:
    """Name each of (G, D) group vectors by the reference of each SKU that most likely shows it.

    `look` gives a group's clearest crop, made ready, by the group's row; it is asked only where there are candidates.
    """
    if len(gallery.skus) == 0 or len(vectors) == 0:
        return tuple(Name(None, None, ()) for _ in range(len(vectors)))
    if vectors.shape[1] != gallery.vectors.shape[1]:
        raise ValueError(
            f"expected references of {vectors.shape[1]} dimensions, got {gallery.vectors.shape[1]}"
        )
    codes, code_of = np.unique(np.array(gallery.skus), return_inverse=True)
    per_reference = vectors @ gallery.vectors.T

    def answer(group: int) -> Name:
        row = per_reference[group]
        return decide(candidates(row, codes, code_of, gallery, partial(look, group), curves), curves)

    with ThreadPoolExecutor(AT_ONCE) as pool:  # OpenCV lets go of the interpreter
        return tuple(pool.map(answer, range(len(vectors))))


def candidates(
    similarity: Floats,
    codes: "np.ndarray[tuple[int], np.dtype[np.str_]]",
    code_of: Ints,
    gallery: Gallery,
    look: Callable[[], Look | None],
    curves: Sameness,
) -> list[tuple[str, float]]:
    """The likeliest SKUs of one crop with their log-odds, best first; (R,) cosines, `code_of` (R,) rows of `codes`.

    `look` gives the crop's picture, made ready; it is asked only where a candidate is likely enough.
    """
    rows: dict[int, list[int]] = {}
    order = np.argsort(-similarity, kind="stable").tolist()
    for row in order:
        if len(rows) < min(ALTERNATIVES, len(codes)) or int(code_of[row]) in rows:
            rows.setdefault(int(code_of[row]), []).append(row)
    first = float(similarity[order[0]])
    alone = curves.of_reference(first, None, shot=order[0] not in gallery.crops)
    least = first - COMPARED_MARGIN if alone >= COMPARED_FROM else np.inf
    crop = look() if first >= least else None
    found = []
    for code, references in rows.items():
        odds = odds_of_sku(references[:REFERENCES], similarity, gallery, crop, curves, least=least)
        found.append((str(codes[code]), odds))
    return sorted(found, key=lambda candidate: -candidate[1])


def odds_of_sku(
    references: Sequence[int] | Ints,
    similarity: Floats,
    gallery: Gallery,
    crop: Look | None,
    curves: Sameness,
    *,
    least: float = -np.inf,
) -> float:
    """Log-odds that a crop shows what its likeliest reference of one SKU shows; (R,) cosines to all references.

    References less alike than `least` are not laid on the crop.
    """
    odds = []
    for row in references:
        reference = gallery.look(int(row)) if crop is not None and similarity[row] >= least else None
        looked = None if crop is None or reference is None else compare(reference, crop)
        shot = int(row) not in gallery.crops
        held, tight = crop is not None and crop.whole, reference is None or not reference.whole
        odds.append(curves.of_reference(float(similarity[row]), looked, shot=shot, held=held, tight=tight))
    return max(odds)


def decide(ranked: list[tuple[str, float]], curves: Sameness) -> Name:
    """Candidates compete, also with none of them: a softmax of their sharpened log-odds and that of none."""
    odds = np.array([one for _, one in ranked], np.float64) * curves.sharpness
    weight = np.exp(np.clip(odds, -30, 30))
    chance = weight / (weight.sum() + np.exp(curves.none))
    shown = tuple((code, round(float(p), 4)) for (code, _), p in zip(ranked, chance, strict=True))
    return Name(shown[0][0] if chance[0] >= NAME_MIN else None, shown[0][1], shown)
