"""How likely a place is a gap, once it is known what stands in it: the network's score and what is about it."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from vision.boxes import Boxes, Floats, areas, intersections

CANDIDATES_FROM: Final = 0.03
"""Places that the network gives this score are asked about; below it hardly one in a hundred is a gap."""
FEATURES: Final = ("bias", "score", "covered", "width", "light")
WEIGHTS: Final = (3.35494, 1.15982, -1.80069, 0.8378, -1.64703)
"""Of `FEATURES`, fitted on people's gap labels by `python -m models.gap_curve`, which prints this line and the next."""
LIKELY_MIN: Final = 0.31
"""From which probability on a place is a gap: where F1 was highest on photos that the fit had left out."""


def describe_places(places: Boxes, covered: Floats, bgr: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """M places of a photo (H, W, 3), in its pixels, and the part of each (M,) that products cover → (M, 5).

    Columns are `FEATURES`: 1, the score's log-odds, the part covered, the logarithm of the width in parts of the
    photo's, and how light the place is, 0..1. None of them changes with the photo's size or proportions.
    """
    wide = np.maximum(places.xyxy[:, 2] - places.xyxy[:, 0], 1.0) / bgr.shape[1]
    light = [_light(bgr, box) for box in places.xyxy.round().astype(int).tolist()]
    columns = [np.ones(len(places)), logit(places.score.astype(np.float64).clip(0.01, 0.99)), covered]
    return np.column_stack([*columns, np.log(wide), np.array(light)]).astype(np.float64)


def covered_share(places: Boxes, products: Boxes) -> Floats:
    """(M,) which part of each place the products cover, at most 1 where they do not overlap each other."""
    shared = intersections(places.xyxy, products.xyxy).sum(axis=1)
    share: Floats = (shared / np.maximum(areas(places.xyxy), 1e-9)).astype(np.float32)
    return share


def judge_places(places: Boxes, products: Boxes, bgr: npt.NDArray[np.uint8]) -> Boxes:
    """The same places in the same order, the probability that each is a gap as its score."""
    described = describe_places(places, covered_share(places, products), bgr)
    likely = expit(described @ np.array(WEIGHTS))
    return Boxes(places.xyxy, likely.astype(np.float32), places.class_id)


def _light(bgr: npt.NDArray[np.uint8], box: list[int]) -> float:
    """Mean of the pixels' channels, 0..1."""
    height, width = bgr.shape[:2]
    x1, y1 = min(max(box[0], 0), width - 1), min(max(box[1], 0), height - 1)
    part = bgr[y1 : max(box[3], y1 + 1), x1 : max(box[2], x1 + 1)]
    return float(sum(cv2.mean(part)[:3]) / (3 * 255))
