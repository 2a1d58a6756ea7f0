"""Which box of one look at a photo is which box of another: one to one, the best overlap first."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from vision.boxes import iou_matrix

IOU_SAME: Final = 0.5
"""Boxes that overlap this much are the same thing on the shelf."""

Xyxy = tuple[float, float, float, float]


def match_boxes(
    ours: Sequence[Xyxy], theirs: Sequence[Xyxy], alike: Callable[[int, int], bool] = lambda i, j: False
) -> dict[int, int]:
    """Rows of `ours` by rows of `theirs`; among equal overlaps those go together that are `alike` (ours, theirs)."""
    if not ours or not theirs:
        return {}
    overlap = iou_matrix(np.array(theirs, np.float32), np.array(ours, np.float32))
    pairs = [(int(j), int(i)) for j, i in np.argwhere(overlap >= IOU_SAME)]
    pairs.sort(key=lambda pair: (-round(float(overlap[pair]), 3), not alike(pair[1], pair[0]), pair))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for theirs_row, ours_row in pairs:
        if theirs_row not in found and ours_row not in taken:
            found[theirs_row] = ours_row
            taken.add(ours_row)
    return found
