"""Look-alike neighbours on a shelf photo: which boxes show the same product, said by geometry and colour.

No labels exist for this. Two neighbouring boxes count as the same product when one's SIFT keypoints map
onto the other's by a transform close to the identity and, where that lays one over the other, the colours
agree. Pairs are joined into groups. Pairs that are neither joined nor plainly of different colour are
*unsure*, and training looks away from them.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH = 96
"""Boxes are compared at this width, px."""
MIN_INLIERS = 9
MAX_RESIDUAL = (10.0, 20.0)
"""Largest mean and 90th percentile of the overlaid boxes' Lab difference (lightness halved) for the same print.

Siblings share most of their print, so the mean alone lets them through."""
MAX_DRIFT = 8.0
"""Largest coarse Lab difference of two groups' first boxes: look-alike after look-alike must not lead to a sibling."""


@dataclass(frozen=True)
class Print:
    """One box made comparable: keypoints (K, 2) px, descriptors (K, 128), Lab picture (h, WIDTH, 3).

    ``coarse`` is the Lab picture in 6×4 places.
    """

    points: NDArray[np.float32]
    descriptors: NDArray[np.float32]
    lab: NDArray[np.float32]
    coarse: NDArray[np.float32]


def neighbour_pairs(xyxy: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Pairs (i < j) worth comparing: the next three of like height to the right, the next two below."""
    width, height = xyxy[:, 2] - xyxy[:, 0], xyxy[:, 3] - xyxy[:, 1]
    centre_x, centre_y = (xyxy[:, 0] + xyxy[:, 2]) / 2, (xyxy[:, 1] + xyxy[:, 3]) / 2
    pairs: set[tuple[int, int]] = set()
    for i in range(len(xyxy)):
        like = (np.abs(np.log(height / height[i])) < 0.25) & (np.abs(np.log(width / width[i])) < 0.4)
        beside = like & (centre_x > centre_x[i]) & (np.abs(centre_y - centre_y[i]) < 0.5 * height[i])
        below = like & (centre_y > centre_y[i]) & (np.abs(centre_x - centre_x[i]) < 0.5 * width[i])
        for mask, coordinate, count in ((beside, centre_x, 3), (below, centre_y, 2)):
            found = np.flatnonzero(mask)
            for j in found[np.argsort(coordinate[found])][:count]:
                pairs.add((min(i, int(j)), max(i, int(j))))
    return sorted(pairs)


def take_print(crop: NDArray[np.uint8], sift: Any) -> Print:
    """Keypoints and colours of one crop (h, w, 3) BGR."""
    height = max(8, round(crop.shape[0] * WIDTH / crop.shape[1]))
    shown = cv2.resize(crop, (WIDTH, min(height, 3 * WIDTH)), interpolation=cv2.INTER_CUBIC)
    keypoints, descriptors = sift.detectAndCompute(cv2.cvtColor(shown, cv2.COLOR_BGR2GRAY), None)
    points = np.array([k.pt for k in keypoints], np.float32).reshape(-1, 2)
    found = np.zeros((0, 128), np.float32) if descriptors is None else descriptors
    lab = cv2.cvtColor(shown.astype(np.float32) / 255, cv2.COLOR_BGR2Lab)
    coarse = cv2.resize(lab, (4, 6), interpolation=cv2.INTER_AREA).astype(np.float32)
    return Print(points, found, cv2.GaussianBlur(lab, (0, 0), 2).astype(np.float32), coarse)


def same_product(a: Print, b: Print) -> bool:
    """Whether ``b``'s print registers on ``a``'s nearly in place and in the same colours."""
    if len(a.points) < MIN_INLIERS or len(b.points) < MIN_INLIERS:
        return False
    distance = np.sqrt(np.maximum(2 - 2 * _unit(a.descriptors) @ _unit(b.descriptors).T, 0))
    nearest = distance.argmin(axis=1)
    two = np.partition(distance, 1, axis=1)[:, :2]
    keep = (two[:, 0] < 0.85 * two[:, 1]) & (two[:, 0] < 0.75)
    size_a, size_b = np.array(a.lab.shape[1::-1]), np.array(b.lab.shape[1::-1])
    shift = np.abs(a.points / size_a - b.points[nearest] / size_b)
    keep &= (shift < 0.25).all(axis=1)
    if int(keep.sum()) < MIN_INLIERS:
        return False
    matrix, inliers = cv2.estimateAffinePartial2D(
        b.points[nearest[keep]], a.points[keep], method=cv2.RANSAC, ransacReprojThreshold=4.0
    )
    if matrix is None or int(inliers.sum()) < MIN_INLIERS:
        return False
    scale, turn = float(np.hypot(matrix[0, 0], matrix[1, 0])), float(np.arctan2(matrix[1, 0], matrix[0, 0]))
    if not 0.75 < scale < 1.33 or abs(turn) > 0.2:
        return False
    laid = cv2.warpAffine(b.lab, matrix, (a.lab.shape[1], a.lab.shape[0]), borderValue=(-1e4, 0, 0))
    seen = laid[..., 0] > -1
    if seen.mean() < 0.6:
        return False
    gap = _difference(a.lab[seen] - laid[seen])
    return float(gap.mean()) < MAX_RESIDUAL[0] and float(np.percentile(gap, 90)) < MAX_RESIDUAL[1]


def _difference(gap: NDArray[np.float32]) -> NDArray[np.float32]:
    """Length of Lab differences (..., 3), lightness halved and freed of the light's overall change."""
    lightness = gap[..., 0] - np.median(gap[..., 0])
    return np.asarray(np.sqrt((0.5 * lightness) ** 2 + gap[..., 1] ** 2 + gap[..., 2] ** 2), np.float32)


def group_neighbours(bgr: NDArray[np.uint8], xyxy: NDArray[np.float32]) -> NDArray[np.int64]:
    """Group number (N,) of each box; a box without a look-alike is a group of its own."""
    sift = cv2.SIFT_create(contrastThreshold=0.02)  # type: ignore[attr-defined]  # missing from its stubs
    prints = [take_print(_cut(bgr, box), sift) for box in xyxy]
    parent = np.arange(len(xyxy))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = int(parent[i])
        return i

    for i, j in neighbour_pairs(xyxy):
        a, b = sorted((root(i), root(j)))
        if a == b or _difference(prints[a].coarse - prints[b].coarse).mean() > MAX_DRIFT:
            continue
        if same_product(prints[i], prints[j]):
            parent[b] = a
    return np.unique([root(i) for i in range(len(xyxy))], return_inverse=True)[1].astype(np.int64)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-6), np.float32)


def _cut(bgr: NDArray[np.uint8], box: NDArray[np.float32]) -> NDArray[np.uint8]:
    x1, y1 = np.maximum(np.floor(box[:2]).astype(int), 0)
    x2, y2 = np.ceil(box[2:]).astype(int)
    return bgr[y1 : max(y2, y1 + 4), x1 : max(x2, x1 + 4)]
