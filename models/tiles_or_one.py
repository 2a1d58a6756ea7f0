"""How to look at a photo for products: one pass or tiles, and how large: `python -m models.tiles_or_one`.

On the photos that training kept for choosing and the last 60 of `rows`, against the teacher's products. The tiled
photos are looked at as the service looks at larger ones: whole and in four overlapping quarters. The same network takes
another side where its graph is given another input shape: it is convolutions throughout, and `vision.decode` lays
anchors out for any side.
"""

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import onnx
import typer

from models.detector_choosing import above, best_threshold
from models.evaluate import CURVE_FLOOR, Labelled, judge_boxes
from models.metrics import Judged, ap50, ap50_95, count_mape, precision, recall
from models.photos import ROWS, list_photos
from models.pseudo_labels import label_missing, read_products, read_upright
from models.quantize_check import TEACHER_FILE, choosing_photos
from models.teacher import quarter
from vision.boxes import Boxes, suppress
from vision.detector import SCORE_MIN, SCORE_MIN_TILED, Detector
from vision.registry import load_registry
from vision.session import OnnxSession
from vision.tiling import Tile, own

WEIGHTS_DIR: Final = Path(__file__).parent / "weights"
LAST_ROWS: Final = 60
SIDES: Final = (640, 800, 960)


def main(
    data: Annotated[Path, typer.Option(exists=True)] = Path("../shared/data"),
    labels: Annotated[Path, typer.Option(help="Cache of the teacher's boxes.")] = Path(
        "runs/detector/labels"
    ),
) -> None:
    """Measure and print."""
    model = load_registry(WEIGHTS_DIR / "registry.json").default("detector").path.read_bytes()
    photos = [*choosing_photos(data, labels), *last_rows(data, labels)]
    for side in SIDES:
        detector = Detector(OnnxSession(at_side(model, side), threads=1))
        report(f"{side}, one pass", detector, photos, tiled=False)
        if side == SIDES[0]:
            report(f"{side}, whole and four tiles", detector, photos, tiled=True)


def at_side(model: bytes, side: int) -> bytes:
    """The same cut graph for pictures of `side` × `side`."""
    proto = onnx.load_from_string(model)
    strides = next(json.loads(p.value)["strides"] for p in proto.metadata_props if p.key == "paimian.head")
    for axis in (2, 3):
        proto.graph.input[0].type.tensor_type.shape.dim[axis].dim_value = side
    anchors = sum((side // stride) ** 2 for stride in strides)
    proto.graph.output[0].type.tensor_type.shape.dim[2].dim_value = anchors
    del proto.graph.value_info[:]
    for entry in proto.metadata_props:
        if entry.key == "imgsz":
            entry.value = json.dumps([side, side])
    return bytes(proto.SerializeToString())


def last_rows(data: Path, labels: Path) -> Iterator[Labelled]:
    """The last photos of `rows` with the teacher's products."""
    photos = tuple(photo for photo in list_photos(data) if photo.source == ROWS)[-LAST_ROWS:]
    label_missing(photos, data / TEACHER_FILE, labels)
    for photo in photos:
        bgr = read_upright(photo)
        size = np.array([bgr.shape[1], bgr.shape[0]] * 2)
        products = (read_products(labels, photo) * size).astype(np.float32)
        yield Labelled(photo.stem, bgr, {"product": products})


def report(name: str, detector: Detector, photos: Sequence[Labelled], *, tiled: bool) -> None:
    """One line of products: over all scores, at the best threshold and at the service's; and the seconds a photo."""
    judged: list[Judged] = []
    started = time.perf_counter()
    for photo in photos:
        height, width = photo.bgr.shape[:2]
        windows = [Tile(0, 0, width, height, (False,) * 4), *(quarter(width, height) if tiled else [])]
        parts = [own(tile, detector.look(tile.crop(photo.bgr), CURVE_FLOOR)) for tile in windows]
        found = suppress(Boxes.concatenate([part.take(part.class_id == 0) for part in parts]))
        judged.append(judge_boxes(photo, "product", found, detector.names))
    seconds = (time.perf_counter() - started) / len(photos)
    at, f1 = best_threshold(judged)
    text = f"{name}: AP50 {ap50(judged):.4f}, AP50-95 {ap50_95(judged):.4f}, best F1 {f1:.4f} at {at:.2f}"
    for least in (SCORE_MIN["product"], SCORE_MIN_TILED):
        kept = above(judged, least)
        text += (
            f"; from {least:.2f} on recall {recall(kept):.4f}, precision {precision(kept):.4f}, "
            f"MAPE {count_mape(kept):.4f}"
        )
    typer.echo(f"{text}; {seconds:.3f} s a photo")


if __name__ == "__main__":
    typer.run(main)
