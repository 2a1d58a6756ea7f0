"""RapidOCR as reader: PP-OCRv6 from inside its wheel, on the CPU, without the network."""

import hashlib
import threading
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import rapidocr
from rapidocr import RapidOCR

from vision.boxes import Floats
from vision.errors import ModelError
from vision.photo import Picture
from vision.posters import Reading, spread

FINDING_SIDE: Final = 960
"""Pixels of the longer side of what text is looked for on; reading takes its crops from the whole photo."""
LEAST_SIDE, LONGEST_SHAPE = 48, 8
"""A picture is padded to so many pixels, and until its longer side is so many times the shorter at most."""


_MODELS: Final = (("text_finder", "PP-OCRv6_det_small"), ("text_reader", "PP-OCRv6_rec_small"))


@cache
def model_files() -> tuple[tuple[str, str, str, str], ...]:
    """Kind, name, version and sha256 of the two networks that the wheel brings.

    Raises:
        ModelError: one is not there; RapidOCR would fetch it from the network.
    """
    folder = Path(rapidocr.__file__).parent / "models"
    missing = [name for _, name in _MODELS if not (folder / f"{name}.onnx").is_file()]
    if missing:
        raise ModelError(f"the rapidocr package lacks {', '.join(missing)}; install it anew")
    digests = [hashlib.sha256((folder / f"{name}.onnx").read_bytes()).hexdigest() for _, name in _MODELS]
    return tuple(
        (kind, name, f"rapidocr {version('rapidocr')}", digest)
        for (kind, name), digest in zip(_MODELS, digests, strict=True)
    )


class RapidReader:
    """Finds and reads lines; one picture at a time, the engine keeps state between its steps."""

    name = "rapidocr"

    def __init__(self, *, threads: int = 0) -> None:
        """`threads` = 0 lets ONNX Runtime take every core; the models are loaded at the first picture."""
        self._lock = threading.Lock()
        self._engine: Any = RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.use_preprocess_img": False,
                "Global.log_level": "critical",
                "Global.return_word_box": True,
                "Global.return_single_char_box": True,
                "Det.limit_side_len": FINDING_SIDE,
                "Det.limit_type": "max",
                "EngineConfig.onnxruntime.intra_op_num_threads": threads or -1,
            }
        )

    def find(self, bgr: Picture) -> Floats:
        """As `TextReader.find`."""
        with self._lock:
            found = self._engine(_padded(bgr), use_det=True, use_cls=False, use_rec=False)
        if found.boxes is None:
            return np.empty((0, 4, 2), np.float32)
        limits = np.array([bgr.shape[1], bgr.shape[0]], np.float32)
        quads = np.asarray(found.boxes, np.float32)
        inside = (quads.min(axis=1) < limits).all(axis=1)
        return np.asarray(quads[inside], np.float32)

    def read(self, crops: Sequence[Picture]) -> list[Reading]:
        """As `TextReader.read`."""
        if not crops:
            return []
        with self._lock:
            self._engine.return_word_box = True
            said = self._engine.recognize_txt(list(crops))
        return [
            (str(text), float(score), _middles(str(text), word))
            for text, score, word in zip(said.txts, said.scores, said.word_results, strict=True)
        ]


def _padded(bgr: Picture) -> Picture:
    """The picture with a border to the right and below, so that no side is too short to look at."""
    height, width = bgr.shape[:2]
    least = max(LEAST_SIDE, -(-max(height, width) // LONGEST_SHAPE))
    right, below = max(0, least - width), max(0, least - height)
    if not right and not below:
        return bgr
    padded = cv2.copyMakeBorder(bgr, 0, below, 0, right, cv2.BORDER_REPLICATE)
    return np.asarray(padded, np.uint8)


def _middles(text: str, word: Any) -> tuple[float, ...]:
    """Where each character lies: the columns in which the reader saw them, between them for the blanks."""
    columns = [column for group in getattr(word, "word_cols", []) for column in group]
    solid = [at for at, char in enumerate(text) if char != " "]
    length = float(getattr(word, "line_txt_len", 0.0))
    if not solid or len(columns) != len(solid) or length <= 0:
        return spread(text)
    places = np.interp(np.arange(len(text)), solid, (np.array(columns) + 0.5) / length)
    return tuple(np.clip(places, 0.0, 1.0).tolist())
