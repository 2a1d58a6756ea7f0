"""Batches of training samples: decoded photos with products (teacher's) and gaps (people's) as tensors."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from models.augment import Window, choose_window, cut, move, relight, whole
from models.photos import GAP, PRODUCT, TrainingPhoto
from models.pseudo_labels import read_products


@dataclass(frozen=True)
class Sample:
    """One input: `rgb` (3, S, S) uint8, `xyxy` (N, 4) px, `class_id` (N,); `absence` as in `Source`."""

    rgb: npt.NDArray[np.uint8]
    xyxy: npt.NDArray[np.float32]
    class_id: npt.NDArray[np.int64]
    absence: float


@dataclass(frozen=True)
class Batch:
    """Samples as columns: `rgb` (B, 3, S, S) uint8; a row a box: `image` (N,), `class_id` (N,), `cxcywh` (N, 4)
    in 0..1.

    `absence` (B,) as in `Source`.
    """

    rgb: npt.NDArray[np.uint8]
    image: npt.NDArray[np.int64]
    class_id: npt.NDArray[np.int64]
    cxcywh: npt.NDArray[np.float32]
    absence: npt.NDArray[np.float32]


class ShelfPhotos:
    """The photos of one part of the split, with their labels from the cache."""

    def __init__(self, photos: tuple[TrainingPhoto, ...], cache: Path, *, side: int = 640) -> None:
        """Read all labels; pictures are read when they are asked for."""
        self.photos = photos
        self.side = side
        self._shown = np.repeat(np.arange(len(photos)), [photo.source.repeats for photo in photos])
        self._products = [read_products(cache, photo) for photo in photos]

    def __len__(self) -> int:
        return len(self.photos)

    @property
    def shown(self) -> int:
        """How many samples an epoch has, before the rest of the last batch is dropped."""
        return len(self._shown)

    def sample(self, index: int, rng: np.random.Generator | None) -> Sample:
        """The photo at `index`: augmented with `rng`, or whole and as it is without one.

        Raises:
            OSError: the file cannot be read as a picture.
        """
        photo = self.photos[index]
        bgr = cv2.imread(str(photo.path))
        if bgr is None:
            raise OSError(f"cannot read {photo.path} as a picture")
        aspect = photo.aspect or bgr.shape[1] / bgr.shape[0]
        window = whole(aspect) if rng is None else choose_window(aspect, photo.source.stretch, rng)
        picture = np.asarray(bgr, np.uint8)
        square = cut(picture if rng is None else relight(picture, rng), window, self.side)
        xyxy, class_id = self._boxes(index, window)
        rgb = np.ascontiguousarray(square[..., ::-1].transpose(2, 0, 1))
        return Sample(rgb, xyxy, class_id, photo.source.absence)

    def _boxes(self, index: int, window: Window) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        gaps = self.photos[index].gaps
        products, _ = move(self._products[index], window, self.side)
        voids, _ = move(gaps, window, self.side)
        class_id = np.repeat(np.array([PRODUCT, GAP]), [len(products), len(voids)])
        return np.concatenate([products, voids]), class_id

    def epoch(self, batch_size: int, seed: int) -> Iterator[Batch]:
        """All photos as often as their source says; `seed` alone decides order and augmentation.

        What does not fill a last batch is dropped.
        """
        rng = np.random.default_rng(seed)
        order = rng.permutation(self._shown)
        for start in range(0, len(order) - batch_size + 1, batch_size):
            yield collate([self.sample(int(index), rng) for index in order[start : start + batch_size]])


def collate(samples: list[Sample]) -> Batch:
    """Samples of equal side → one batch."""
    side = samples[0].rgb.shape[-1]
    xyxy = np.concatenate([sample.xyxy for sample in samples]) / np.float32(side)
    cxcywh = np.concatenate([(xyxy[:, :2] + xyxy[:, 2:]) / 2, xyxy[:, 2:] - xyxy[:, :2]], axis=1)
    return Batch(
        rgb=np.stack([sample.rgb for sample in samples]),
        image=np.repeat(np.arange(len(samples)), [len(sample.xyxy) for sample in samples]),
        class_id=np.concatenate([sample.class_id for sample in samples]),
        cxcywh=cxcywh.astype(np.float32),
        absence=np.array([sample.absence for sample in samples], np.float32),
    )
