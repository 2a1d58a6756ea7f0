"""Label Studio: a JSON list of tasks, rectangles in percent of the photo (labelstud.io, «Label Studio Task Format»).

`tasks.json` names pictures as Label Studio serves them from local files; `config.xml` is the labelling interface.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import quoteattr

from api.dataset_coco import parse_json
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
)
from catalog.errors import Invalid

LABELS: Final = "tasks.json"
_LOCAL: Final = "/data/local-files/?d=images/"


class LabelStudio:
    """One JSON file for all photos."""

    every_label = True

    def picture_path(self, photo: LabelPhoto) -> str:
        """As `LabelFormat.picture_path`."""
        return f"images/{photo.name}"

    def write(self, photos: Sequence[LabelPhoto], labels: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """As `LabelFormat.write`."""
        tasks = [
            {
                "data": {"image": _LOCAL + photo.name},
                "annotations": [
                    {"result": [_result(photo, number, box) for number, box in enumerate(photo.boxes)]}
                ],
            }
            for photo in photos
        ]
        yield LABELS, json.dumps(tasks, ensure_ascii=False).encode()
        lines = "".join(f"    <Label value={quoteattr(label)}/>\n" for label in labels)
        yield (
            "config.xml",
            (
                '<View>\n  <Image name="image" value="$image" zoom="true"/>\n'
                f'  <RectangleLabels name="label" toName="image">\n{lines}  </RectangleLabels>\n</View>\n'
            ).encode(),
        )

    def read(self, source: Source) -> ReadLabels:
        """As `LabelFormat.read`: every JSON list of tasks; of several annotations of a task the last one counts."""
        photos: dict[str, LabelPhoto] = {}
        bad: list[BadItem] = []
        found = False
        for name in source.names():
            if not name.lower().endswith(".json"):
                continue
            document = parse_json(source, name)
            tasks = document if isinstance(document, list) else [document]
            for place, task in enumerate(tasks):
                if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
                    bad.append(BadItem(name, f"task {place}", "no_task"))
                    continue
                found = True
                photo = _photo(name, f"task {task.get('id', place)}", task, bad)
                if photo is not None:
                    keep_photo(photos, photo, name, bad)
        if not found:
            raise Invalid("bad_labels", reason="no_label_studio")
        return ReadLabels(tuple(photos.values()), tuple(bad))


def _result(photo: LabelPhoto, number: int, box: LabelBox) -> dict[str, Any]:
    (x1, y1, x2, y2), (width, height) = box.xyxy, photo.size_wh
    return {
        "id": f"b{number}",
        "type": "rectanglelabels",
        "from_name": "label",
        "to_name": "image",
        "original_width": int(width),
        "original_height": int(height),
        "image_rotation": 0,
        "value": {
            "x": round(x1 / width * 100, 6),
            "y": round(y1 / height * 100, 6),
            "width": round((x2 - x1) / width * 100, 6),
            "height": round((y2 - y1) / height * 100, 6),
            "rotation": 0,
            "rectanglelabels": [box.label],
        },
    }


def _photo(file: str, item: str, task: dict[str, Any], bad: list[BadItem]) -> LabelPhoto | None:
    address = next((value for value in task["data"].values() if isinstance(value, str) and value), None)
    image = task["data"].get("image", address)
    try:
        name = _name(image)
    except (TypeError, ValueError, AttributeError):
        bad.append(BadItem(file, item, "bad_image"))
        return None
    made = [one for one in dicts(task.get("annotations")) if not one.get("was_cancelled")]
    if not made:
        bad.append(BadItem(file, item, "not_annotated"))
        return None
    boxes, before = [], len(bad)
    results = made[-1].get("result")
    for number, one in enumerate(results if isinstance(results, list) else [results]):
        if not isinstance(one, dict) or one.get("type") != "rectanglelabels":
            bad.append(BadItem(file, f"{item}, {number}", "no_rectangle"))
            continue
        try:
            value = one["value"]
            if value.get("rotation") or one.get("image_rotation"):
                raise ValueError("expected an upright box")
            [label] = value["rectanglelabels"]
            sides = [value[name] for name in ("x", "y", "width", "height")]
            boxes.append(LabelBox(box_of(sides), str(label)))
        except (KeyError, TypeError, ValueError, AttributeError):
            bad.append(BadItem(file, f"{item}, {number}", "bad_box"))
    return LabelPhoto(name, (100.0, 100.0), tuple(boxes), unread=len(bad) > before)


def _name(address: str) -> str:
    """The picture's own name: of a local file's query, else of the path."""
    parts = urlsplit(address)
    given = parse_qs(parts.query).get("d")
    return last_name(given[0] if given else unquote(parts.path))
