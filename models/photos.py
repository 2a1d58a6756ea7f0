"""The training photos: which there are, their true proportions, their human labels, their part of the split."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Part = Literal["train", "choose"]

PRODUCT: Final = 0
GAP: Final = 1
CLASS_NAMES: Final = ("product", "gap")

CHOOSE_ONE_IN: Final = 18
"""Of the labelled gap photos, about this many in one are kept out of training, to choose weights by."""
PORTRAIT: Final = 0.75
LANDSCAPE: Final = 4 / 3
"""Width over height of the photos before they were squashed to 640×640: SKU-110K's are mostly 3:4; the
others, judged by their price tags, 4:3."""


@dataclass(frozen=True)
class TrainingPhoto:
    """One photo: `aspect` is its true width over height, `None` where the file has it right already.

    `gaps` is (G, 4) xyxy in 0..1, drawn by people, or `None` where nobody looked for gaps: there the network must
    not be told that there are none.
    """

    path: Path
    aspect: float | None
    gaps: npt.NDArray[np.float32] | None

    @property
    def stem(self) -> str:
        """The name by which the photo is split and cached."""
        return self.path.stem

    @property
    def part(self) -> Part:
        """Training, or choosing between weights; decided by the stem alone, so copies stay together."""
        number = int(hashlib.sha256(self.stem.encode()).hexdigest()[:8], 16)
        return "choose" if number % CHOOSE_ONE_IN == 0 and self.gaps is not None else "train"


def list_photos(data: Path) -> tuple[TrainingPhoto, ...]:
    """`gaps/train`, then those of `rows` that no other folder shows; sorted by name.

    Stems that also occur in `cn`, `test` or `gaps/val` are left out: those folders are for tests.

    Raises:
        FileNotFoundError: `data` does not hold the expected folders.
    """
    gaps, rows = data / "gaps" / "train", data / "rows"
    for folder in (gaps, rows):
        if not (folder / "images").is_dir():
            raise FileNotFoundError(f"expected training photos in {folder / 'images'}")
    kept_out = {
        path.stem for name in ("cn", "test", "gaps/val/images") for path in (data / name).glob("*.jpg")
    }
    photos = [
        TrainingPhoto(
            path, PORTRAIT if path.stem.startswith("train_") else LANDSCAPE, read_yolo(_labels(path))
        )
        for path in sorted((gaps / "images").glob("*.jpg"))
        if path.stem not in kept_out
    ]
    kept_out |= {photo.stem for photo in photos}
    photos += [
        TrainingPhoto(path, None, None)
        for path in sorted((rows / "images").glob("*.jpg"))
        if path.stem not in kept_out
    ]
    return tuple(photos)


def _labels(image: Path) -> Path:
    return image.parent.parent / "labels" / f"{image.stem}.txt"


def read_yolo(path: Path) -> npt.NDArray[np.float32]:
    """YOLO text (class, cx, cy, w, h in 0..1 a line) → (N, 4) xyxy in 0..1; no file means no boxes.

    Raises:
        ValueError: a line has fewer than five numbers.
    """
    if not path.exists():
        return np.empty((0, 4), np.float32)
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if any(len(row) < 5 for row in rows):
        raise ValueError(f"expected lines of `class cx cy w h` in {path}")
    cxcywh = np.array([[float(value) for value in row[1:5]] for row in rows], np.float32).reshape(-1, 4)
    half = cxcywh[:, 2:] / 2
    return np.concatenate([cxcywh[:, :2] - half, cxcywh[:, :2] + half], axis=1).clip(0, 1)
