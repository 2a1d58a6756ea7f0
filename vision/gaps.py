"""Gaps that can be: an empty slot overlaps no other, and nothing stands in it."""

from typing import Final

import numpy as np
import numpy.typing as npt

from vision.boxes import Boxes, suppress
from vision.gap_odds import covered_share, judge_places

GAP_IOU: Final = 0.2
GAP_INSIDE: Final = 0.5
"""Two gaps that share more than this are one."""
FILLED: Final = 0.5
"""A gap of which products cover more than this is none."""


def clear_gaps(gaps: Boxes, products: Boxes) -> Boxes:
    """The gaps, best first, without doubles and without those that products fill; boxes in the same pixels."""
    gaps = suppress(gaps, iou=GAP_IOU, inside=GAP_INSIDE)
    return gaps.take(covered_share(gaps, products) <= FILLED)


def likely_gaps(places: Boxes, products: Boxes, bgr: npt.NDArray[np.uint8], least: float) -> Boxes:
    """As `clear_gaps`, but of places judged anew (`vision.gap_odds`): those that are gaps with a probability of at
    least `least`, likeliest first, that probability as their score.
    """
    free = places.take(covered_share(places, products) <= FILLED)
    judged = judge_places(free, products, bgr)
    return suppress(judged.take(judged.score >= least), iou=GAP_IOU, inside=GAP_INSIDE)
