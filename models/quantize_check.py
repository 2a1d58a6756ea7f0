"""What a quantised model is calibrated on, and whether it is as good as the float one, and faster."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from models.bench import interleaved
from models.detector_choosing import above
from models.evaluate import CURVE_FLOOR, Labelled, judge_boxes
from models.metrics import Judged, ap50, ap50_95, precision, recall
from models.photos import TrainingPhoto, list_photos
from models.pseudo_labels import label_missing, read_products, read_upright
from models.teacher import quarter
from vision.boxes import Floats
from vision.detector import GAP, SCORE_MIN, Detector, letterbox
from vision.embedder import BATCH, Embedder
from vision.gap_odds import LIKELY_MIN
from vision.session import OnnxSession

TEACHER_FILE: Final = Path("weights/yolov8n_sku110k_int8.tflite")
LOSS_MAX: Final = {"product": 0.005, "gap": 0.015}
"""Of AP50 and of AP50-95. Gaps: 477 on the 75 photos; graphs that differ by nothing but rounding spread over .03."""
SPEEDUP_MIN: Final = 1.3
COSINE_MIN: Final = 0.99
"""Of a crop's two vectors, for 99 of 100 crops: the naming thresholds are given to the hundredth."""
ROUNDS: Final = 25
ONE_IN_FOUR: Final = 4


@dataclass(frozen=True)
class Verdict:
    """Figures of the float model and of the quantised one, how many times faster it is (one thread), and what
    speaks against it.
    """

    before: dict[str, float]
    after: dict[str, float]
    speedup: float
    against: tuple[str, ...]


def shelf_inputs(data: Path, count: int, side: int, seed: int = 0) -> Callable[[int], Floats]:
    """Detector inputs (1, 3, side, side) as the service makes them, of `count` training photos; every fourth is a
    tile, since the service looks at those too.

    Photos kept for choosing weights, and all that are for tests, are not among them.
    """
    rng = np.random.default_rng(seed)
    photos = [photo for photo in list_photos(data) if photo.part == "train"]
    chosen = [photos[int(i)] for i in rng.choice(len(photos), count, replace=len(photos) < count)]
    corners = rng.integers(0, 4, count)

    def read(index: int) -> Floats:
        bgr = read_upright(chosen[index])
        if index % ONE_IN_FOUR == ONE_IN_FOUR - 1:
            bgr = quarter(bgr.shape[1], bgr.shape[0])[int(corners[index])].crop(bgr)
        return np.asarray(
            cv2.dnn.blobFromImage(letterbox(bgr, side, 114)[0], 1 / 255, swapRB=True), np.float32
        )

    return read


def crop_batches(
    model: bytes, data: Path, labels: Path, count: int, seed: int = 0
) -> Callable[[int], Floats]:
    """Embedder inputs, `BATCH` crops of one training photo each: the teacher's boxes as the service cuts them."""
    from vision.crops import letterbox_crops

    size = Embedder(OnnxSession(model, threads=1)).side
    rng = np.random.default_rng(seed)
    photos = tuple(photo for photo in list_photos(data) if photo.part == "train")
    chosen = tuple(photos[int(i)] for i in rng.choice(len(photos), count, replace=len(photos) < count))
    label_missing(chosen, data / TEACHER_FILE, labels)

    def read(index: int) -> Floats:
        bgr = read_upright(chosen[index])
        boxes = _in_pixels(read_products(labels, chosen[index]), bgr)
        rows = np.random.default_rng([seed, index]).permutation(len(boxes))[:BATCH]
        return letterbox_crops(bgr, boxes[rows], size)

    return read


def choosing_photos(data: Path, labels: Path) -> tuple[Labelled, ...]:
    """The photos kept out of training, in their true proportions: the teacher's products, people's gaps."""
    photos = tuple(photo for photo in list_photos(data) if photo.part == "choose")
    label_missing(photos, data / TEACHER_FILE, labels)
    return tuple(_labelled(photo, labels) for photo in photos)


def _labelled(photo: TrainingPhoto, labels: Path) -> Labelled:
    bgr = read_upright(photo)
    truth = {"product": _in_pixels(read_products(labels, photo), bgr), "gap": _in_pixels(photo.gaps, bgr)}
    return Labelled(photo.stem, bgr, truth)


