"""Packs pictured on a poster: found as on a shelf, and held against the catalogue's pictures."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np

from vision.boxes import Boxes, Floats, areas, suppress
from vision.crops import PAD_GREY, cut
from vision.detector import GAP
from vision.eyes import Eyes
from vision.looks import describe
from vision.naming import Gallery, Name, name
from vision.photo import Picture
from vision.posters_upright import turned_back

SHRUNK: Final = (0.7, 0.5, 0.35, 0.25)
"""The poster is looked at in these parts of its size: the detector learnt packs as small as they stand on shelves."""
LONGEST_SIDE: Final = 1280
"""Pixels: larger posters are looked at in this size, and their crops cut from the whole."""
SCORE_MIN: Final = 0.25
"""Low, for a pack without neighbours looks unlike a shelf; what is no pack gets no name."""
LARGE: Final = 0.25
"""Packs smaller than this part of the largest one's area are gifts, or the crowd behind it."""
MOST: Final = 12


@dataclass(frozen=True)
class PackShot:
    """A pack on a poster: `xyxy` in pixels of the photo, the detector's `score`, and what the catalogue says."""

    xyxy: tuple[float, float, float, float]
    score: float
    name: Name


def find_pack_shots(
    bgr: Picture, eyes: Eyes, gallery: Gallery, *, angle: float = 0.0
) -> tuple[PackShot, ...]:
    """The large packs on a (H, W, 3) picture of a poster, largest first; none where none was detected.

    `angle`: degrees clockwise by which the page lies in the picture (`PosterText.angle`); its quarter turns are undone
    first.
    """
    size_wh, quarters = (bgr.shape[1], bgr.shape[0]), round(angle / 90) % 4
    bgr = np.ascontiguousarray(np.rot90(bgr, quarters))
    found = _detect(bgr, eyes)
    if not len(found):
        return ()
    area = areas(found.xyxy)
    order = np.argsort(-area, kind="stable")
    rows = order[area[order] >= LARGE * area.max()][:MOST]
    packs = found.take(rows)
    vectors = eyes.embedder(bgr, packs.xyxy)
    look = cache(lambda row: describe(cut(bgr, packs.xyxy[row])))
    names = name(vectors, gallery, look, curves=eyes.embedder.curves)
    return tuple(
        PackShot(_back(xyxy, quarters, size_wh), round(float(score), 4), one)
        for xyxy, score, one in zip(packs.xyxy, packs.score, names, strict=True)
    )


def _detect(bgr: Picture, eyes: Eyes) -> Boxes:
    """Products on the poster, seen at several sizes; boxes in its pixels."""
    height, width = bgr.shape[:2]
    is_gap = np.array([label == GAP for label in eyes.detector.names])
    parts = []
    for part in SHRUNK:
        scale = part * min(1.0, LONGEST_SIDE / max(height, width))
        boxes = eyes.detector.look(_on_grey(bgr, scale), SCORE_MIN)
        boxes = boxes.take(~is_gap[boxes.class_id])
        xyxy = boxes.xyxy / np.float32(scale)
        inside = (xyxy[:, 2] <= width + 1) & (xyxy[:, 3] <= height + 1)
        parts.append(Boxes(xyxy, boxes.score, boxes.class_id).take(inside))
    return suppress(Boxes.concatenate(parts))


def _on_grey(bgr: Picture, scale: float) -> Picture:
    """The picture at `scale`, on grey as large as the picture itself at full scale."""
    height, width = bgr.shape[:2]
    full = min(1.0, LONGEST_SIDE / max(height, width))
    canvas = np.full((max(1, round(height * full)), max(1, round(width * full)), 3), PAD_GREY, np.uint8)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    canvas[: size[1], : size[0]] = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA)
    return canvas


def _back(xyxy: Floats, quarters: int, size_wh: tuple[int, int]) -> tuple[float, float, float, float]:
    """A box on the upright page in pixels of the picture as it came."""
    corners = turned_back(xyxy.reshape(1, 2, 2), quarters, size_wh)[0]
    (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1)
