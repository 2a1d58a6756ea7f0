"""Boxes that people put on photos, as COCO files: read, checked, changed, written; the photos stay where they are.

One file a photo. Categories are `product`, `gap` and `ignore` (counts neither way: cartons on top of the bay, oblique
or blurred neighbours, units less than half inside the photo). A product may bear an identity in the extra field `sku`:
within one photo, boxes of one brand, variant and size share it.
"""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

KINDS: Final = ("product", "gap", "ignore")
ONE_PHOTO: Final = 1
"""The only image id in a file of one photo."""


@dataclass(frozen=True)
class Mark:
    """A box: `xyxy` in whole pixels of the upright photo, what it is, and which product (`""`: not said)."""

    xyxy: tuple[int, int, int, int]
    kind: str = "product"
    sku: str = ""


@dataclass(frozen=True)
class PhotoLabels:
    """One photo's marks by number; numbers are never given twice, so that people can speak of them."""

    file_name: str
    size_wh: tuple[int, int]
    marks: dict[int, Mark] = field(default_factory=dict)
    provenance: str = ""

    def of_kind(self, kind: str) -> dict[int, Mark]:
        """The marks of one kind."""
        return {number: mark for number, mark in self.marks.items() if mark.kind == kind}


class BadLabels(ValueError):
    """A labels file or an edit that cannot be used; the text says where and why."""


def read_labels(path: Path) -> PhotoLabels:
    """Read one photo's COCO file.

    Raises:
        BadLabels: it is no COCO file of one photo with our categories.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        (image,) = document["images"]
        kinds = {c["id"]: str(c["name"]) for c in document["categories"]}
        marks = {int(a["id"]): _mark(a, kinds) for a in document["annotations"]}
        size = (int(image["width"]), int(image["height"]))
        labels = PhotoLabels(
            str(image["file_name"]), size, marks, str(document.get("info", {}).get("description", ""))
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadLabels(f"{path.name}: not a COCO file of one photo: {error!r}") from error
    for number, mark in labels.marks.items():
        _check(labels, f"{path.name}: box {number}", mark)
    return labels


def write_labels(path: Path, labels: PhotoLabels) -> None:
    """Write one photo's COCO file, a line a box, so that a change of one box is a change of one line."""
    annotations = ",\n  ".join(
        json.dumps(_annotation(n, m), ensure_ascii=False) for n, m in labels.marks.items()
    )
    image = {"id": ONE_PHOTO, "file_name": labels.file_name}
    image |= {"width": labels.size_wh[0], "height": labels.size_wh[1]}
    categories = [{"id": i, "name": kind} for i, kind in enumerate(KINDS, 1)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'{{"info": {json.dumps({"description": labels.provenance}, ensure_ascii=False)},\n'
        f' "images": [{json.dumps(image, ensure_ascii=False)}],\n'
        f' "categories": {json.dumps(categories)},\n'
        f' "annotations": [\n  {annotations}\n ]}}\n',
        encoding="utf-8",
    )


def edit(labels: PhotoLabels, text: str) -> PhotoLabels:
    """Apply edits, a line each; `#` begins a comment. All or nothing.

    `drop N...`; `add X1 Y1 X2 Y2 [KIND]`; `move N X1 Y1 X2 Y2`; `kind KIND N...`; `sku NAME N...` (`-` for none).
    A range `N-M` stands for the boxes from N to M that exist.

    Raises:
        BadLabels: a line cannot be understood or applied; the text says which.
    """
    for row, line in enumerate(text.splitlines(), 1):
        words = line.split("#", 1)[0].split()
        if words:
            try:
                labels = _apply(labels, words[0], words[1:])
            except (ValueError, IndexError) as error:
                raise BadLabels(f"line {row}: {line.strip()!r}: {error}") from error
    return labels


def _apply(labels: PhotoLabels, verb: str, rest: list[str]) -> PhotoLabels:
    marks = dict(labels.marks)
    touched: dict[int, Mark] = {}
    if verb == "drop":
        for number in _numbers(labels, rest):
            marks.pop(number)
    elif verb == "add":
        touched[max(marks, default=0) + 1] = Mark(_four(rest), rest[4] if len(rest) > 4 else "product")
    elif verb == "move":
        (number,) = _numbers(labels, rest[:1])
        touched[number] = replace(marks[number], xyxy=_four(rest[1:]))
    elif verb == "kind":
        touched = {n: replace(marks[n], kind=rest[0]) for n in _numbers(labels, rest[1:])}
    elif verb == "sku":
        name = "" if rest[0] == "-" else rest[0]
        touched = {n: replace(marks[n], sku=name) for n in _numbers(labels, rest[1:])}
    else:
        raise BadLabels("begin a line with drop, add, move, kind or sku")
    for number, mark in touched.items():
        _check(labels, f"box {number}", mark)
    return replace(labels, marks=marks | touched)


def _numbers(labels: PhotoLabels, words: list[str]) -> list[int]:
    numbers: list[int] = []
    for word in words:
        first, _, last = word.partition("-")
        run = [n for n in range(int(first), int(last or first) + 1) if n in labels.marks]
        if not run:
            raise BadLabels(f"there is no box {word}")
        numbers += run
    if not numbers:
        raise BadLabels("say which boxes, by number")
    return numbers


def _four(words: list[str]) -> tuple[int, int, int, int]:
    x1, y1, x2, y2 = (round(float(word)) for word in words[:4])
    return x1, y1, x2, y2


def _check(labels: PhotoLabels, where: str, mark: Mark) -> None:
    (x1, y1, x2, y2), (width, height) = mark.xyxy, labels.size_wh
    if not (0 <= x1 < x2 <= width and 0 <= y1 < y2 <= height):
        raise BadLabels(f"{where}: {mark.xyxy} is not a box inside the photo's {width}x{height}")
    if mark.kind not in KINDS:
        raise BadLabels(f"{where}: {mark.kind!r} is none of {', '.join(KINDS)}")
    if mark.sku and mark.kind != "product":
        raise BadLabels(f"{where}: only a product has a SKU")


def _mark(annotation: dict[str, Any], kinds: dict[int, str]) -> Mark:
    x, y, w, h = (round(float(v)) for v in annotation["bbox"])
    return Mark((x, y, x + w, y + h), kinds[annotation["category_id"]], str(annotation.get("sku", "")))


def _annotation(number: int, mark: Mark) -> dict[str, Any]:
    x1, y1, x2, y2 = mark.xyxy
    out: dict[str, Any] = {"id": number, "image_id": ONE_PHOTO, "category_id": KINDS.index(mark.kind) + 1}
    out |= {"bbox": [x1, y1, x2 - x1, y2 - y1], "area": (x2 - x1) * (y2 - y1), "iscrowd": 0}
    return out | ({"sku": mark.sku} if mark.sku else {})
