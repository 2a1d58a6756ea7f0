"""Facings that look alike in one photo become one group, before anybody asks what they are."""

from typing import Final

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from vision.boxes import Floats, Ints

GROUP_DISTANCE: Final = 0.14
"""Mean distance at which two groups stay apart. Splitting one product costs a second question, or nothing once both
halves are named; merging two products costs a wrong count. Chosen with `python -m models.identity --sweep`."""
SIZE_WEIGHT: Final = 0.40
"""Distance added for a height ratio of e (2.7): 330 ml and 500 ml of one drink differ in little but height."""


def group(
    vectors: Floats, xyxy: Floats, *, distance: float = GROUP_DISTANCE, size_weight: float = SIZE_WEIGHT
) -> Ints:
    """(N, D) unit vectors and (N, 4) boxes → (N,) group numbers from 1, biggest group first.

    Average-linkage clustering (Sokal and Michener, 1958) on cosine distance plus a small one for size.
    """
    n = len(vectors)
    if n <= 1:
        return np.ones(n, np.int64)
    apart = np.clip(1.0 - vectors @ vectors.T, 0.0, 2.0).astype(np.float64)
    size = np.log(np.maximum(xyxy[:, 3] - xyxy[:, 1], 1.0)).astype(np.float64)
    apart += size_weight * np.abs(size[:, None] - size[None, :])
    upper = apart[np.triu_indices(n, 1)]
    label = fcluster(linkage(upper, method="average"), distance, criterion="distance")
    _, first, inverse, count = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(count), np.int64)
    rank[np.lexsort((first, -count))] = np.arange(1, len(count) + 1)
    return rank[inverse]
