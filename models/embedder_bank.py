"""Crops on disk for training the embedder: uint8 pictures in one flat file, read once, never decoded again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

SIZE: Final = 128
"""The embedder's input side S, px."""
MARGIN: Final = 0.14
"""Surroundings kept on each side, as a share of the box, so that box errors can be played later."""
MAX_SIDE: Final = 256
"""Longer crops are shrunk to this, px."""


@dataclass(frozen=True)
class Item:
    """A picture (h, w, 3) BGR, its product's box in it (xyxy, px), what it shows and where it is from.

    ``identity`` is unique within the bank; ``photo`` numbers the source photo, -1 where there is none;
    ``clean`` marks a pack shot.
    """

    picture: NDArray[np.uint8]
    box: NDArray[np.float32]
    identity: int
    photo: int
    clean: bool


@dataclass(frozen=True)
class Bank:
    """N items as columns: ``pixels`` (bytes,), ``starts`` (N,), ``shapes`` (N, 2) h and w, ``boxes`` (N, 4) …"""

    pixels: NDArray[np.uint8]
    starts: NDArray[np.int64]
    shapes: NDArray[np.int32]
    boxes: NDArray[np.float32]
    identity: NDArray[np.int64]
    photo: NDArray[np.int64]
    clean: NDArray[np.bool_]

    def __post_init__(self) -> None:
        """Columns are of one length and the pictures fill the pixels exactly."""
        columns = (self.starts, self.shapes, self.boxes, self.identity, self.photo, self.clean)
        if len({len(column) for column in columns}) != 1:
            raise ValueError(f"expected columns of one length, got {[len(column) for column in columns]}")
        wanted = int(self.shapes.astype(np.int64).prod(axis=1).sum()) * 3
        if wanted != len(self.pixels):
            raise ValueError(f"expected {wanted} bytes of pixels, got {len(self.pixels)}")

    def __len__(self) -> int:
        """Number of items."""
        return len(self.starts)

    def picture(self, index: int) -> NDArray[np.uint8]:
        """Item ``index``'s picture (h, w, 3) BGR; a view."""
        height, width = (int(side) for side in self.shapes[index])
        start = int(self.starts[index])
        return self.pixels[start : start + height * width * 3].reshape(height, width, 3)

    def __iter__(self) -> Iterator[Item]:
        """All items in order."""
        for i in range(len(self)):
            yield Item(
                self.picture(i), self.boxes[i], int(self.identity[i]), int(self.photo[i]), bool(self.clean[i])
            )

    @classmethod
    def of(cls, items: Iterable[Item]) -> "Bank":
        """Put items into columns."""
        kept = list(items)
        sizes = [item.picture.size for item in kept]
        return cls(
            pixels=np.concatenate([item.picture.ravel() for item in kept]) if kept else np.zeros(0, np.uint8),
            starts=np.cumsum([0, *sizes])[:-1].astype(np.int64),
            shapes=np.array([item.picture.shape[:2] for item in kept], np.int32).reshape(-1, 2),
            boxes=np.array([item.box for item in kept], np.float32).reshape(-1, 4),
            identity=np.array([item.identity for item in kept], np.int64),
            photo=np.array([item.photo for item in kept], np.int64),
            clean=np.array([item.clean for item in kept], np.bool_),
        )

    def save(self, path: Path) -> None:
        """Write an uncompressed npz."""
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, **{name: getattr(self, name) for name in self.__dataclass_fields__})

    @classmethod
    def load(cls, path: Path) -> "Bank":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            return cls(**{name: file[name] for name in cls.__dataclass_fields__})


def cut_with_margin(
    bgr: NDArray[np.uint8], box: NDArray[np.float32]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Cut ``box`` and its surroundings out of a photo; return the picture and the box within it."""
    height, width = bgr.shape[:2]
    grow = MARGIN * np.array([box[2] - box[0], box[3] - box[1]])
    x1, y1 = np.maximum(np.floor(box[:2] - grow), 0).astype(int)
    x2, y2 = np.minimum(np.ceil(box[2:] + grow), (width, height)).astype(int)
    picture, inner = bgr[y1:y2, x1:x2], box - np.array([x1, y1, x1, y1], np.float32)
    shrink = min(1.0, MAX_SIDE / max(picture.shape[:2]))
    if shrink < 1:
        old = picture.shape
        size = (max(1, round(old[1] * shrink)), max(1, round(old[0] * shrink)))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        inner = inner * np.tile([size[0] / old[1], size[1] / old[0]], 2)
    return np.ascontiguousarray(picture), inner.astype(np.float32)
