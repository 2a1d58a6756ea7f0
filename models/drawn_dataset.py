"""Drawn shelves with their ground truth as a COCO dataset: something to try `paimian train` on."""

import json
from pathlib import Path
from typing import Annotated, Any, Final

import cv2
import numpy as np
import numpy.typing as npt
import typer

from models.synth.brands import demo_catalogue
from models.synth.shelf import render_shelf
from vision.detector import GAP

IGNORE: Final = "ignore"
JPEG_QUALITY: Final = 85
GAP_RATE: Final = 0.08


def main(
    folder: Annotated[Path, typer.Argument(help="where photos/ and labels.json go")],
    count: Annotated[int, typer.Option(help="how many shelves to draw", min=1)] = 70,
    category: Annotated[
        list[str] | None, typer.Option(help="of the demo's catalogue; several may be given")
    ] = None,
    width: Annotated[int, typer.Option(min=320)] = 1200,
    height: Annotated[int, typer.Option(min=320)] = 1600,
    seed: Annotated[int, typer.Option(help="of the drawn shelves")] = 77001,
) -> None:
    """Draw shelves of the demo's catalogue; each SKU is a class that is called by its code."""
    skus = tuple(sku for sku in demo_catalogue() if not category or sku.category in category)
    if not skus:
        known = sorted({sku.category for sku in demo_catalogue()})
        raise typer.BadParameter(f"no SKU is of {', '.join(category or ())}; there are {', '.join(known)}")
    names = [sku.code for sku in skus] + [GAP, IGNORE]
    (folder / "photos").mkdir(parents=True, exist_ok=True)
    images, annotations = [], []
    for number in range(count):
        bgr, truth = render_shelf(
            np.random.default_rng([seed, number]), skus, size_wh=(width, height), gap_rate=GAP_RATE
        )
        name = f"photos/shelf-{number:04d}.jpg"
        ok, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        if not ok:
            raise RuntimeError("OpenCV could not encode a JPEG")
        (folder / name).write_bytes(bytes(data))
        images.append({"id": number, "file_name": name, "width": width, "height": height})
        boxes = [(product.sku, product.xyxy) for product in truth.products]
        boxes += [(GAP, gap.xyxy) for gap in truth.gaps] + [(IGNORE, xyxy) for xyxy in truth.ignored]
        annotations += [_annotation(number, names.index(what) + 1, xyxy) for what, xyxy in boxes]
    for index, annotation in enumerate(annotations):
        annotation["id"] = index
    categories = [{"id": index + 1, "name": name} for index, name in enumerate(names)]
    document = {"images": images, "categories": categories, "annotations": annotations}
    (folder / "labels.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    typer.echo(f"{count} photos, {len(skus)} SKUs, {len(annotations)} boxes in {folder / 'labels.json'}")


def _annotation(image: int, category: int, xyxy: npt.ArrayLike) -> dict[str, Any]:
    x1, y1, x2, y2 = np.asarray(xyxy, np.float64).round(2).tolist()
    return {"image_id": image, "category_id": category, "bbox": [x1, y1, x2 - x1, y2 - y1]}


if __name__ == "__main__":
    typer.run(main)
