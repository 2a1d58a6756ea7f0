"""How fast: the production code against bare ONNX Runtime and against Ultralytics, in one run, as ratios.

`python -m models.bench [PHOTO ...]`; without photos it draws two: machines differ, ratios travel.
Ultralytics takes part where it is installed (the train environment) and is said to be missing elsewhere.
"""

import json
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final

import cv2
import numpy as np
import typer

from models.identity import picture_gallery
from models.synth.brands import demo_catalogue
from models.synth.shelf import render_shelf
from vision.crops import cut
from vision.detector import letterbox
from vision.eyes import Eyes, load_detector, load_eyes
from vision.naming import Gallery
from vision.photo import decode_photo
from vision.registry import Registry, load_registry, verify
from vision.see import see_shelf
from vision.session import OnnxSession

PHONE_WH: Final = (3000, 4000)
SMALL_WH: Final = (1500, 2000)

Task = Callable[[], object]


def main(
    photos: Annotated[
        list[Path] | None, typer.Argument(help="JPEG files; drawn ones if none are given")
    ] = None,
    rounds: Annotated[int, typer.Option(min=3, help="rounds; the medians of the rounds are compared")] = 9,
    threads: Annotated[int, typer.Option(min=0, help="threads of each session; 0 = all cores")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document to stdout")] = False,
) -> None:
    """Measure one detector pass three ways, and a whole audit of a 12-megapixel photo."""
    registry = load_registry(Path(str(files("models"))) / "weights" / "registry.json")
    eyes = load_eyes(registry, threads=threads)
    entry = registry.default("detector")
    small = [p.read_bytes() for p in photos] if photos else [_drawn(SMALL_WH, seed) for seed in range(1, 5)]
    phone = [p.read_bytes() for p in photos] if photos else [_drawn(PHONE_WH, 2)]
    tasks: dict[str, Task] = {
        "paimian": lambda: [eyes.detector(decode_photo(data).bgr, tiled=False) for data in small],
        "paimian, a photo a core": _a_photo_a_core(registry, small),
        "raw onnxruntime": _raw(verify(entry), eyes, small, threads),
    }
    whole = registry.default("detector", None)  # a cut or 8-bit file is none that Ultralytics could read
    if (peer := _ultralytics(whole.path, small, threads)) is not None:
        tasks["ultralytics predict"] = peer
    full = [_full_catalogue(data, eyes) for data in phone]
    tasks["whole audit"] = lambda: [
        see_shelf(decode_photo(data), eyes, gallery) for data, gallery in zip(phone, full, strict=True)
    ]
    seconds = interleaved(tasks, rounds)
    per_photo = {
        name: statistics.median(s) / (len(phone) if name == "whole audit" else len(small))
        for name, s in seconds.items()
    }
    seen = [see_shelf(decode_photo(data), eyes, gallery) for data, gallery in zip(phone, full, strict=True)]
    report = {
        "model": f"{entry.name} {entry.version}",
        "ultralytics_model": f"{whole.name} {whole.version}",
        "onnxruntime_threads": threads,
        "one_pass_photo": _size(small[0]),
        "audit_photo": _size(phone[0]),
        "photos_per_second": {name: round(1 / s, 2) for name, s in per_photo.items()},
        "paimian_over_raw": round(per_photo["raw onnxruntime"] / per_photo["paimian"], 3),
        "over_ultralytics": {
            name: round(per_photo["ultralytics predict"] / per_photo[name], 3)
            for name in ("paimian", "paimian, a photo a core")
            if peer is not None
        },
        "audit_seconds": round(per_photo["whole audit"], 3),
        "audit_products": round(statistics.mean(len(one.products) for one in seen)),
        "audit_skus": round(statistics.mean(len(gallery.skus) for gallery in full)),
        "audit_step_seconds": {
            step: statistics.mean(one.seconds[step] for one in seen) for step in seen[0].seconds
        },
    }
    typer.echo(json.dumps(report, indent=1) if as_json else _table(report))


def _drawn(size_wh: tuple[int, int], seed: int) -> bytes:
    """A rendered shelf photo of this size, as JPEG."""
    bgr, _ = render_shelf(np.random.default_rng(seed), demo_catalogue()[:12])
    ok, data = cv2.imencode(".jpg", cv2.resize(bgr, size_wh, interpolation=cv2.INTER_CUBIC), [1, 90])
    if not ok:
        raise RuntimeError("OpenCV could not encode a JPEG")
    return bytes(data)


def _full_catalogue(data: bytes, eyes: Eyes) -> Gallery:
    """A catalogue in which everything on the photo has a reference: the clearest crop of each of its groups.

    The costliest case for naming: every group has candidates, and look-alikes contest each other's groups.
    """
    photo = decode_photo(data)
    seen = see_shelf(photo, eyes, Gallery.empty())
    crops = [(f"G{group.number}", cut(photo.bgr, seen.products.xyxy[group.best])) for group in seen.groups]
    gallery = picture_gallery(eyes, crops, cut_out=True)
    for row in range(len(crops)):
        gallery.look(row)  # made ready once, as the service keeps them
    return gallery


def _a_photo_a_core(registry: Registry, photos: list[bytes]) -> Task:
    """The production code as a busy server runs it: every core its own photo, a network on one thread."""
    detector = load_detector(registry, threads=1)
    pool = ThreadPoolExecutor(os.cpu_count() or 1)
    return lambda: list(pool.map(lambda data: detector(decode_photo(data).bgr, tiled=False), photos))


def _raw(model: bytes, eyes: Eyes, photos: list[bytes], threads: int) -> Task:
    """The least that anybody must do: decode, fit, run the graph. No boxes come out of it."""
    session = OnnxSession(model, threads=threads)

    def run() -> list[Any]:
        out = []
        for data in photos:
            bgr = np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), np.uint8)
            canvas, _ = letterbox(bgr, eyes.detector.side, 114)
            out.append(session(np.asarray(cv2.dnn.blobFromImage(canvas, 1 / 255, swapRB=True), np.float32)))
        return out

    return run


