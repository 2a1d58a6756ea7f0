"""Gaps that can be: an empty slot overlaps no other, and nothing stands in it."""

from typing import Final

import numpy as np

from vision.boxes import Boxes, areas, intersections, suppress

GAP_IOU: Final = 0.2
GAP_INSIDE: Final = 0.5
"""Two gaps that share more than this are one."""
FILLED: Final = 0.5
"""A gap of which products cover more than this is none."""


def clear_gaps(gaps: Boxes, products: Boxes) -> Boxes:
    """The gaps, best first, without doubles and without those that products fill; boxes in the same pixels."""
    gaps = suppress(gaps, iou=GAP_IOU, inside=GAP_INSIDE)
    if len(gaps) == 0 or len(products) == 0:
        return gaps
    covered = intersections(gaps.xyxy, products.xyxy).sum(axis=1) / np.maximum(areas(gaps.xyxy), 1e-9)
    return gaps.take(covered <= FILLED)
