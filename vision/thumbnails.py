"""Every product of a photo as a few patches of colour: what tells lime from lemon, compared for all pairs at once."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.boxes import Floats
from vision.crops import cut

GRID_HW: Final = (6, 6)
"""Patches down and across: bottles are high, boxes of toothpaste wide."""
PATCH_PX: Final = 4
SMOOTH_PX: Final = 2.0
"""Boxes differ by a few px between neighbours."""
CAST_MAX: Final = 4.0
"""Light along a shelf shifts a whole pack's a and b by this much; a lime pack differs from a lemon one by more."""
FAINT: Final = 2.0
"""Standard deviation of lightness that says nothing."""
THUMBS: Final = ("colour", "colour_high", "light_high", "light")
HIGHEST: Final = (24.0, 40.0, 40.0, 1.0)
"""Beyond these (CIELAB units) nothing more is to be learnt."""
HIGH: Final = 0.8


def thumbnails(bgr: npt.NDArray[np.uint8], xyxy: Floats) -> Floats:
    """CIELAB patches (N, 6, 6, 3) of the N boxes of an (H, W, 3) photo."""
    rows, columns = GRID_HW
    size = (columns * PATCH_PX, rows * PATCH_PX)
    out = np.empty((len(xyxy), rows, columns, 3), np.float32)
    for box, place in zip(xyxy, out, strict=True):
        crop = cut(bgr, box)
        way = cv2.INTER_AREA if crop.shape[0] > size[1] else cv2.INTER_LINEAR
        small = cv2.resize(crop, size, interpolation=way).astype(np.float32) / np.float32(255)
        smooth = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2LAB), (0, 0), SMOOTH_PX)
        place[:] = cv2.resize(smooth, (columns, rows), interpolation=cv2.INTER_AREA)
    return out


def thumb_features(patches: Floats) -> Floats:
    """(N, 6, 6, 3) patches to `THUMBS` of all pairs (N, N, 4).

    Mean difference of colour (a and b, cast removed) and its 80th percentile, that of lightness, and the correlation of
    lightness.
    """
    n = len(patches)
    flat = patches.reshape(n, -1, 3)
    light = flat[..., 0] - flat[..., 0].mean(axis=1, keepdims=True)
    colour = flat[..., 1:]
    middle = np.median(colour, axis=1)
    length = np.maximum(np.linalg.norm(light, axis=1, keepdims=True), FAINT * np.sqrt(light.shape[1]))
    unit = light / length
    out = np.empty((n, n, len(THUMBS)), np.float32)
    out[..., 3] = unit @ unit.T
    place = round(HIGH * (light.shape[1] - 1))
    for i in range(n):
        cast = np.clip(middle[i] - middle, -CAST_MAX, CAST_MAX)
        apart = np.abs(colour[i] - colour - cast[:, None]).sum(axis=-1)
        out[i, :, 0] = apart.mean(axis=1)
        out[i, :, 1] = np.partition(apart, place, axis=1)[:, place]
        out[i, :, 2] = np.partition(np.abs(light[i] - light), place, axis=1)[:, place]
    return np.minimum(out, np.array(HIGHEST, np.float32))
