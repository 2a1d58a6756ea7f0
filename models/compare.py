"""The detector beside its teacher: `python -m models.compare` (training environment only).

Products are held against what the teacher finds on the photo and its tiles, so these figures say how alike the two
are, not how good: where the teacher errs, a student that does not is blamed. Gaps are held against people's boxes.
"""

import json
from pathlib import Path
from typing import Annotated, Any, Final

import cv2
import numpy as np
import typer

from models.detector_choosing import NOTHING, figures
from models.metrics import Judged, count_mape, judge
from models.photos import GAP, PRODUCT, gap_source, read_yolo
from models.teacher import Picture, Teacher, unsquash
from vision.boxes import Boxes
from vision.detector import Detector
from vision.registry import load_registry, verify
from vision.session import OnnxSession

REGISTRY: Final = Path(__file__).parent / "weights" / "registry.json"


def main(
    data: Annotated[Path, typer.Option(exists=True, file_okay=False)] = Path("../shared/data"),
    registry: Annotated[Path, typer.Option(exists=True)] = REGISTRY,
    out: Annotated[Path | None, typer.Option(help="Folder for overlays.")] = None,
) -> None:
    """Compare the default detector with the teacher on `test` and `cn`, and measure gaps on `gaps/val`."""
    entry = load_registry(registry).default("detector")
    detector = Detector(OnnxSession(verify(entry), threads=1))
    teacher = Teacher(data / "weights" / "yolov8n_sku110k_int8.tflite")
    report: dict[str, Any] = {"model": f"{entry.name} {entry.version}", "sha256": entry.sha256[:12]}
    for folder in ("test", "cn"):
        report[folder] = _beside_teacher(detector, teacher, sorted((data / folder).glob("*.jpg")), out)
    report["gaps/val"] = _gaps(detector, sorted((data / "gaps" / "val" / "images").glob("*.jpg")))
    typer.echo(json.dumps(report, indent=2))


def _beside_teacher(
    detector: Detector, teacher: Teacher, photos: list[Path], out: Path | None
) -> dict[str, Any]:
    judged: dict[str, list[Judged]] = {"teacher_whole": [], "whole": [], "tiled": []}
    gaps = 0
    for path in photos:
        bgr = _read(path)
        truth = teacher.label(bgr).xyxy
        tiled = detector(bgr).boxes
        gaps += int((tiled.class_id == GAP).sum())
        found = {
            "teacher_whole": teacher.look(bgr),
            "whole": detector(bgr, tiled=False).boxes,
            "tiled": tiled,
        }
        for name, boxes in found.items():
            one = boxes.take(boxes.class_id == PRODUCT)
            judged[name].append(judge(one.xyxy, one.score, truth, NOTHING))
        if out is not None:
            _draw(bgr, tiled, out / path.name)
    rows: dict[str, Any] = {
        name: {**figures("product", one), "count_mape": round(count_mape(one), 4)}
        for name, one in judged.items()
    }
    return {
        "photos": len(photos),
        "teacher_boxes": sum(p.truth for p in judged["whole"]),
        "gaps": gaps,
        **rows,
    }


def _gaps(detector: Detector, photos: list[Path]) -> dict[str, Any]:
    """Gaps in one pass over the whole photo, in its true proportions."""
    judged = []
    for path in photos:
        bgr = unsquash(_read(path), gap_source(path).aspect or 1.0)
        truth = read_yolo(path.parent.parent / "labels" / f"{path.stem}.txt")
        truth = truth * np.array([bgr.shape[1], bgr.shape[0]] * 2, np.float32)
        found = detector(bgr, tiled=False).boxes
        one = found.take(found.class_id == GAP)
        judged.append(judge(one.xyxy, one.score, truth, NOTHING))
    return {"photos": len(photos), "gaps": sum(p.truth for p in judged), **figures("gap", judged)}


def _read(path: Path) -> Picture:
    bgr = cv2.imread(str(path))
    if bgr is None:
        raise OSError(f"cannot read {path} as a picture")
    return np.asarray(bgr, np.uint8)


def _draw(bgr: Picture, boxes: Boxes, path: Path) -> None:
    canvas = bgr.copy()
    for (x1, y1, x2, y2), class_id in zip(
        boxes.xyxy.round().astype(int).tolist(), boxes.class_id, strict=True
    ):
        cv2.rectangle(canvas, (x1, y1), (x2, y2), (0, 0, 255) if class_id == GAP else (0, 220, 0), 3)
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), canvas)


if __name__ == "__main__":
    typer.run(main)
