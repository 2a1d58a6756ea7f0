"""The training photos: which there are, their true proportions, their human labels, their part of the split."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Part = Literal["train", "choose"]

BOX_WORDS: Final = 5
POLYGON_WORDS: Final = 9
PRODUCT: Final = 0
GAP: Final = 1
CLASS_NAMES: Final = ("product", "gap")

CHOOSE_ONE_IN: Final = 18
"""Of the labelled gap photos, about this many in one are kept out of training, to choose weights by."""
PORTRAIT: Final = 0.75
LANDSCAPE: Final = 4 / 3


@dataclass(frozen=True)
class Source:
    """What is known of a folder's photos.

    `aspect` is their true width over height, `None` where the files have it right already; `stretch` how far
    off that may be (logarithms). `absence` is how much an unmarked place says that there is no gap: 0 where
    nobody looked for gaps. An epoch shows each photo `repeats` times.
    """

    aspect: float | None
    stretch: tuple[float, float]
    absence: float
    repeats: int


SKU_GAPS: Final = Source(PORTRAIT, (-0.16, 0.16), 0.5, 1)
"""SKU-110K's photos in `gaps`: mostly 3:4 before they were squashed to 640×640; their gap labels are incomplete."""
OTHER_GAPS: Final = Source(LANDSCAPE, (-0.6, 0.12), 1.0, 2)
"""The others in `gaps`: by their price tags mostly 4:3, some 3:4; few, and carefully labelled."""
ROWS: Final = Source(None, (-0.16, 0.16), 0.0, 1)
DRAWN: Final = Source(None, (-0.16, 0.16), 1.0, 1)
"""Ours, with exact labels; weights are chosen by real photos alone."""


@dataclass(frozen=True)
class TrainingPhoto:
    """One photo with the gaps (G, 4) that people marked on it, xyxy in 0..1."""

    path: Path
    source: Source
    gaps: npt.NDArray[np.float32]

    @property
    def stem(self) -> str:
        """The name by which the photo is split and cached."""
        return self.path.stem

    @property
    def aspect(self) -> float | None:
        """The true width over height, `None` where the file has it right already."""
        return self.source.aspect

    @property
    def part(self) -> Part:
        """Training, or choosing between weights; decided by the stem alone, so copies stay together."""
        number = int(hashlib.sha256(self.stem.encode()).hexdigest()[:8], 16)
        chosen_by = self.source in (SKU_GAPS, OTHER_GAPS)
        return "choose" if chosen_by and number % CHOOSE_ONE_IN == 0 else "train"


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
        TrainingPhoto(path, gap_source(path), read_yolo(_labels(path)))
        for path in sorted((gaps / "images").glob("*.jpg"))
        if path.stem not in kept_out
    ]
    kept_out |= {photo.stem for photo in photos}
    photos += [
        row_photo(path) for path in sorted((rows / "images").glob("*.jpg")) if path.stem not in kept_out
    ]
    return tuple(photos)


def row_photo(path: Path) -> TrainingPhoto:
    """A photo of `rows`: its labels are layers, so nothing is known of gaps."""
    return TrainingPhoto(path, ROWS, np.empty((0, 4), np.float32))


def gap_source(path: Path) -> Source:
    """Which part of `gaps` a photo belongs to, by its name."""
    return SKU_GAPS if path.stem.startswith("train_") else OTHER_GAPS


def _labels(image: Path) -> Path:
    return image.parent.parent / "labels" / f"{image.stem}.txt"


def read_yolo(path: Path) -> npt.NDArray[np.float32]:
    """YOLO text (class, cx, cy, w, h in 0..1 a line) → (N, 4) xyxy in 0..1; no file means no boxes.

    A line may also hold a polygon (class, x, y, x, y, … of at least four points), as one gap label in six does:
    it becomes the box around it.

    Raises:
        ValueError: a line has neither five numbers nor nine or more, and odd.
    """
    if not path.exists():
        return np.empty((0, 4), np.float32)
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if any(len(row) != BOX_WORDS and (len(row) < POLYGON_WORDS or len(row) % 2 == 0) for row in rows):
        raise ValueError(f"expected lines of `class cx cy w h` or `class x y x y …` in {path}")
    boxes = [to_xyxy([float(word) for word in row[1:]]) for row in rows]
    return np.array(boxes, np.float32).reshape(-1, 4).clip(0, 1)


def to_xyxy(numbers: list[float]) -> tuple[float, float, float, float]:
    """Centre and size, or the points of a polygon → xyxy."""
    if len(numbers) == BOX_WORDS - 1:
        cx, cy, width, height = numbers
        return cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2
    return min(numbers[0::2]), min(numbers[1::2]), max(numbers[0::2]), max(numbers[1::2])
