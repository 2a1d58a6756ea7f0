"""Ultralytics YOLO: `data.yaml` with the names, a text file a photo: `class cx cy w h` in parts of the photo's size.

Classes are read through the names of `data.yaml` (or `classes.txt`, `obj.names`), never by their numbers alone.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

import yaml

from api.dataset_values import BadItem, LabelBox, LabelPhoto, ReadLabels, Source, keep_photo, last_name
from catalog.errors import Invalid

_PICTURES: Final = (".jpg", ".jpeg", ".png", ".webp")
_NAMES: Final = ("classes.txt", "obj.names")


class Yolo:
    """A text file a photo."""

    every_label = False

    def picture_path(self, photo: LabelPhoto) -> str:
        """As `LabelFormat.picture_path`."""
        return f"images/{photo.part}/{photo.name}"

    def write(self, photos: Sequence[LabelPhoto], labels: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """As `LabelFormat.write`."""
        number = {label: place for place, label in enumerate(labels)}
        val = "val" if any(photo.part == "val" for photo in photos) else "train"
        # JSON's strings are YAML's: no name, however written, can end its line.
        names = "".join(f"  {n}: {json.dumps(label, ensure_ascii=False)}\n" for label, n in number.items())
        yield "data.yaml", f"path: .\ntrain: images/train\nval: images/{val}\nnames:\n{names}".encode()
        for photo in photos:
            lines = [_line(number[box.label], box, photo.size_wh) for box in photo.boxes]
            yield f"labels/{photo.part}/{photo.name.rsplit('.', 1)[0]}.txt", "".join(lines).encode()

    def read(self, source: Source) -> ReadLabels:
        """As `LabelFormat.read`; a photo's name is that of its text file, or of the picture where it lies beside."""
        files = source.names()
        labels = _labels(source, files)
        endings = {
            last_name(name).rsplit(".", 1)[0]: last_name(name)
            for name in files
            if name.lower().endswith(_PICTURES)
        }
        photos: dict[str, LabelPhoto] = {}
        bad: list[BadItem] = []
        for name in files:
            own = last_name(name)
            if not own.lower().endswith(".txt") or own in _NAMES or own.lower().startswith("readme"):
                continue
            if "labels" not in name.split("/") and any("labels" in one.split("/") for one in files):
                continue  # lists of pictures lie beside the labels: train.txt
            stem = own.rsplit(".", 1)[0]
            before = len(bad)
            boxes = tuple(_boxes(name, source.read(name), labels, bad))
            unread = len(bad) > before
            photo = LabelPhoto(endings.get(stem, stem), (1.0, 1.0), boxes, unread=unread)
            keep_photo(photos, photo, name, bad)
        if not photos:
            raise Invalid("bad_labels", reason="no_yolo")
        return ReadLabels(tuple(photos.values()), tuple(bad))


def _line(number: int, box: LabelBox, size_wh: tuple[float, float]) -> str:
    (x1, y1, x2, y2), (width, height) = box.xyxy, size_wh
    middle = (x1 + x2) / 2 / width, (y1 + y2) / 2 / height
    return f"{number} {middle[0]:.7f} {middle[1]:.7f} {(x2 - x1) / width:.7f} {(y2 - y1) / height:.7f}\n"


def _labels(source: Source, files: Sequence[str]) -> dict[int, str]:
    """Names by number: of the YAML file, else of the list of names.

    Raises:
        Invalid: `bad_labels`, when there are none.
    """
    for name in sorted(files, key=lambda one: last_name(one) != "data.yaml"):
        if name.lower().endswith((".yaml", ".yml")):
            names = _yaml_names(source.read(name))
            if names:
                return names
    for name in files:
        if last_name(name) in _NAMES:
            lines = source.read(name).decode("utf-8-sig", "replace").splitlines()
            return {number: line.strip() for number, line in enumerate(lines) if line.strip()}
    raise Invalid("bad_labels", reason="no_names")


def _yaml_names(data: bytes) -> dict[int, str]:
    try:
        document: Any = yaml.safe_load(data)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Invalid("bad_labels", file="data.yaml", reason="no_yaml") from error
    names = document.get("names") if isinstance(document, dict) else None
    pairs = enumerate(names) if isinstance(names, list) else names.items() if isinstance(names, dict) else ()
    return {int(n): str(name) for n, name in pairs if isinstance(n, int) and isinstance(name, str | int)}


def _boxes(file: str, data: bytes, labels: dict[int, str], bad: list[BadItem]) -> Iterator[LabelBox]:
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            kind, *numbers = line.split()
            if len(numbers) == 5:
                numbers = numbers[:4]  # the sixth is a prediction's confidence
            x, y, width, height = (float(value) for value in numbers)
            if not (0 < width <= 1.001 and 0 < height <= 1.001 and -0.5 <= x <= 1.5 and -0.5 <= y <= 1.5):
                raise ValueError("expected parts of 1")
            label = labels[int(kind)]
        except KeyError:
            bad.append(BadItem(file, f"line {number}", "no_category"))
        except ValueError:
            bad.append(BadItem(file, f"line {number}", "bad_box"))
        else:
            yield LabelBox((x - width / 2, y - height / 2, x + width / 2, y + height / 2), label)
