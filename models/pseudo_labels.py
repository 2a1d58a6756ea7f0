"""Product boxes that the teacher finds on the training photos, cached as one small file a photo."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from models.photos import TrainingPhoto
from models.teacher import Picture, Teacher, unsquash


def read_upright(photo: TrainingPhoto) -> Picture:
    """The photo in its true proportions, (H, W, 3) uint8 BGR.

    Raises:
        OSError: the file cannot be read as a picture.
    """
    bgr = cv2.imread(str(photo.path))
    if bgr is None:
        raise OSError(f"cannot read {photo.path} as a picture")
    picture = np.asarray(bgr, np.uint8)
    aspect = photo.aspect
    return picture if aspect is None else unsquash(picture, aspect)


def cache_path(cache: Path, photo: TrainingPhoto) -> Path:
    """Where the photo's product boxes are kept."""
    return cache / f"{photo.stem}.npy"


def label_missing(photos: tuple[TrainingPhoto, ...], teacher_file: Path, cache: Path) -> int:
    """Let the teacher label the photos that the cache lacks; returns how many it labelled.

    A file is (N, 5) float32: xyxy in 0..1 of the photo and the teacher's score.
    """
    cache.mkdir(parents=True, exist_ok=True)
    missing = [photo for photo in photos if not cache_path(cache, photo).exists()]
    if not missing:
        return 0
    teacher = Teacher(teacher_file)
    for photo in missing:
        bgr = read_upright(photo)
        boxes = teacher.label(bgr)
        height, width = bgr.shape[:2]
        rows = np.column_stack([boxes.xyxy / np.array([width, height] * 2, np.float32), boxes.score])
        with (part := cache_path(cache, photo).with_suffix(".part")).open("wb") as file:
            np.save(file, rows.astype(np.float32))
        part.replace(cache_path(cache, photo))
    return len(missing)


def read_products(cache: Path, photo: TrainingPhoto) -> npt.NDArray[np.float32]:
    """(N, 4) product boxes, xyxy in 0..1 of the photo."""
    rows: npt.NDArray[np.float32] = np.load(cache_path(cache, photo))
    return rows[:, :4]
