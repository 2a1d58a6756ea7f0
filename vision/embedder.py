"""Crops to unit vectors: what looks alike lies close."""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
import numpy.typing as npt

from vision.crops import letterbox_crops
from vision.errors import ModelError
from vision.sameness import read_sameness
from vision.session import OnnxSession

BATCH: Final = 8
"""Crops go through in batches of this fixed size: ONNX Runtime's arena grows with every new shape. On a CPU core 8 are
as fast as any more; a GPU is given `BATCH_CUDA`."""
BATCH_CUDA: Final = 64


class Embedder:
    """A graph from crops (N×3×S×S float32 RGB 0..1) to unit vectors (N×D)."""

    def __init__(self, session: OnnxSession, *, at_once: int = 1, batch: int = BATCH) -> None:
        """Check the graph's word against its shapes; `at_once` batches of `batch` crops go through side by side.

        A small network's layers are too short to share out between cores: on 2 of them two batches, each on a session
        of one thread, are done in two thirds of the time that two threads on one batch take.

        Raises:
            ModelError: metadata are missing, unreadable or contradict the shapes.
        """
        session.metadata.expect("paimian.kind", "embedder")
        self.side = int(session.metadata.text("paimian.size"))
        self.dims = int(session.metadata.text("paimian.dims"))
        if session.input_shape[1:] != (3, self.side, self.side) or session.output_shape[1] != self.dims:
            raise ModelError(
                f"expected (N, 3, {self.side}, {self.side}) → (N, {self.dims}), "
                f"got {session.input_shape} → {session.output_shape}"
            )
        self.curves = read_sameness(session.metadata.props.get("paimian.sameness"))
        self._session, self._at_once, self._batch = session, at_once, batch

    def __call__(self, bgr: npt.NDArray[np.uint8], xyxy: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Vectors (N, D) float32 of length 1 for the N boxes of a (H, W, 3) picture."""
        out = np.empty((len(xyxy), self.dims), np.float32)

        def embed(start: int) -> None:
            crops = letterbox_crops(bgr, xyxy[start : start + self._batch], self.side)
            batch = np.zeros((self._batch, 3, self.side, self.side), np.float32)
            batch[: len(crops)] = crops
            out[start : start + len(crops)] = self._session(batch)[: len(crops)]

        starts = range(0, len(xyxy), self._batch)
        if min(self._at_once, len(starts)) < 2:
            for start in starts:
                embed(start)
            return out
        with ThreadPoolExecutor(self._at_once) as pool:  # ONNX Runtime and OpenCV let go of the interpreter
            list(pool.map(embed, starts))
        return out