def _in_pixels(xyxy: Floats, bgr: np.ndarray) -> Floats:
    scaled: Floats = (xyxy * np.array([bgr.shape[1], bgr.shape[0]] * 2)).astype(np.float32)
    return scaled


def worth(detector: Detector, photos: Sequence[Labelled]) -> dict[str, float]:
    """AP50, AP50-95, and precision and recall at the service's thresholds, of products and of gaps."""
    figures: dict[str, float] = {}
    judged: dict[str, list[Judged]] = {"product": [], "gap": []}
    for photo in photos:
        boxes = detector(photo.bgr, floor=CURVE_FLOOR).boxes
        for kind, rows in judged.items():
            rows.append(judge_boxes(photo, kind, boxes, detector.names))
    for kind, rows in judged.items():
        kept = above(rows, LIKELY_MIN if kind == GAP else SCORE_MIN[kind])
        values = {
            "ap50": ap50(rows),
            "ap50_95": ap50_95(rows),
            "precision": precision(kept),
            "recall": recall(kept),
        }
        figures |= {f"{kind} {name}": round(value, 4) for name, value in values.items()}
    return figures


def compare_detectors(whole: bytes, small: bytes, photos: Sequence[Labelled]) -> Verdict:
    """The quantised detector beside the float one, both in the production code."""
    one, other = (Detector(OnnxSession(model, threads=1)) for model in (whole, small))
    before, after = worth(one, photos), worth(other, photos)
    against = [
        f"{name} {before[name]} -> {after[name]}, at most {most} may be lost"
        for kind, most in LOSS_MAX.items()
        for name in (f"{kind} ap50", f"{kind} ap50_95")
        if before[name] - after[name] > most
    ]
    bgr = photos[0].bgr
    speedup = _speedup(lambda: one.look(bgr), lambda: other.look(bgr))
    return _verdict(before, after, speedup, against)


def compare_embedders(whole: bytes, small: bytes, photos: Sequence[Labelled]) -> Verdict:
    """The quantised embedder's vectors beside the float one's: how alike, and whether the nearest crop of the photo
    is the same.
    """
    one, other = (Embedder(OnnxSession(model, threads=1)) for model in (whole, small))
    cosines, same = [], []
    for photo in photos:
        boxes = photo.truth["product"]
        if len(boxes) < 3:
            continue
        a, b = one(photo.bgr, boxes), other(photo.bgr, boxes)
        cosines.append((a * b).sum(axis=1))
        near = [(v @ v.T - 2 * np.eye(len(v))).argmax(axis=1) for v in (a, b)]
        same.append(near[0] == near[1])
    cosine = np.concatenate(cosines)
    after = {
        "cosine, mean": round(float(cosine.mean()), 4),
        "cosine, lowest of 100": round(float(np.quantile(cosine, 0.01)), 4),
        "same nearest crop": round(float(np.concatenate(same).mean()), 4),
        "crops": float(len(cosine)),
    }
    against = []
    if after["cosine, lowest of 100"] < COSINE_MIN:
        against.append(
            f"1 % of vectors have a cosine under {after['cosine, lowest of 100']}, least {COSINE_MIN}"
        )
    crops = max(photos, key=lambda photo: len(photo.truth["product"]))
    boxes = np.resize(crops.truth["product"], (150, 4)).astype(np.float32)
    speedup = _speedup(lambda: one(crops.bgr, boxes), lambda: other(crops.bgr, boxes))
    return _verdict({}, after, speedup, against)


def _verdict(
    before: dict[str, float], after: dict[str, float], speedup: float, against: list[str]
) -> Verdict:
    if speedup < SPEEDUP_MIN:
        against.append(f"{speedup:.2f} times as fast, least {SPEEDUP_MIN}")
    return Verdict(before, after, round(speedup, 3), tuple(against))


def _speedup(one: Callable[[], object], other: Callable[[], object]) -> float:
    """How many times faster the second task is: the median over rounds in which both ran, one after the other."""
    seconds = interleaved({"one": one, "other": other}, ROUNDS)
    return float(np.median(np.array(seconds["one"]) / np.array(seconds["other"])))