def _ultralytics(model: Path, photos: list[bytes], threads: int) -> Task | None:
    """Ultralytics' own `predict` on the same file and the same bytes, or None where it is not installed."""
    try:
        from models.torch_setup import prepare_torch

        prepare_torch(threads=threads or os.cpu_count() or 1)
        from ultralytics import YOLO
    except ImportError:
        return None
    _give_a_fast_nms()
    network = YOLO(str(model), task="detect")

    def run() -> list[Any]:
        out = []
        for data in photos:
            bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
            out.append(
                network.predict(bgr, imgsz=640, rect=False, conf=0.3, iou=0.5, max_det=2000, verbose=False)
            )
        return out

    return run


def _give_a_fast_nms() -> None:
    """Where torchvision's compiled NMS does not load, OpenCV's takes its place: the peer shall not lose by that."""
    import torch
    import torchvision

    if torchvision.extension._has_ops():
        return

    def nms(boxes: Any, scores: Any, iou: float) -> Any:
        xywh = torch.cat([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], dim=1).numpy()
        return torch.as_tensor(np.array(cv2.dnn.NMSBoxes(xywh, scores.numpy(), 0.0, iou), np.int64).ravel())

    torchvision.ops.nms = nms


def interleaved(tasks: dict[str, Task], rounds: int) -> dict[str, list[float]]:
    """Seconds of each task, round by round; they take turns in ever new order, so that neither a noisy minute nor
    what the task before left in the caches and thread pools hits one of them alone.
    """
    times: dict[str, list[float]] = {name: [] for name in tasks}
    rng = np.random.default_rng(1)
    for turn in range(rounds + 1):
        for name in rng.permutation(list(tasks)):
            began = time.perf_counter()
            tasks[name]()
            if turn:  # the first turn warms up
                times[name].append(time.perf_counter() - began)
    return times


def _size(data: bytes) -> str:
    width, height = decode_photo(data).size_wh
    return f"{width}×{height}"


def _table(report: dict[str, Any]) -> str:
    peer = [
        f"  {name} / ultralytics on {report['ultralytics_model']}  {x:.2f} ×"
        for name, x in report["over_ultralytics"].items()
    ]
    lines = [
        f"model {report['model']}, one 640 pass on {report['one_pass_photo']}, JPEG bytes to boxes:",
        *(f"  {name:24s} {rate:7.2f} photos/s" for name, rate in report["photos_per_second"].items()),
        f"  paimian / raw  {report['paimian_over_raw']:.2f} ×",
        *(peer or ["  ultralytics is not installed here"]),
        f"whole audit of {report['audit_photo']}, tiles included, {report['audit_products']} products, "
        f"a catalogue of {report['audit_skus']} SKUs that has them all: {report['audit_seconds']} s",
        *(f"  {step:22s} {s:7.3f} s" for step, s in report["audit_step_seconds"].items()),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    typer.run(main)
