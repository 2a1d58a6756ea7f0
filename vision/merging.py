"""Groups of many photos that are one unknown product: one question instead of hundreds.

A question is to a group what a SKU is to it: something it may be named after. So the rule is that of naming, by one
picture a question, only surer: two questions for one product cost a second answer, two products in one question wrong
names. (`python -m models.unknown_merging` measures it.)
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from vision.boxes import Floats
from vision.looks import Look
from vision.naming import Gallery, name
from vision.sameness import Sameness

SAME_MIN: Final = 0.7
"""A group joins a question from this probability on."""
SHORTLIST: Final = 6
"""So many questions, the most alike, compete for a group."""


def mean_vector(vectors: Floats) -> Floats:
    """(N, D) vectors → their mean (D,), of length 1."""
    mean = vectors.mean(axis=0)
    out: Floats = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
    return out


def most_alike(similarity: Floats, most: int = SHORTLIST) -> list[int]:
    """Rows of the highest of (M,) cosines, best first."""
    few = len(similarity) <= most
    rows = np.arange(len(similarity)) if few else np.argpartition(-similarity, most - 1)[:most]
    return [int(row) for row in rows[np.argsort(-similarity[rows], kind="stable")]]


def which_question(
    vector: Floats,
    questions: Floats,
    look: Callable[[], Look | None],
    look_at: Callable[[int], Look | None],
    curves: Sameness,
) -> int | None:
    """Which of (Q, D) questions a group of vector (D,) belongs to, None when to none of them; see `best_question`."""
    if len(questions) == 0:
        return None
    row, probability = best_question(vector, questions, look, look_at, curves)
    return row if probability >= SAME_MIN else None


def best_question(
    vector: Floats,
    questions: Floats,
    look: Callable[[], Look | None],
    look_at: Callable[[int], Look | None],
    curves: Sameness,
) -> tuple[int, float]:
    """The likeliest of (Q, D) questions, 1 ≤ Q ≤ `SHORTLIST`, and its probability among them and none of them.

    `look` gives the group's clearest crop made ready, `look_at` a question's by its row.
    """
    rows = tuple(f"{row:02d}" for row in range(len(questions)))
    gallery = Gallery(questions, rows, {}, look_at, frozenset(range(len(questions))))
    said = name(vector[None], gallery, lambda _: look(), curves=curves)[0]
    row, probability = said.alternatives[0]
    return int(row), probability
