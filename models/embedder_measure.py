"""How well an embedder tells products apart: the figures by which one is chosen and its thresholds are set."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.embedder_bank import SIZE, Bank
from models.embedder_data import PLAINLY_OTHER, Source
from vision.crops import letterbox_crop

Vectors = NDArray[np.float32]
Embed = Callable[[NDArray[np.uint8]], Vectors]
"""Canvases (N, S, S, 3) BGR uint8 to unit vectors (N, D)."""


@dataclass(frozen=True)
class Named:
    """Q queries named among all classes of the bank.

    ``right`` (Q,); ``best`` (Q,) similarity to the named class, ``rival`` to the next, ``own`` to the true one.
    """

    right: NDArray[np.bool_]
    best: Vectors
    rival: Vectors
    own: Vectors

    @property
    def top1(self) -> float:
        """Share of queries named rightly."""
        return float(self.right.mean())


def embed_bank(bank: Bank, embed: Embed, *, batch: int = 64) -> Vectors:
    """Vectors (N, D) of all items, cut at their boxes and letterboxed as in serving."""
    out: list[Vectors] = []
    for start in range(0, len(bank), batch):
        stop = min(start + batch, len(bank))
        canvases = np.empty((stop - start, SIZE, SIZE, 3), np.uint8)
        for index, canvas in zip(range(start, stop), canvases, strict=True):
            x1, y1, x2, y2 = bank.boxes[index].round().astype(int)
            letterbox_crop(bank.picture(index)[max(y1, 0) : y2, max(x1, 0) : x2], canvas)
        out.append(embed(canvases))
    return np.concatenate(out)


def name_classes(
    queries: Vectors, truth: NDArray[np.int64], references: Vectors, classes: NDArray[np.int64]
) -> Named:
    """Name each query by its most similar reference; ``classes`` (R,) are the references' classes."""
    known = np.unique(classes)
    similar = queries @ references.T
    per_class = np.stack([similar[:, classes == c].max(axis=1) for c in known], axis=1)
    order = np.sort(per_class, axis=1)
    own = per_class[np.arange(len(queries)), np.searchsorted(known, truth)]
    return Named(known[per_class.argmax(axis=1)] == truth, order[:, -1], order[:, -2], own)


def name_unseen(
    bank: Bank, vectors: Vectors, unseen: set[int], *, references: int | None, draws: int = 20
) -> Named:
    """Name the phone pictures of ``unseen`` classes among all classes of ``bank``.

    ``references``: that many phone pictures a class, drawn anew ``draws`` times and not asked again;
    None: the pack shot alone.
    """
    asked = ~bank.clean & np.isin(bank.identity, sorted(unseen))
    if references is None:
        return name_classes(
            vectors[asked], bank.identity[asked], vectors[bank.clean], bank.identity[bank.clean]
        )
    parts: list[Named] = []
    for seed in range(draws):
        rng = np.random.default_rng(seed)
        chosen = np.concatenate(
            [
                rng.choice(np.flatnonzero((bank.identity == c) & ~bank.clean), references, replace=False)
                for c in np.unique(bank.identity)
            ]
        )
        rest = asked.copy()
        rest[chosen] = False
        parts.append(name_classes(vectors[rest], bank.identity[rest], vectors[chosen], bank.identity[chosen]))
    columns = (np.concatenate([getattr(part, name) for part in parts]) for name in Named.__dataclass_fields__)
    return Named(*columns)


def neighbour_precision(source: Source, vectors: Vectors) -> float:
    """Share of grouped shelf crops whose most similar crop of the same photo is of their own group."""
    right: list[NDArray[np.bool_]] = []
    for identities in source.by_photo:
        items = np.flatnonzero(np.isin(source.bank.identity, identities))
        group = source.bank.identity[items]
        similar = vectors[items] @ vectors[items].T
        np.fill_diagonal(similar, -2)
        grouped = np.array([len(source.members[int(g)]) > 1 for g in group])
        right.append((group[similar.argmax(axis=1)] == group)[grouped])
    return float(np.concatenate(right).mean())


def pair_similarities(source: Source, vectors: Vectors) -> tuple[Vectors, Vectors]:
    """Similarities within one photo: of look-alike pairs, and of pairs of plainly different colour."""
    same: list[Vectors] = []
    other: list[Vectors] = []
    for identities in source.by_photo:
        items = np.flatnonzero(np.isin(source.bank.identity, identities))
        group = source.bank.identity[items]
        colours = np.stack([source.colour(int(g)) for g in group])
        gap = np.sqrt(((colours[:, None] - colours[None]) ** 2).sum(axis=-1)).mean(axis=(2, 3))
        similar = (vectors[items] @ vectors[items].T).astype(np.float32)
        upper = np.triu(np.ones_like(similar, np.bool_), 1)
        same.append(similar[upper & (group[:, None] == group[None])])
        other.append(similar[upper & (group[:, None] != group[None]) & (gap > PLAINLY_OTHER)])
    return np.concatenate(same), np.concatenate(other)


def pair_scores(vectors: Vectors, truth: NDArray[np.int64]) -> tuple[Vectors, NDArray[np.bool_]]:
    """All pairs' similarities and whether they are the same product."""
    upper = np.triu_indices(len(vectors), 1)
    return (vectors @ vectors.T)[upper].astype(np.float32), (truth[:, None] == truth[None])[upper]
