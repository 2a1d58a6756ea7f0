"""From the real data to banks of crops: phone pictures with their pack shots, and shelf crops in look-alike groups."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from models.embedder_bank import Bank, Item, cut_with_margin
from models.embedder_neighbours import group_neighbours
from models.embedder_synthetic import synthetic_items
from models.photos import TrainingPhoto, list_photos, row_photo
from models.pseudo_labels import label_missing, read_products, read_upright
from vision.crops import trim_border

UNSEEN_CLASSES: Final = (
    "God-Morgon-Apple-Juice",
    "God-Morgon-Red-Grapefruit-Juice",
    "Arla-Sour-Milk",
    "Alpro-Fresh-Soy-Milk",
    "Valio-Vanilla-Yoghurt",
    "Oatly-Natural-Oatghurt",
)
"""Classes of `recognition` that no training sees: they choose between models."""
VALIDATION_FROM: Final = 3181
"""`rows` photos with this number or a higher one are for validation."""
SMALLEST_HEIGHT: Final = {"rows": 28.0, "gaps": 36.0}
"""Lower boxes (px) are left out: nothing to learn from them."""
SMALLEST_MEDIAN: Final = 34.0
"""`gaps` photos whose boxes are lower than this (median, px) are left out whole."""
FAMILIES: Final = 1800
"""Invented brands; a tenth as many again for validation."""


def recognition_items(folder: Path, split: str) -> Iterator[tuple[str, Item]]:
    """All pack shots and one split's phone pictures, with class names; identity is the class number.

    The pictures stay whole: the teacher, trained on shelves, does not find a product held into the camera.
    """
    with (folder / "classes.csv").open(encoding="utf-8") as file:
        classes = {
            int(row[1]): (row[0], row[4]) for row in csv.reader(file) if len(row) > 4 and row[1].isdigit()
        }
    packages = {number: row for number, row in classes.items() if "/Packages/" in row[1]}
    for number, (name, iconic) in packages.items():
        yield name, whole_item(trim_border(_read(folder / iconic.lstrip("/"))), number, clean=True)
    for line in (folder / f"{split}.txt").read_text(encoding="utf-8").splitlines():
        path, number_text, _ = (part.strip() for part in line.split(","))
        if int(number_text) in packages:
            name = packages[int(number_text)][0]
            yield name, whole_item(_read(folder / path), int(number_text), clean=False)


def whole_item(picture: NDArray[np.uint8], identity: int, *, clean: bool) -> Item:
    """A picture that is its own box, shrunk to what the bank keeps."""
    box = np.array([0, 0, picture.shape[1], picture.shape[0]], np.float32)
    kept, inner = cut_with_margin(picture, box)
    return Item(kept, inner, identity, -1, clean)


def shelf_items(
    photos: Iterable[TrainingPhoto], labels: Path, lowest: float, *, grouped: bool = True
) -> Iterator[Item]:
    """Crops of shelf photos; one identity per group of look-alike neighbours, one photo number per photo.

    ``labels`` holds the teacher's boxes; those lower than ``lowest`` px give no item. Not ``grouped``, every box is its
    own identity: at 640 px there is too little print to tell siblings apart by registration.
    """
    identity = 0
    for number, photo in enumerate(photos):
        picture = read_upright(photo)
        height, width = picture.shape[:2]
        xyxy = read_products(labels, photo) * np.array([width, height, width, height], np.float32)
        group = group_neighbours(picture, xyxy) if grouped else np.arange(len(xyxy))
        for box, which in zip(xyxy, group, strict=True):
            if box[3] - box[1] >= lowest:
                kept, inner = cut_with_margin(picture, box)
                yield Item(kept, inner, identity + int(which), number, clean=False)
        identity += int(group.max(initial=-1)) + 1


def shelf_photos(
    data: Path,
) -> tuple[tuple[TrainingPhoto, ...], tuple[TrainingPhoto, ...], tuple[TrainingPhoto, ...]]:
    """The photos of `rows` to learn from, those to choose by, and those of `gaps/train` that neither shows.

    `rows` has more pixels than `gaps`, so a photo that is in both counts to `rows`.
    """
    rows = [row_photo(path) for path in sorted((data / "rows/images").glob("*.jpg"))]
    tests = {path.stem for name in ("cn", "test") for path in (data / name).glob("*.jpg")}
    rows = [photo for photo in rows if photo.stem not in tests]
    chosen_by = tuple(photo for photo in rows if int(photo.stem.split("_")[1]) >= VALIDATION_FROM)
    stems = {photo.stem for photo in rows}
    gaps = tuple(photo for photo in list_photos(data) if photo.aspect is not None and photo.stem not in stems)
    return tuple(photo for photo in rows if photo not in chosen_by), chosen_by, gaps


def prepare(data: Path, out: Path, labels: Path) -> None:
    """Write the banks that training and choosing read under ``out``; those that are there already stay.

    ``labels`` caches the teacher's boxes (shared with the detector's training).
    """
    named = recognition_items(data / "recognition", "train")
    _write(out / "recognition_all.npz", (item for _, item in named))
    named = recognition_items(data / "recognition", "train")
    _write(out / "recognition.npz", (item for name, item in named if name not in UNSEEN_CLASSES))
    rows, chosen_by, gaps = shelf_photos(data)
    label_missing((*rows, *chosen_by, *gaps), data / "weights/yolov8n_sku110k_int8.tflite", labels)
    _write(out / "rows_validation.npz", shelf_items(chosen_by, labels, SMALLEST_HEIGHT["rows"]))
    _write(out / "rows.npz", shelf_items(rows, labels, SMALLEST_HEIGHT["rows"]))
    large = (photo for photo in gaps if _median_height(photo, labels) >= SMALLEST_MEDIAN)
    _write(out / "gaps.npz", shelf_items(large, labels, SMALLEST_HEIGHT["gaps"], grouped=False))
    grounds = Bank.load(out / "rows.npz")
    _write(out / "synthetic_validation.npz", synthetic_items(FAMILIES // 10, 99, grounds))
    _write(out / "synthetic.npz", synthetic_items(FAMILIES, 1, grounds))


def _median_height(photo: TrainingPhoto, labels: Path) -> float:
    """In px of a 640 px high photo."""
    boxes = read_products(labels, photo)
    return float(np.median(boxes[:, 3] - boxes[:, 1])) * 640 if len(boxes) >= 8 else 0.0


def _write(path: Path, items: Iterable[Item]) -> None:
    if not path.exists():
        Bank.of(items).save(path)


def _read(path: Path) -> NDArray[np.uint8]:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise FileNotFoundError(f"no picture at {path}")
    return np.asarray(picture, np.uint8)
