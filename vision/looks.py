"""Two pictures of packs laid on one another: what the embedder cannot tell apart, the print itself may.

Siblings share layout and most colours. When one picture can be registered on the other (SIFT, Lowe 2004, as RootSIFT,
Arandjelović and Zisserman 2012; affine by RANSAC, Fischler and Bolles 1981), what is left of a difference is a
difference of print.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.boxes import Floats

Picture = npt.NDArray[np.uint8]

SIDE: Final = 128
REFERENCE_SIDE: Final = 192
"""References are made ready larger: made once, and a phone picture shows more than the pack."""
LONGEST: Final = 512
"""No side is made longer than this (px), however slim the box."""
POINTS_A_PX: Final = 2.0
"""Points kept, for each px of `side`."""
POINTS_MIN: Final = 12
"""A picture with fewer says nothing about print: plain, blurred or tiny."""
MATCH_MIN: Final = 0.75
"""Cosine of two RootSIFT descriptors."""
MATCHES_MIN: Final = 5
REPROJECTION_PX: Final = 4.0
STRETCH: Final = (0.4, 2.5)
"""A registration that scales a direction by more than this is none: both pictures show a whole pack, about equally
large."""
COVERED_MIN: Final = 0.5
"""Of the reference or of the crop, so much must be comparable; a phone picture shows more than the pack."""
LAB_SCALE: Final = 0.75
"""Print is compared at this scale, smoothed: registration is never exact to the pixel."""
SMOOTH_PX: Final = 0.75
CAST_MAX: Final = 4.0
"""Shop light shifts a whole picture's a and b by this much; a lime pack differs from a lemon one by more."""
SAMPLED: Final = 2
"""Casts and differences over all that is covered are taken from every second pixel of every second row."""
WINDOW: Final = 11
STEP: Final = 5
SHIFTS: Final = ((0, 0), (-2, 0), (2, 0), (0, -2), (0, 2))
"""Print is compared in windows of `WINDOW` px every `STEP` px at `LAB_SCALE`; each may move by these px, for packs bend
and the registration is affine."""
NOTHING: Final = np.empty((0, 0), np.float32)
NOISE: Final = 4.0
"""Variance of lightness that says nothing; a window with less than this standard deviation has no print."""


@dataclass(frozen=True)
class Look:
    """A picture made ready: `points` (K, 2) in its px, `descriptors` (K, 128) unit rows.

    `lab` (h, w, 3) is CIELAB at `LAB_SCALE` of its size. About 120 KB, a reference twice that. `whole`: it may show
    more than the pack, as a phone picture of a product in the hand does.
    """

    lab: Floats
    points: Floats
    descriptors: npt.NDArray[np.float16]
    whole: bool = False


@dataclass(frozen=True)
class Comparison:
    """What a registration made comparable: `inliers` points agree.

    `colour` is the mean absolute difference (CIELAB a and b, cast removed), `colour_high` its 80th percentile over
    windows; `light` the correlation of lightness over all that is covered, `print_mean` and `print_low` (20th
    percentile) over windows, -1..1.
    """

    inliers: int
    colour: float
    colour_high: float
    light: float
    print_mean: float
    print_low: float


