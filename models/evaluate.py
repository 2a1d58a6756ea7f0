"""How well the detector sees, measured on the production code: `python -m models.evaluate`.

Sources: shelves drawn by `models.synth` (exact truth), any COCO file with its photos, and of the data pack the photos
that we labelled by eye (`models/labels`) and the gap photos (labels of their authors, and these as corrected by us).
Boxes of category `ignore` count neither way. Intervals are over photos.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Final

import cv2
import numpy as np
import numpy.typing as npt
import typer

from models.evaluate_identity import measure_identity
from models.metrics import AT_THRESHOLD, OVER_SCORES, Judged, judge, with_interval
from models.photos import read_yolo
from models.synth.brands import demo_catalogue
from models.synth.shelf import render_shelf
from vision.boxes import Boxes, Floats
from vision.detector import GAP, Detector
from vision.eyes import load_eyes
from vision.photo import decode_photo
from vision.registry import load_registry

HERE: Final = Path(str(files("models")))
LABELLED_BY_EYE: Final = ("test", "cn")
"""Folders of the data pack whose photos have labels in `models/labels`."""
CURVE_FLOOR: Final = 0.02
"""Average precision is taken over the scores from here up; precision and recall at the service's thresholds."""
BOOTSTRAP_SEED: Final = 20261123
PRODUCT: Final = "product"
NONE: Final = np.empty((0, 4), np.float32)


@dataclass(frozen=True)
class Labelled:
    """One photo and its true boxes by kind (`product`, `gap`, `ignore`), each (K, 4) in its pixels."""

    name: str
    bgr: npt.NDArray[np.uint8]
    truth: dict[str, Floats]


