"""Batches of training samples: decoded photos with their boxes as tensors."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from models.augment import PAD, choose_window, cut, move, relight, whole
from models.photos import GAP, PRODUCT, Source, TrainingPhoto
from models.pseudo_labels import read_products

NOTHING: npt.NDArray[np.float32] = np.empty((0, 4), np.float32)


@dataclass(frozen=True)
class LabelledPhoto:
    """A photo with all its boxes: `xyxy` (N, 4) in 0..1, `class_id` (N,); `hidden` (K, 4) in 0..1 are places that are
    painted over, since nobody said what is there."""

    path: Path
    source: Source
    xyxy: npt.NDArray[np.float32]
    class_id: npt.NDArray[np.int64]
    hidden: npt.NDArray[np.float32] = field(default_factory=lambda: NOTHING)


def labelled(photo: TrainingPhoto, cache: Path) -> LabelledPhoto:
    """Products as the teacher found them (in `cache`), gaps as people marked them."""
    products = read_products(cache, photo)
    class_id = np.repeat(np.array([PRODUCT, GAP]), [len(products), len(photo.gaps)])
    return LabelledPhoto(photo.path, photo.source, np.concatenate([products, photo.gaps]), class_id)


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
    """The photos of one part of the split; pictures are read when they are asked for."""

    def __init__(self, photos: tuple[LabelledPhoto, ...], *, side: int = 640) -> None:
        self.photos = photos
        self.side = side
        self._shown = np.repeat(np.arange(len(photos)), [photo.source.repeats for photo in photos])

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
        size = np.array([bgr.shape[1], bgr.shape[0]] * 2)
        for x1, y1, x2, y2 in (photo.hidden * size).round().astype(int).tolist():
            bgr[y1:y2, x1:x2] = PAD
        aspect = photo.source.aspect or bgr.shape[1] / bgr.shape[0]
        window = whole(aspect) if rng is None else choose_window(aspect, photo.source.stretch, rng)
        picture = np.asarray(bgr, np.uint8)
        square = cut(picture if rng is None else relight(picture, rng), window, self.side)
        xyxy, kept = move(photo.xyxy, window, self.side)
        rgb = np.ascontiguousarray(square[..., ::-1].transpose(2, 0, 1))
        return Sample(rgb, xyxy, photo.class_id[kept], photo.source.absence)

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
