"""The teacher: a YOLOv8n of SKU-110K as int8 tflite, run over a photo and its tiles to label products."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.boxes import Boxes, suppress
from vision.detector import letterbox
from vision.tiling import Tile, own

Picture = npt.NDArray[np.uint8]

SIDE: Final = 640
PAD: Final = 114
SCORE_MIN: Final = 0.3
TILE_OVERLAP: Final = 0.2


class Teacher:
    """The tflite file as a callable; needs `ai-edge-litert` (training environment only)."""

    def __init__(self, path: Path, *, threads: int = 1, score_min: float = SCORE_MIN) -> None:
        """Load the file and check that it is the graph we know: 1×640×640×3 in, 1×5×8400 out.

        Raises:
            ValueError: it is another graph.
        """
        from ai_edge_litert.interpreter import Interpreter

        self._interpreter = Interpreter(str(path), num_threads=threads)
        self._interpreter.allocate_tensors()
        (given,), (result,) = self._interpreter.get_input_details(), self._interpreter.get_output_details()
        if tuple(given["shape"]) != (1, SIDE, SIDE, 3) or tuple(result["shape"]) != (1, 5, 8400):
            raise ValueError(
                f"expected 1x640x640x3 -> 1x5x8400, got {given['shape']} -> {result['shape']} in {path}"
            )
        self._input, self._output = int(given["index"]), int(result["index"])
        self._score_min = score_min

    def raw(self, canvas_rgb01: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """(640, 640, 3) RGB 0..1 → (5, 8400): cx, cy, w, h in 0..1 and the score."""
        self._interpreter.set_tensor(self._input, canvas_rgb01[None])
        self._interpreter.invoke()
        out: npt.NDArray[np.float32] = self._interpreter.get_tensor(self._output)[0]
        return out

    def look(self, bgr: Picture) -> Boxes:
        """One pass over one picture; suppressed boxes in the picture's pixels."""
        canvas, fit = letterbox(bgr, SIDE, PAD)
        raw = self.raw(canvas[..., ::-1].astype(np.float32) / np.float32(255))
        raw = raw[:, raw[4] >= self._score_min]
        centre, half = raw[:2].T * SIDE, raw[2:4].T * (SIDE / 2)
        xyxy = np.concatenate([centre - half, centre + half], axis=1).astype(np.float32)
        found = suppress(Boxes(xyxy, raw[4].astype(np.float32), np.zeros(len(xyxy), np.int64)))
        return Boxes(fit.undo(found.xyxy, (bgr.shape[1], bgr.shape[0])), found.score, found.class_id)

    def label(self, bgr: Picture, *, tiled: bool = True) -> Boxes:
        """Products of the whole photo and of 2×2 overlapping tiles, merged; photo pixels, best score first."""
        height, width = bgr.shape[:2]
        windows = [Tile(0, 0, width, height, (False, False, False, False))]
        if tiled:
            windows += quarter(width, height)
        return suppress(Boxes.concatenate([own(tile, self.look(tile.crop(bgr))) for tile in windows]))


def quarter(width: int, height: int) -> list[Tile]:
    """Four tiles that cover the photo and overlap by a fifth of their side."""
    side_x, side_y = (int(np.ceil(side / (2 - TILE_OVERLAP))) for side in (width, height))
    return [
        Tile(x, y, x + side_x, y + side_y, (x > 0, y > 0, x == 0, y == 0))
        for y in (0, height - side_y)
        for x in (0, width - side_x)
    ]


def unsquash(bgr: Picture, width_over_height: float) -> Picture:
    """Give a photo that was squashed into another shape its proportions back, by changing its width."""
    height = bgr.shape[0]
    width = max(round(height * width_over_height), 1)
    out = cv2.resize(bgr, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(out, np.uint8)
