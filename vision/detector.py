"""Products and gaps on a photo: letterbox, network, own suppression; nothing capped in silence."""

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.boxes import Boxes, Floats, suppress
from vision.decode import head_of
from vision.errors import ModelError
from vision.gap_odds import CANDIDATES_FROM, LIKELY_MIN
from vision.gaps import clear_gaps, likely_gaps
from vision.session import OnnxSession
from vision.tiling import own, plan_tiles

MAX_DETECTIONS: Final = 2000
GAP: Final = "gap"
"""The class of empty slots; every other class is a product."""
SCORE_MIN: Final = {"product": 0.39, "gap": 0.20}
"""Where F1 was highest on the 75 photos that training kept for choosing, one pass a photo
(`python -m models.train detector` logs it). The packaged detector's gaps are then judged by `vision.gap_odds`."""
SCORE_MIN_TILED: Final = 0.48
"""For products of photos that are looked at in tiles too: five passes find more, rightly and falsely. Where F1 was
highest on the same 75 photos and 60 of `rows` looked at in five passes (`python -m models.tiles_or_one`)."""
SCORE_MIN_KEY: Final = "paimian.score_min"
"""Where a file says, class by class, from which score on its boxes count."""
SCORE_MIN_OTHER: Final = 0.30
"""For classes of which neither that table nor the file says anything."""


@dataclass(frozen=True)
class Detections:
    """What the detector saw: `truncated` says that more than `MAX_DETECTIONS` were there and some were left out."""

    boxes: Boxes
    truncated: bool


@dataclass(frozen=True)
class Letterbox:
    """How a picture was fitted into the square input: times `scale`, then moved by `left`, `top`."""

    scale: float
    left: int
    top: int

    def undo(self, xyxy: npt.NDArray[np.float32], size_wh: tuple[int, int]) -> npt.NDArray[np.float32]:
        """Input pixels back to picture pixels, clipped to the picture."""
        out = (xyxy - np.array([self.left, self.top] * 2, np.float32)) / np.float32(self.scale)
        out[:, 0::2] = out[:, 0::2].clip(0, size_wh[0])
        out[:, 1::2] = out[:, 1::2].clip(0, size_wh[1])
        return out


def letterbox(bgr: npt.NDArray[np.uint8], side: int, pad: int) -> tuple[npt.NDArray[np.uint8], Letterbox]:
    """Scale to fit `side` × `side`, aspect kept, centred on grey `pad`."""
    height, width = bgr.shape[:2]
    scale = side / max(height, width)
    new_wh = (min(max(round(width * scale), 1), side), min(max(round(height * scale), 1), side))
    resized = cv2.resize(bgr, new_wh, interpolation=cv2.INTER_LINEAR)
    left, top = (side - new_wh[0]) // 2, (side - new_wh[1]) // 2
    canvas = np.full((side, side, 3), pad, np.uint8)
    canvas[top : top + new_wh[1], left : left + new_wh[0]] = resized
    return canvas, Letterbox(scale, left, top)


