"""COCO object detection (cocodataset.org, «Data format»): `annotations/instances_default.json`, pictures in `images/`.

`bbox` is left, top, width, height in pixels; categories are numbered from 1 and read by their names.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from api.dataset_values import (
    BadItem,
    LabelBox,
    LabelPhoto,
    ReadLabels,
    Source,
    box_of,
    dicts,
    keep_photo,
    last_name,
    number_of,
)
from catalog.errors import Invalid

LABELS: Final = "annotations/instances_default.json"


class Coco:
    """One JSON file for all photos."""

    every_label = False

    def picture_path(self, photo: LabelPhoto) -> str:
        """As `LabelFormat.picture_path`."""
        return f"images/{photo.name}"

    def write(self, photos: Sequence[LabelPhoto], labels: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """As `LabelFormat.write`."""
        category = {label: number for number, label in enumerate(labels, start=1)}
        annotations: list[dict[str, Any]] = []
        for image, photo in enumerate(photos, start=1):
            for box in photo.boxes:
                x1, y1, x2, y2 = (round(value, 2) for value in box.xyxy)
                width, height = round(x2 - x1, 2), round(y2 - y1, 2)
                annotations.append(
                    {
                        "id": len(annotations) + 1,
                        "image_id": image,
                        "category_id": category[box.label],
                        "bbox": [x1, y1, width, height],
                        "area": round(width * height, 2),
                        "segmentation": [],
                        "iscrowd": 0,
                    }
                )
        document = {
            "info": {"description": "Paimian", "version": "1.0"},
            "licenses": [],
            "images": [
                {"id": n, "file_name": p.name, "width": int(p.size_wh[0]), "height": int(p.size_wh[1])}
                for n, p in enumerate(photos, start=1)
            ],
            "annotations": annotations,
            "categories": [
                {"id": number, "name": label, "supercategory": "product"}
                for label, number in category.items()
            ],
        }
        yield LABELS, json.dumps(document, ensure_ascii=False).encode()

    def read(self, source: Source) -> ReadLabels:
        """As `LabelFormat.read`: every JSON file that has images, annotations and categories."""
        photos: dict[str, LabelPhoto] = {}
        bad: list[BadItem] = []
        found = False
        for name in source.names():
            if not name.lower().endswith(".json"):
                continue
            document = parse_json(source, name)
            if isinstance(document, dict) and {"images", "annotations", "categories"} <= document.keys():
                found = True
                for photo in _photos(name, document, bad):
                    keep_photo(photos, photo, name, bad)
        if not found:
            raise Invalid("bad_labels", reason="no_coco")
        return ReadLabels(tuple(photos.values()), tuple(bad))


def parse_json(source: Source, name: str) -> Any:
    """The file's JSON.

    Raises:
        Invalid: `bad_labels`.
    """
    try:
        return json.loads(source.read(name))
    except (ValueError, RecursionError) as error:
        raise Invalid("bad_labels", file=name, reason="no_json") from error


def _photos(file: str, document: dict[str, Any], bad: list[BadItem]) -> Iterator[LabelPhoto]:
    labels = {
        one.get("id"): one["name"]
        for one in dicts(document["categories"])
        if isinstance(one.get("name"), str) and isinstance(one.get("id"), int)
    }
    boxes: dict[int, list[LabelBox]] = defaultdict(list)
    unread: set[Any] = set()
    for one in dicts(document["annotations"]):
        item = f"annotation {one.get('id')}"
        image, category = one.get("image_id"), one.get("category_id")
        why = ""
        if one.get("iscrowd"):
            why = "crowd"
        elif not isinstance(image, int) or not isinstance(category, int) or category not in labels:
            why = "no_category"
        else:
            try:
                boxes[image].append(LabelBox(box_of(one["bbox"]), labels[category]))
            except (KeyError, TypeError, ValueError):
                why = "bad_box"
        if why:
            bad.append(BadItem(file, item, why))
            unread |= {image} if isinstance(image, int) else set()
    for one in dicts(document["images"]):
        try:
            size = number_of(one["width"]), number_of(one["height"])
            LabelPhoto(last_name(one["file_name"]), size, ())
            found = tuple(boxes.pop(one["id"], ()))
            yield LabelPhoto(last_name(one["file_name"]), size, found, unread=one["id"] in unread)
        except (KeyError, TypeError, ValueError, AttributeError):
            bad.append(BadItem(file, f"image {one.get('id')}", "bad_image"))
    bad += [BadItem(file, f"image {image}", "no_image", {"boxes": len(of)}) for image, of in boxes.items()]