def main(
    rendered: Annotated[int, typer.Option(help="how many shelves to draw")] = 12,
    seed: Annotated[int, typer.Option(help="of the drawn shelves")] = 5000,
    data: Annotated[Path, typer.Option(help="the data pack; left out where it is not")] = Path(
        "../shared/data"
    ),
    coco: Annotated[Path | None, typer.Option(help="COCO file of labelled photos")] = None,
    photos: Annotated[Path | None, typer.Option(help="folder of the COCO file's photos")] = None,
    worst: Annotated[Path | None, typer.Option(help="folder for pictures of the worst photos")] = None,
    models: Annotated[Path, typer.Option(help="folder of registry.json and weights")] = HERE / "weights",
    identity: Annotated[bool, typer.Option(help="groups and names too")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document to stdout")] = False,
) -> None:
    """Precision, recall, AP and count errors of products and gaps; groups and names; each with its 95 % interval."""
    registry = load_registry(models / "registry.json")
    eyes = load_eyes(registry)
    detector = eyes.detector
    sources: dict[str, tuple[Iterable[Labelled], tuple[str, ...]]] = {}
    if rendered:
        sources["rendered"] = (drawn(rendered, seed), ("product", "gap"))
    if coco is not None:
        sources[coco.stem] = (read_coco(coco, photos or coco.parent), ("product", "gap"))
    for ours in LABELLED_BY_EYE:
        if (data / ours).is_dir():
            sources[ours] = (by_eye(ours, data / ours), ("product", "gap"))
    if (data / "gaps" / "val").is_dir():
        sources["gaps/val"] = (gap_photos(data / "gaps" / "val"), ("gap",))
        sources["gaps/val by eye"] = (by_eye("gaps-val", data / "gaps" / "val" / "images"), ("gap",))
    report: dict[str, Any] = {"model": registry.default("detector").name, "sources": {}}
    report["version"] = registry.default("detector").version
    report["embedder"] = registry.default("embedder").version
    for source, (labelled, kinds) in sources.items():
        report["sources"][source] = measure(
            detector, labelled, kinds, worst and worst / source.replace("/", "-").replace(" ", "-")
        )
    report["identity"] = measure_identity(eyes, data, worst and worst / "identity") if identity else {}
    typer.echo(json.dumps(report, indent=1) if as_json else _table(report))


def measure(
    detector: Detector, labelled: Iterable[Labelled], kinds: tuple[str, ...], worst: Path | None = None
) -> dict[str, dict[str, Any]]:
    """Every metric of every kind that is labelled, over the photos; the three worst drawn into `worst`."""
    judged: dict[str, list[Judged]] = {kind: [] for kind in kinds}
    curves: dict[str, list[Judged]] = {kind: [] for kind in kinds}
    errors: list[tuple[int, str, npt.NDArray[np.uint8]]] = []
    for photo in labelled:
        boxes, deep = detector(photo.bgr).boxes, detector(photo.bgr, floor=CURVE_FLOOR).boxes
        for kind in kinds:
            judged[kind].append(judge_boxes(photo, kind, boxes, detector.names))
            curves[kind].append(judge_boxes(photo, kind, deep, detector.names))
        if worst is not None:
            wrong = sum(_errors(judged[kind][-1]) for kind in kinds)
            errors.append((wrong, photo.name, _compared(photo, boxes, detector.names)))
            errors = sorted(errors, key=lambda e: -e[0])[:3]
    if worst is not None:
        worst.mkdir(parents=True, exist_ok=True)
        for wrong, name, picture in errors:
            cv2.imwrite(str(worst / f"{wrong:03d}-{Path(name).stem}.jpg"), picture)
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    return {
        kind: {
            name: asdict(with_interval(metric, judged[kind], rng)) for name, metric in AT_THRESHOLD.items()
        }
        | {name: asdict(with_interval(metric, curves[kind], rng)) for name, metric in OVER_SCORES.items()}
        for kind in kinds
        if judged[kind]
    }


def judge_boxes(photo: Labelled, kind: str, boxes: Boxes, names: tuple[str, ...]) -> Judged:
    """The boxes of one kind against the photo's truth: a class, or `product` for all classes but `gap`."""
    wanted = np.array([name == kind or (kind == PRODUCT and name != GAP) for name in names])
    found = boxes.take(wanted[boxes.class_id])
    return judge(found.xyxy, found.score, photo.truth.get(kind, NONE), photo.truth.get("ignore", NONE))


def _errors(judged: Judged) -> int:
    """False and missed boxes."""
    return len(judged.score) + judged.truth - 2 * int(judged.matched[:, 0].sum())


def drawn(count: int, seed: int) -> Iterator[Labelled]:
    """Rendered shelves with exact truth, one or two categories each; half-hidden units are ignored."""
    skus = demo_catalogue()
    categories = sorted({sku.category for sku in skus})
    for k in range(count):
        rng = np.random.default_rng([seed, k])
        chosen = rng.choice(categories, size=int(rng.integers(1, 3)), replace=False)
        bgr, truth = render_shelf(rng, tuple(sku for sku in skus if sku.category in chosen))
        boxes = {
            "product": [p.xyxy for p in truth.products],
            "gap": [g.xyxy for g in truth.gaps],
            "ignore": list(truth.ignored),
        }
        yield Labelled(
            f"rendered-{seed}-{k}",
            bgr,
            {kind: np.array(b, np.float32).reshape(-1, 4) for kind, b in boxes.items()},
        )


def gap_photos(folder: Path) -> Iterator[Labelled]:
    """Photos in `images` with YOLO lines of gaps in `labels`."""
    for path in sorted((folder / "images").iterdir()):
        photo = decode_photo(path.read_bytes())
        parts = read_yolo(folder / "labels" / f"{path.stem}.txt")
        yield Labelled(path.name, photo.bgr, {"gap": parts * np.array(photo.size_wh * 2, np.float32)})


def by_eye(folder: str, photos: Path) -> Iterator[Labelled]:
    """The photos of a folder of `models/labels`, each with a COCO file of its own."""
    return chain.from_iterable(
        read_coco(file, photos) for file in sorted((HERE / "labels" / folder).glob("*.json"))
    )


def read_coco(path: Path, photos: Path) -> Iterator[Labelled]:
    """Photos of a COCO file; boxes keep their category's name."""
    document = json.loads(path.read_text(encoding="utf-8"))
    names = {c["id"]: str(c["name"]) for c in document["categories"]}
    for image in document["images"]:
        boxes: dict[str, list[list[float]]] = {name: [] for name in names.values()}
        for mark in document["annotations"]:
            if mark["image_id"] == image["id"]:
                x, y, w, h = mark["bbox"]
                boxes[names[mark["category_id"]]].append([x, y, x + w, y + h])
        truth = {name: np.array(rows, np.float32).reshape(-1, 4) for name, rows in boxes.items()}
        yield Labelled(
            image["file_name"], decode_photo((photos / image["file_name"]).read_bytes()).bgr, truth
        )


def _compared(photo: Labelled, boxes: Boxes, names: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    """Truth in green, found products in red, found gaps in blue, on a copy."""
    out = photo.bgr.copy()
    thick = max(max(out.shape[:2]) // 600, 1)
    marks = [(xyxy, (0, 200, 0)) for kind in photo.truth if kind != "ignore" for xyxy in photo.truth[kind]]
    marks += [
        (xyxy, (255, 80, 0) if names[int(k)] == "gap" else (0, 0, 255))
        for xyxy, k in zip(boxes.xyxy, boxes.class_id, strict=True)
    ]
    for (x1, y1, x2, y2), tint in marks:
        cv2.rectangle(out, (int(x1), int(y1)), (int(x2), int(y2)), tint, thick)
    return out


def _table(report: dict[str, Any]) -> str:
    lines = [f"{report['model']} {report['version']}, value [95 % interval over photos]"]
    for source, kinds in report["sources"].items():
        for kind, figures in kinds.items():
            lines.append(f"{source}, {kind}, {figures['recall']['photos']} photos")
            lines += map(_line, figures.items())
    for source, parts in report["identity"].items():
        for part, figures in parts.items():
            lines.append(f"{source}, {part}, {next(iter(figures.values()))['photos']} photos")
            lines += map(_line, figures.items())
    return "\n".join(lines)


def _line(named: tuple[str, dict[str, Any]]) -> str:
    name, f = named
    interval = f"[{f['low']:.3f}, {f['high']:.3f}]" if f["low"] is not None else "[one photo: none]"
    return f"  {name:15s} {f['value']:8.3f}  {interval}"


if __name__ == "__main__":
    typer.run(main)