class Detector:
    """A YOLO graph without embedded suppression: 1×3×S×S float32 RGB 0..1 → 1×rows×anchors.

    The graph describes itself (`names`, `imgsz`, `stride`, `paimian.preprocess`, `paimian.head`); what it says is
    checked. Its output are boxes and scores, or what `vision.decode` makes boxes of.
    """

    def __init__(self, session: OnnxSession) -> None:
        """Check the graph's word against its shapes.

        Raises:
            ModelError: metadata are missing or contradict the shapes.
        """
        meta = session.metadata
        meta.expect("paimian.kind", "detector")
        names: dict[str, str] = meta.json("names")
        self.names: tuple[str, ...] = tuple(names[str(i)] for i in range(len(names)))
        self.side = int(meta.json("imgsz")[0])
        preprocess: dict[str, Any] = meta.json("paimian.preprocess")
        if preprocess.get("color") != "RGB" or preprocess.get("scale") != "0..1":
            raise ModelError(f"expected a detector fed with RGB 0..1, got {preprocess}")
        self._pad = int(preprocess.get("letterbox_pad", 114))
        if self.side % int(meta.text("stride")):
            raise ModelError(f"input side {self.side} is no multiple of stride {meta.text('stride')}")
        if session.input_shape[1:] != (3, self.side, self.side):
            raise ModelError(f"expected input (N, 3, {self.side}, {self.side}), got {session.input_shape}")
        self._head = head_of(meta, classes=len(self.names), side=self.side)
        rows, anchors = self._head.rows, self._head.anchors
        if session.output_shape[1] != rows or anchors not in (None, session.output_shape[2]):
            raise ModelError(f"expected output (N, {rows}, {anchors or 'A'}), got {session.output_shape}")
        self._session = session
        self._own = SCORE_MIN_KEY in meta.props
        chosen = meta.json(SCORE_MIN_KEY) if self._own else SCORE_MIN
        self._floor = np.array([chosen.get(name, SCORE_MIN_OTHER) for name in self.names], np.float32)
        self._is_gap = np.array([name == GAP for name in self.names])

    def __call__(
        self, bgr: npt.NDArray[np.uint8], *, tiled: bool = True, floor: float | None = None
    ) -> Detections:
        """Detect on a (H, W, 3) uint8 BGR photo; large ones in tiles too, unless `tiled` is false.

        `floor` stands in for `SCORE_MIN` where the whole curve of precision over recall is wanted.

        Boxes come back in photo pixels, best score first. One photo gives the same boxes every time.
        """
        size_wh = int(bgr.shape[1]), int(bgr.shape[0])
        windows = plan_tiles(size_wh) if tiled else plan_tiles(size_wh)[:1]
        limits = self._limits(len(windows) > 1)
        least = limits if floor is None else np.full_like(limits, floor)
        asked = least if self._own else np.where(self._is_gap, np.minimum(least, CANDIDATES_FROM), least)
        parts = [own(tile, self._pass(tile.crop(bgr), asked)) for tile in windows]
        found = self._thin(Boxes.concatenate(parts)) if len(parts) > 1 else parts[0]
        is_gap = self._is_gap[found.class_id]
        products, places = found.take(~is_gap), found.take(is_gap)
        # What fills a place is what the service takes for a product, however deep the curve is drawn.
        sure = products.take(products.score >= limits[products.class_id])
        if self._own:
            gaps = clear_gaps(places, sure)
        else:
            gaps = likely_gaps(places, sure, bgr, LIKELY_MIN if floor is None else floor)
        both = Boxes.concatenate([products, gaps])
        boxes = both.take(np.argsort(-both.score, kind="stable"))
        return Detections(boxes.take(np.arange(min(len(boxes), MAX_DETECTIONS))), len(boxes) > MAX_DETECTIONS)

    def look(self, bgr: npt.NDArray[np.uint8], floor: float | None = None) -> Boxes:
        """One pass of the network over one picture; suppressed boxes in the picture's pixels, the network's scores."""
        return self._pass(bgr, self._floor if floor is None else np.full_like(self._floor, floor))

    def _limits(self, tiled: bool) -> Floats:
        """(classes,) from which score on a product of such a photo counts."""
        if self._own or not tiled:
            return self._floor
        return np.where(self._is_gap, self._floor, np.maximum(self._floor, np.float32(SCORE_MIN_TILED)))

    def _pass(self, bgr: npt.NDArray[np.uint8], limits: Floats) -> Boxes:
        canvas, fit = letterbox(bgr, self.side, self._pad)
        blob = cv2.dnn.blobFromImage(canvas, 1 / 255, swapRB=True)
        boxes = self._thin(self._head(self._session(np.asarray(blob, np.float32))[0], limits))
        return Boxes(fit.undo(boxes.xyxy, (bgr.shape[1], bgr.shape[0])), boxes.score, boxes.class_id)

    def _thin(self, boxes: Boxes) -> Boxes:
        """Without doubles, products and gaps apart: which of two gaps stays is settled when both are judged."""
        is_gap = self._is_gap[boxes.class_id]
        places = suppress(boxes.take(is_gap), inside=np.inf)
        return Boxes.concatenate([suppress(boxes.take(~is_gap)), places])
