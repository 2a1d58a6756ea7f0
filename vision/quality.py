"""Is the photo good enough to count on? Reasons as codes; what to do about them is said elsewhere."""

from dataclasses import dataclass
from typing import Any, Final, Literal

import cv2
import numpy as np
import numpy.typing as npt

from vision.boxes import Floats

QualityReason = Literal["blurred", "dark", "glare", "too_small", "too_far"]

VIEW_LONG_SIDE: Final = 1024
"""Sharpness depends on scale, so every photo is judged at this size."""
SHARPNESS_MIN: Final = 60.0
"""Variance of the Laplacian (Pech-Pacheco et al., ICPR 2000) in the sharpest tenth of an 8×8 grid."""
BRIGHTNESS_MIN: Final = 45
"""Upper quartile of luma 0..255: a dark aisle with lit shelves still passes."""
GLARE_MAX: Final = 0.06
"""Share of the photo in blown-out patches (see `_glare`)."""
SHORT_SIDE_MIN_PX: Final = 480
PRODUCT_HEIGHT_MIN_PX: Final = 28
"""Half of the products must be at least this high to tell one from another."""
_GRID: Final = 8


@dataclass(frozen=True)
class Quality:
    """`ok` when there are no `reasons`; a photo with reasons is still counted, with a warning."""

    reasons: tuple[QualityReason, ...]

    @property
    def ok(self) -> bool:
        """Nothing to complain of."""
        return not self.reasons


def judge_picture(bgr: npt.NDArray[np.uint8]) -> tuple[QualityReason, ...]:
    """What is wrong with the pixels of a (H, W, 3) uint8 picture: blurred, dark, glare, too_small."""
    reasons: list[QualityReason] = []
    height, width = bgr.shape[:2]
    if min(height, width) < SHORT_SIDE_MIN_PX:
        reasons.append("too_small")
    scale = VIEW_LONG_SIDE / max(height, width)
    if scale < 1:
        # By whole steps first: a full-size area resize costs more than all the rest of the gate.
        step = int(1 / scale)
        coarse = bgr[::step, ::step]
        scale = VIEW_LONG_SIDE / max(coarse.shape[:2])
        luma = _luma(cv2.resize(coarse, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    else:
        luma = _luma(bgr)
    if sharpness(luma) < SHARPNESS_MIN:
        reasons.append("blurred")
    if np.percentile(luma, 75) < BRIGHTNESS_MIN:
        reasons.append("dark")
    if _glare(luma) > GLARE_MAX:
        reasons.append("glare")
    return tuple(reasons)


def judge_products(xyxy: Floats) -> tuple[QualityReason, ...]:
    """What is wrong with the distance, given (N, 4) product boxes: too_far."""
    if len(xyxy) and float(np.median(xyxy[:, 3] - xyxy[:, 1])) < PRODUCT_HEIGHT_MIN_PX:
        return ("too_far",)
    return ()


def sharpness(luma: npt.NDArray[np.uint8]) -> float:
    """Variance of the Laplacian, 90th percentile over the cells of an 8×8 grid of a (H, W) uint8 picture."""
    edges = cv2.Laplacian(luma, cv2.CV_32F)
    rows = np.array_split(edges, _GRID, axis=0)
    cells = [float(cell.var()) for row in rows for cell in np.array_split(row, _GRID, axis=1)]
    return float(np.percentile(cells, 90))


def _luma(bgr: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY), np.uint8)


def _glare(luma: npt.NDArray[np.uint8]) -> float:
    """Share of pixels in blown-out patches: white without any texture for a fortieth of the picture across.

    White packs and walls seldom reach 252 over such a stretch; a lamp's mirror image does.
    """
    side = max(luma.shape) // 40 | 1
    burnt = cv2.erode((luma >= 252).astype(np.uint8), np.ones((side, side), np.uint8))
    return float(cv2.dilate(burnt, np.ones((side, side), np.uint8)).mean())
