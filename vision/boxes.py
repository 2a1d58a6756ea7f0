"""Boxes as columns: one array a field, one row a box; and the arithmetic on them."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

NMS_IOU: Final = 0.5
NMS_INSIDE: Final = 0.8


@dataclass(frozen=True)
class Boxes:
    """N boxes: `xyxy` (N, 4) float32 in pixels of the upright photo, `score` (N,), `class_id` (N,)."""

    xyxy: Floats
    score: Floats
    class_id: Ints

    def __post_init__(self) -> None:
        n = len(self.xyxy)
        if self.xyxy.shape != (n, 4) or self.score.shape != (n,) or self.class_id.shape != (n,):
            raise ValueError(
                "expected (N, 4), (N,), (N,); got "
                f"{self.xyxy.shape}, {self.score.shape}, {self.class_id.shape}"
            )

    def __len__(self) -> int:
        return len(self.xyxy)

    def take(self, rows: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> "Boxes":
        """The boxes at these row numbers (or where the mask is true), in that order."""
        return Boxes(self.xyxy[rows], self.score[rows], self.class_id[rows])

    @staticmethod
    def empty() -> "Boxes":
        """No boxes."""
        return Boxes(np.empty((0, 4), np.float32), np.empty(0, np.float32), np.empty(0, np.int64))

    @staticmethod
    def concatenate(parts: "list[Boxes]") -> "Boxes":
        """All rows of the parts, in their order."""
        if not parts:
            return Boxes.empty()
        return Boxes(
            np.concatenate([p.xyxy for p in parts]),
            np.concatenate([p.score for p in parts]),
            np.concatenate([p.class_id for p in parts]),
        )


def areas(xyxy: Floats) -> Floats:
    """(N, 4) → (N,) areas in square pixels."""
    out: Floats = (xyxy[:, 2] - xyxy[:, 0]) * (xyxy[:, 3] - xyxy[:, 1])
    return out


def intersections(a: Floats, b: Floats) -> Floats:
    """(N, 4), (M, 4) → (N, M) shared areas in square pixels."""
    width = np.minimum(a[:, None, 2], b[None, :, 2]) - np.maximum(a[:, None, 0], b[None, :, 0])
    height = np.minimum(a[:, None, 3], b[None, :, 3]) - np.maximum(a[:, None, 1], b[None, :, 1])
    out: Floats = np.clip(width, 0, None) * np.clip(height, 0, None)
    return out


def iou_matrix(a: Floats, b: Floats) -> Floats:
    """(N, 4), (M, 4) → (N, M) intersection over union."""
    shared = intersections(a, b)
    union = areas(a)[:, None] + areas(b)[None, :] - shared
    out: Floats = shared / np.maximum(union, 1e-9)
    return out


def suppress(boxes: Boxes, *, iou: float = NMS_IOU, inside: float = NMS_INSIDE) -> Boxes:
    """Class-agnostic non-maximum suppression, best score first.

    A box goes when it overlaps a better one by more than `iou`, or when more than `inside` of the smaller of
    the two is shared (a product's label found inside the product). Ties keep the earlier row, so that the
    result depends on nothing but the input.
    """
    if len(boxes) == 0:
        return boxes
    xywh = boxes.xyxy.copy()
    xywh[:, 2:] -= xywh[:, :2]
    kept = cv2.dnn.NMSBoxes(xywh.tolist(), boxes.score.tolist(), 0.0, iou)
    best = boxes.take(np.asarray(kept, dtype=np.int64).reshape(-1))
    area = areas(best.xyxy)
    share = intersections(best.xyxy, best.xyxy) / np.maximum(np.minimum(area[:, None], area[None, :]), 1e-9)
    alive = np.ones(len(best), dtype=bool)
    for better, worse in np.argwhere(np.triu(share > inside, 1)):
        alive[worse] &= not alive[better]
    return best.take(alive)
