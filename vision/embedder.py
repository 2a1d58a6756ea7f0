"""Crops to unit vectors: what looks alike lies close."""

from typing import Final

import numpy as np
import numpy.typing as npt

from vision.crops import letterbox_crops
from vision.errors import ModelError
from vision.sameness import read_sameness
from vision.session import OnnxSession

BATCH: Final = 32
"""Crops go through in batches of this fixed size: ONNX Runtime's arena grows with every new shape."""


class Embedder:
    """A graph from crops (N×3×S×S float32 RGB 0..1) to unit vectors (N×D)."""

    def __init__(self, session: OnnxSession) -> None:
        """Check the graph's word against its shapes.

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
        self._session = session

    def __call__(self, bgr: npt.NDArray[np.uint8], xyxy: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Vectors (N, D) float32 of length 1 for the N boxes of a (H, W, 3) picture."""
        out = np.empty((len(xyxy), self.dims), np.float32)
        for start in range(0, len(xyxy), BATCH):
            crops = letterbox_crops(bgr, xyxy[start : start + BATCH], self.side)
            batch = np.zeros((BATCH, 3, self.side, self.side), np.float32)
            batch[: len(crops)] = crops
            out[start : start + len(crops)] = self._session(batch)[: len(crops)]
        return out