UNREGISTERED: Final = Comparison(0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""Both have print, and the one cannot be laid on the other."""


def describe(bgr: Picture, side: int = SIDE, *, whole: bool = False) -> Look:
    """Make an (H, W, 3) picture of one pack ready to be compared, at the area of one twice as high as wide and `side`
    px high.

    `whole`: it may show more than the pack.
    """
    zoom = side / float(np.sqrt(2 * bgr.shape[0] * bgr.shape[1]))
    way = cv2.INTER_CUBIC if zoom > 1 else cv2.INTER_AREA
    height, width = (min(max(8, round(length * zoom)), LONGEST) for length in bgr.shape[:2])
    small = np.asarray(cv2.resize(bgr, (width, height), interpolation=way), np.uint8)
    grey = cv2.createCLAHE(2.0, (4, 4)).apply(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))
    sift = cv2.SIFT.create(nfeatures=round(POINTS_A_PX * side), contrastThreshold=0.02)
    found, descriptors = sift.detectAndCompute(grey, None)
    tiny = cv2.resize(small, None, fx=LAB_SCALE, fy=LAB_SCALE, interpolation=cv2.INTER_AREA)
    sharp = cv2.cvtColor(tiny.astype(np.float32) / np.float32(255), cv2.COLOR_BGR2LAB)
    lab = np.asarray(cv2.GaussianBlur(sharp, (0, 0), SMOOTH_PX), np.float32)
    if descriptors is None:
        return Look(lab, np.empty((0, 2), np.float32), np.empty((0, 128), np.float16), whole)
    total = np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-9)
    points = np.array([point.pt for point in found], np.float32)
    return Look(lab, points, np.sqrt(descriptors / total).astype(np.float16), whole)


def compare(reference: Look, crop: Look) -> Comparison | None:
    """Register the reference on the crop, or say `UNREGISTERED`; None where either has too little print to tell."""
    if min(len(reference.points), len(crop.points)) < POINTS_MIN:
        return None
    # OpenCV's product: numpy's takes all cores for one this small, and beside a busy one waits for them
    ours, theirs = (look.descriptors.astype(np.float32) for look in (reference, crop))
    alike = np.asarray(cv2.gemm(ours, theirs, 1.0, NOTHING, 0.0, flags=cv2.GEMM_2_T))
    there, back = alike.argmax(axis=1), alike.argmax(axis=0)
    mutual = (back[there] == np.arange(len(there))) & (alike.max(axis=1) > MATCH_MIN)
    if mutual.sum() < MATCHES_MIN:
        return UNREGISTERED
    matrix, agreed = cv2.estimateAffine2D(
        reference.points[mutual],
        crop.points[there[mutual]],
        method=cv2.RANSAC,
        ransacReprojThreshold=REPROJECTION_PX,
        maxIters=500,
        confidence=0.99,
    )
    if matrix is None or agreed.sum() < MATCHES_MIN:
        return UNREGISTERED
    larger = np.sqrt(reference.lab[..., 0].size / crop.lab[..., 0].size)
    stretch = np.linalg.svd(matrix[:, :2], compute_uv=False) * larger
    if stretch.min() < STRETCH[0] or stretch.max() > STRETCH[1]:
        return UNREGISTERED
    return _residual(reference.lab, crop.lab, np.asarray(matrix, np.float64), int(agreed.sum()))


def _residual(reference: Floats, crop: Floats, matrix: npt.NDArray[np.float64], inliers: int) -> Comparison:
    size = (crop.shape[1], crop.shape[0])
    matrix = matrix * [[1, 1, LAB_SCALE], [1, 1, LAB_SCALE]]
    laid = cv2.warpAffine(reference, matrix, size, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    mask = cv2.warpAffine(np.ones(reference.shape[:2], np.uint8), matrix, size, flags=cv2.INTER_NEAREST)
    shown = mask > 0
    laid_px = abs(float(np.linalg.det(matrix[:, :2]))) * reference.shape[0] * reference.shape[1]
    if shown.sum() < COVERED_MIN * min(laid_px, shown.size):
        return UNREGISTERED
    some = shown[::SAMPLED, ::SAMPLED]
    ours, theirs = (lab[::SAMPLED, ::SAMPLED][some] for lab in (laid, crop))
    if len(ours) == 0:
        return UNREGISTERED
    cast = np.clip(np.median(ours[:, 1:] - theirs[:, 1:], axis=0), -CAST_MAX, CAST_MAX)
    laid[..., 1:] -= cast
    prints, colours = _in_windows(laid, crop, shown)
    if len(prints) == 0:
        return UNREGISTERED
    return Comparison(
        inliers=inliers,
        colour=float(np.abs(ours[:, 1:] - cast - theirs[:, 1:]).mean()),
        colour_high=float(np.percentile(colours, 80)),
        light=float(np.mean(_standard(ours[:, 0]) * _standard(theirs[:, 0]))),
        print_mean=float(prints.mean()),
        print_low=float(np.percentile(prints, 20)),
    )


def _in_windows(laid: Floats, crop: Floats, shown: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Best correlation of lightness of each window with print, and each window's difference in colour there."""
    window = (WINDOW, WINDOW)
    grid = _grid(shown.shape)
    whole = cv2.blur(shown.astype(np.float32), window)[grid] > 0.95
    light, its_light = (np.ascontiguousarray(lab[..., 0]) for lab in (laid, crop))
    (mean, variance), (its_means, its_variances) = (_moments(lab, window) for lab in (laid, crop))
    mean, variance = mean[grid], np.maximum(variance[grid], NOISE)
    best, spread = np.full(whole.shape, -2.0, np.float32), variance
    colour = np.zeros(whole.shape, np.float32)
    for shift in SHIFTS:
        there = np.roll(its_light, shift, (0, 1)) if any(shift) else its_light
        moved = _grid(shown.shape, shift)
        its_mean, its_variance = its_means[moved], np.maximum(its_variances[moved], NOISE)
        joint = cv2.blur(light * there, window)[grid] - mean[..., 0] * its_mean[..., 0]
        likeness = joint / np.sqrt(variance * its_variance)
        better = likeness > best
        best = np.where(better, likeness, best)
        colour = np.where(better, np.abs(mean[..., 1:] - its_mean[..., 1:]).sum(axis=-1), colour)
        spread = np.maximum(spread, its_variance)
    return best[whole & (spread > NOISE**2)], colour[whole]


def _grid(shape: tuple[int, ...], shift: tuple[int, int] = (0, 0)) -> tuple[slice, slice]:
    """Middles of the windows, or where they lie in a picture that `shift` would move onto the other."""
    half = WINDOW // 2
    down, right = (
        slice(half - by, length - half - by, STEP) for by, length in zip(shift, shape, strict=False)
    )
    return down, right


def _moments(lab: Floats, window: tuple[int, int]) -> tuple[Floats, Floats]:
    """Mean of all three and variance of lightness in a window about each pixel."""
    mean = np.asarray(cv2.blur(lab, window), np.float32)
    squares = np.asarray(cv2.blur(lab[..., 0] * lab[..., 0], window), np.float32)
    return mean, squares - mean[..., 0] ** 2


def _standard(values: Floats) -> Floats:
    out: Floats = (values - values.mean()) / max(float(values.std()), 2.0)
    return out
