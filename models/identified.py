"""Real photos whose products we identified by eye."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from models.labels_coco import read_labels
from vision.photo import decode_photo

HERE: Final = Path(str(files("models")))


@dataclass(frozen=True)
class Identified:
    """A photo whose products are known: boxes (N, 4) and SKUs (N,) of them."""

    name: str
    bgr: npt.NDArray[np.uint8]
    xyxy: npt.NDArray[np.float32]
    skus: tuple[str, ...]


def identified(photos: Path, labelled: str = "cn") -> Iterator[Identified]:
    """The photos of a folder of `models/labels` with SKUs in their labels."""
    for path in sorted((HERE / "labels" / labelled).glob("*.json")):
        labels = read_labels(path)
        marks = [mark for mark in labels.marks.values() if mark.kind == "product" and mark.sku]
        if marks:
            bgr = decode_photo((photos / labels.file_name).read_bytes()).bgr
            xyxy = np.array([mark.xyxy for mark in marks], np.float32)
            yield Identified(path.stem, bgr, xyxy, tuple(mark.sku for mark in marks))
