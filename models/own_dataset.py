"""A user's own labelled photos, YOLO or COCO: what is usable of them, and what is not and why."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml
from PIL import Image, ImageOps, UnidentifiedImageError

from models.dataset import NOTHING, LabelledPhoto
from models.photos import BOX_WORDS, POLYGON_WORDS, Source, to_xyxy
from vision.boxes import Floats
from vision.detector import GAP

PHOTO_ENDINGS: Final = (".jpg", ".jpeg", ".png", ".webp")
IGNORE: Final = "ignore"
"""A category of places that say nothing: painted over in training, counted neither way in evaluation."""
KEPT_ONE_IN: Final = 6
PHOTOS_MIN: Final = 10
OUTSIDE_MAX: Final = 0.02
"""Boxes may stick out of the photo by this part of its sides: rounding. Further out they belong to another photo."""
OWN: Final = Source(None, (-0.16, 0.16), 1.0, 1)


class BadDataset(ValueError):
    """Nothing can be trained on this; the text says why and what to do."""


@dataclass(frozen=True)
class OwnDataset:
    """Photos to train on and photos kept apart (`kept`), with the class names and what had to be left out."""

    names: tuple[str, ...]
    train: tuple[LabelledPhoto, ...]
    kept: tuple[LabelledPhoto, ...]
    problems: tuple[str, ...]

    def counts(self) -> dict[str, tuple[int, int]]:
        """Boxes to train on and kept apart, by class name."""
        sums = [
            np.bincount(np.concatenate([photo.class_id for photo in part]), minlength=len(self.names))
            for part in (self.train, self.kept)
        ]
        return {name: (int(sums[0][k]), int(sums[1][k])) for k, name in enumerate(self.names)}


@dataclass
class _Reading:
    """What was read so far. `kept` says of each photo whether its owner kept it apart; None where nobody said."""

    names: list[str]
    photos: list[tuple[LabelledPhoto, bool | None]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_dataset(path: Path, *, photos: Path | None = None, gap: str = GAP) -> OwnDataset:
    """A YOLO `data.yaml`, a folder with `images/`, `labels/` and `classes.txt`, or a COCO `.json` with its `photos`.

    `gap` is what this dataset calls an empty slot. Where the dataset keeps no photos apart (`val` in data.yaml), one in
    six is, by its name. A photo with a label that makes no sense is left out as a whole: half of its labels would teach
    that the other products are none.

    Raises:
        BadDataset: it is no such dataset, or too little of it is usable.
    """
    if path.suffix == ".json":
        reading = _read_coco(path, photos or path.parent)
    elif path.suffix in (".yaml", ".yml"):
        reading = _read_yolo_yaml(path)
    elif path.is_dir():
        found = next(iter(sorted(path.glob("*.y*ml"))), None)
        reading = _read_yolo_yaml(found) if found else _read_yolo_folder(path)
    else:
        raise BadDataset(
            f"{path}: expected a COCO .json, a YOLO data.yaml, or a folder with images/ and labels/"
        )
    return _split(path, _renamed(reading, gap))


def _renamed(reading: _Reading, gap: str) -> _Reading:
    """`gap` gets its standard name; `ignore` stops being a class."""
    names = [GAP if name == gap else name for name in reading.names]
    classes = [name for name in names if name != IGNORE]
    if len(set(classes)) < len(classes):
        raise BadDataset(f"class names must differ: {', '.join(names)}")
    number = np.array([classes.index(name) if name != IGNORE else -1 for name in names], np.int64)
    photos = []
    for photo, kept in reading.photos:
        class_id = number[photo.class_id]
        real = class_id >= 0
        photos.append(
            (
                LabelledPhoto(photo.path, OWN, photo.xyxy[real], class_id[real], photo.xyxy[~real]),
                kept,
            )
        )
    return _Reading(classes, photos, reading.problems)


def _split(path: Path, reading: _Reading) -> OwnDataset:
    if len(reading.photos) < PHOTOS_MIN:
        said = "".join(f"\n  {problem}" for problem in reading.problems[:20])
        raise BadDataset(
            f"{path}: {len(reading.photos)} usable photos; at least {PHOTOS_MIN} are needed{said}"
        )
    said_by_owner = any(kept for _, kept in reading.photos)
    train: list[LabelledPhoto] = []
    apart: list[LabelledPhoto] = []
    for photo, kept in reading.photos:
        (apart if (kept if said_by_owner else _by_name(photo.path)) else train).append(photo)
    if not apart or not train:
        raise BadDataset(
            f"{path}: {len(train)} photos to train on and {len(apart)} kept apart; both are needed"
        )
    used = np.unique(np.concatenate([photo.class_id for photo in train]))
    for k, name in enumerate(reading.names):
        if k not in used:
            reading.problems.append(f"class {name}: no box of it among the training photos")
    if not len(used):
        raise BadDataset(f"{path}: there is no box in the training photos")
    return OwnDataset(tuple(reading.names), tuple(train), tuple(apart), tuple(reading.problems))


def _by_name(path: Path) -> bool:
    return int(hashlib.sha256(path.stem.encode()).hexdigest()[:8], 16) % KEPT_ONE_IN == 0


def _read_yolo_yaml(path: Path) -> _Reading:
    try:
        said: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        names = said["names"]
        listed = [str(name) for name in (names.values() if isinstance(names, dict) else names)]
        root = path.parent / str(said.get("path") or "")
        parts = [(root / str(said["train"]), False)] + (
            [(root / str(said["val"]), True)] if said.get("val") else []
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise BadDataset(f"{path}: expected a YOLO data.yaml with `names` and `train`: {error!r}") from error
    reading = _Reading(listed)
    same = len({part.resolve() for part, _ in parts}) < len(parts)
    for part, kept in parts[:1] if same else parts:
        _read_yolo_photos(part, None if same or len(parts) == 1 else kept, reading)
    return reading


def _read_yolo_folder(path: Path) -> _Reading:
    listed = path / "classes.txt"
    if not (path / "images").is_dir() or not (path / "labels").is_dir() or not listed.exists():
        raise BadDataset(f"{path}: expected images/, labels/ and classes.txt (or a data.yaml) in this folder")
    reading = _Reading([line.strip() for line in listed.read_text("utf-8").splitlines() if line.strip()])
    _read_yolo_photos(path / "images", None, reading)
    return reading


def _read_yolo_photos(folder: Path, kept: bool | None, reading: _Reading) -> None:
    if not folder.is_dir():
        raise BadDataset(f"{folder}: expected a folder of photos")
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in PHOTO_ENDINGS):
        parts = list(path.parts)
        where = len(parts) - 1 - parts[::-1].index("images") if "images" in parts else len(parts) - 2
        parts[where] = "labels"
        label = Path(*parts).with_suffix(".txt")
        problem, boxes = _yolo_boxes(label, len(reading.names))
        problem = problem or _unreadable(path)
        if problem:
            reading.problems.append(f"{path.name}: {problem}; left out")
        else:
            reading.photos.append((_photo(path, boxes), kept))


def _yolo_boxes(label: Path, classes: int) -> tuple[str, list[tuple[int, Floats]]]:
    """A problem, or the boxes of one label file."""
    if not label.exists():
        return f"no {label.name} beside it (an empty file says that nothing is on the photo)", []
    boxes: list[tuple[int, Floats]] = []
    for number, line in enumerate(label.read_text(encoding="utf-8").splitlines(), 1):
        words = line.split()
        if not words:
            continue
        try:
            class_id, numbers = int(words[0]), [float(word) for word in words[1:]]
        except ValueError:
            return f"line {number} of {label.name} is not numbers: {line[:60]!r}", []
        if len(words) != BOX_WORDS and (len(words) < POLYGON_WORDS or len(words) % 2 == 0):
            return f"line {number} of {label.name} is neither `class cx cy w h` nor a polygon", []
        if not 0 <= class_id < classes:
            return f"line {number} of {label.name}: class {class_id}, but there are {classes}", []
        xyxy = np.array(to_xyxy(numbers), np.float32)
        if wrong := _impossible(xyxy):
            return f"line {number} of {label.name}: {wrong}", []
        boxes.append((class_id, xyxy))
    return "", boxes


def _read_coco(path: Path, photos: Path) -> _Reading:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        images = {image["id"]: image for image in document["images"]}
        index = {c["id"]: k for k, c in enumerate(document["categories"])}
        reading = _Reading([str(c["name"]) for c in document["categories"]])
        marks = document["annotations"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadDataset(f"{path}: expected a COCO file of boxes: {error!r}") from error
    wrong: dict[object, str] = {}
    boxes: dict[object, list[tuple[int, Floats]]] = {key: [] for key in images}
    for number, mark in enumerate(marks):
        try:
            image = images[mark["image_id"]]
            x, y, w, h = (float(v) for v in mark["bbox"])
            sides = np.array([image["width"], image["height"]] * 2, np.float32)
            xyxy = np.array([x, y, x + w, y + h], np.float32) / sides
            if problem := _impossible(xyxy):
                wrong[image["id"]] = f"annotation {mark.get('id', number)}: {problem}"
            boxes[image["id"]].append((index[mark["category_id"]], xyxy))
        except (KeyError, TypeError, ValueError) as error:
            whose = mark.get("image_id") if isinstance(mark, dict) else None
            said = f"annotation {number} is not of this file's photos and categories: {error!r}"
            if whose in images:
                wrong[whose] = said
            else:
                reading.problems.append(said)
    for key, image in images.items():
        name = str(image["file_name"])
        problem = wrong.get(key) or _unreadable(photos / name, (image["width"], image["height"]))
        if problem:
            reading.problems.append(f"{name}: {problem}; left out")
        else:
            reading.photos.append((_photo(photos / name, boxes[key]), None))
    return reading


def _photo(path: Path, boxes: list[tuple[int, Floats]]) -> LabelledPhoto:
    xyxy = np.stack([box for _, box in boxes]).clip(0, 1) if boxes else NOTHING
    return LabelledPhoto(path, OWN, xyxy, np.array([k for k, _ in boxes], np.int64))


def _impossible(xyxy: Floats) -> str:
    """Why this box in 0..1 cannot be one, or nothing."""
    if not np.isfinite(xyxy).all() or (xyxy[2:] <= xyxy[:2]).any():
        return "a box without width or height"
    if xyxy.min() < -OUTSIDE_MAX or xyxy.max() > 1 + OUTSIDE_MAX:
        return "a box outside the photo (sides must be in 0..1 for YOLO, in pixels for COCO)"
    return ""


def _unreadable(path: Path, size_wh: tuple[int, int] | None = None) -> str:
    """Why this photo cannot be used, or nothing; `size_wh` as its labels have it."""
    try:
        with Image.open(path) as picture:
            upright = ImageOps.exif_transpose(picture).size
    except FileNotFoundError:
        return "no such photo"
    except (UnidentifiedImageError, OSError) as error:
        return f"not readable as a picture: {error}"
    if size_wh is not None and upright != size_wh:
        return f"the labels are for {size_wh[0]}x{size_wh[1]}, the upright photo is {upright[0]}x{upright[1]}"
    return ""
