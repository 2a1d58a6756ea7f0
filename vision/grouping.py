"""Facings of one product in one photo become one group, before anybody asks what they are."""

from typing import Final

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from vision.boxes import Floats, Ints
from vision.sameness import PLAIN, Sameness, place_features
from vision.thumbnails import THUMBS, thumb_features

DIFFERENT: Final = 0.4
"""Mean probability of being different products at which groups stay apart. Splitting one product costs a second
question, or nothing once both halves are named; merging two products costs a wrong count."""


def group(vectors: Floats, xyxy: Floats, patches: Floats | None = None, *, curves: Sameness = PLAIN) -> Ints:
    """(N, D) unit vectors, (N, 4) boxes and their `thumbnails` → (N,) group numbers from 1, biggest group first.

    Average-linkage clustering (Sokal and Michener, 1958) on the probability of being different products.
    """
    n = len(vectors)
    if n <= 1:
        return np.ones(n, np.int64)
    chance = np.exp(-np.logaddexp(0, pair_odds(vectors, xyxy, patches, curves)))
    tree = linkage(chance[np.triu_indices(n, 1)], method="average")
    return by_size(fcluster(tree, DIFFERENT, criterion="distance").astype(np.int64))


def by_size(label: Ints) -> Ints:
    """Group labels (N,) of any numbers → 1, 2, … by falling size; groups of one size by their first row."""
    _, first, inverse, count = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(count), np.int64)
    rank[np.lexsort((first, -count))] = np.arange(1, len(count) + 1)
    return rank[inverse]


def pair_odds(vectors: Floats, xyxy: Floats, patches: Floats | None, curves: Sameness) -> Floats:
    """Log-odds (N, N) of one product for all pairs; without `thumbnails` colours are taken to be the same."""
    return curves.of_neighbours(pair_features(vectors, xyxy, patches))


def pair_features(vectors: Floats, xyxy: Floats, patches: Floats | None) -> Floats:
    """Cosine, `PLACES` and `THUMBS` of all pairs (N, N, 12)."""
    n = len(vectors)
    similarity = np.asarray(vectors @ vectors.T, np.float32)
    thumbs = np.zeros((n, n, len(THUMBS)), np.float32) if patches is None else thumb_features(patches)
    return np.concatenate([similarity[..., None], place_features(xyxy), thumbs], axis=-1)
