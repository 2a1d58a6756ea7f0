"""Five products cut out of one real photo, then looked for: `python -m models.five_products`.

What a shop does on its first day: no pack shots, one photo, five products named in it. Each of the five gets one
reference picture, the largest of its facings in that photo; then all labelled photos are looked at with this
catalogue, and the names compared with the labels (`models/labels`, by eye). The reference facings themselves count not.
"""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer

from models.identity import Shelf, judge, picture_gallery, see_products
from models.labels_coco import Mark, PhotoLabels, read_labels
from vision.eyes import Eyes, load_eyes
from vision.naming import Gallery
from vision.photo import decode_photo
from vision.registry import load_registry

PRODUCTS: Final = 5
HERE: Final = Path(str(files("models")))


@dataclass(frozen=True)
class Answer:
    """How the five were named on one photo; `facings` of them it shows by the labels, those that were not found too."""

    photo: str
    facings: int
    shelf: Shelf


def main(
    photos: Annotated[Path, typer.Option(help="Folder of the photos.", exists=True)] = Path(
        "../shared/data/cn"
    ),
    labels: Annotated[Path, typer.Option(help="Their labels with SKUs.", exists=True)] = HERE
    / "labels"
    / "cn",
    cut_from: Annotated[str, typer.Option(help="The photo the five are cut from.")] = "train_3174",
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document to stdout")] = False,
) -> None:
    """The five products with most facings in one photo: how many of them are named rightly, there and elsewhere."""
    eyes = load_eyes(load_registry(HERE / "weights" / "registry.json"))
    answers = find_five(eyes, photos, labels, cut_from)
    report = [{"photo": a.photo, "facings": a.facings, **asdict(a.shelf)} for a in answers]
    typer.echo(json.dumps(report, indent=1) if as_json else _table(report))


def find_five(eyes: Eyes, photos: Path, labels: Path, cut_from: str) -> list[Answer]:
    """Name the five on every photo whose labels have SKUs, the one they are cut from first."""
    labelled = {path.stem: read_labels(path) for path in sorted(labels.glob("*.json"))}
    origin = labelled.pop(cut_from)
    chosen = references(origin)
    bgr = decode_photo((photos / origin.file_name).read_bytes()).bgr
    boxes = {sku: origin.marks[number].xyxy for sku, number in chosen.items()}
    gallery = picture_gallery(
        eyes, [(sku, bgr[y1:y2, x1:x2]) for sku, (x1, y1, x2, y2) in boxes.items()], cut_out=True
    )
    answers = [_ask(eyes, photos, origin, gallery, without=set(chosen.values()))]
    for other in labelled.values():
        if any(mark.sku for mark in other.marks.values()):
            answers.append(_ask(eyes, photos, other, gallery, without=set()))
    return answers


def references(origin: PhotoLabels) -> dict[str, int]:
    """The five SKUs with most facings (ties by name) and the number of the largest box of each."""
    count = Counter(mark.sku for mark in origin.marks.values() if mark.sku)
    skus = sorted(count, key=lambda sku: (-count[sku], sku))[:PRODUCTS]
    return {
        sku: max((n for n, m in origin.marks.items() if m.sku == sku), key=lambda n: _area(origin.marks[n]))
        for sku in skus
    }


def _ask(eyes: Eyes, photos: Path, labels: PhotoLabels, gallery: Gallery, *, without: set[int]) -> Answer:
    bgr = decode_photo((photos / labels.file_name).read_bytes()).bgr
    asked = [mark for number, mark in labels.marks.items() if mark.sku and number not in without]
    view = see_products(eyes, bgr, np.array([m.xyxy for m in asked], np.float32), [m.sku for m in asked])
    shelf = judge(
        view, gallery, {mark.sku: mark.sku.rpartition("-")[0] for mark in asked} | _designs(gallery)
    )
    return Answer(labels.file_name, sum(mark.sku in gallery.skus for mark in asked), shelf)


def _designs(gallery: Gallery) -> dict[str, str]:
    return {sku: sku.rpartition("-")[0] for sku in gallery.skus}


def _area(mark: Mark) -> int:
    x1, y1, x2, y2 = mark.xyxy
    return (x2 - x1) * (y2 - y1)


def _table(report: list[dict[str, Any]]) -> str:
    lines = ["photo             of the five: facings  right  wrong  unknown | others: seen  wrongly named"]
    for r in report:
        unknown = r["facings"] - r["right"] - r["wrong"]
        counts = f"{r['facings']:9d} {r['right']:6d} {r['wrong']:6d} {unknown:8d}"
        lines.append(f"{r['photo']:28s} {counts} | {r['strangers']:11d} {r['named']:14d}")
    return "\n".join(lines)


if __name__ == "__main__":
    typer.run(main)
