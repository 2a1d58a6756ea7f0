"""What a detector in training is worth, on the photos kept out of training to choose by."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.dataset import ShelfPhotos
from models.metrics import Judged, ap50, judge, precision, recall
from models.photos import CLASS_NAMES
from vision.boxes import Boxes, suppress
from vision.detector import SCORE_MIN, SCORE_MIN_OTHER

SCORE_FLOOR: Final = 0.05
NOTHING: Final = np.empty((0, 4), np.float32)


def judge_photos(
    model: Any, photos: ShelfPhotos, names: tuple[str, ...] = CLASS_NAMES
) -> dict[str, list[Judged]]:
    """One pass over each whole photo, own suppression; per class name, photo by photo."""
    import torch

    judged: dict[str, list[Judged]] = {name: [] for name in names}
    model.eval()
    for index in range(len(photos)):
        sample = photos.sample(index, None)
        picture = torch.from_numpy(sample.rgb[None]).float().div_(255)
        with torch.no_grad():
            raw = model(picture.contiguous(memory_format=torch.channels_last))[0][0].numpy()
        found = decode(raw, SCORE_FLOOR)
        for class_id, name in enumerate(names):
            one = found.take(found.class_id == class_id)
            truth = sample.xyxy[sample.class_id == class_id]
            judged[name].append(judge(one.xyxy, one.score, truth, NOTHING))
    return judged


def decode(raw: npt.NDArray[np.float32], score_min: float) -> Boxes:
    """(4+classes, anchors) of cx, cy, w, h in pixels and scores → suppressed boxes, one class an anchor."""
    scores = raw[4:]
    score, class_id = scores.max(axis=0), scores.argmax(axis=0)
    rows = np.flatnonzero(score >= score_min)
    centre, half = raw[:2, rows].T, raw[2:4, rows].T / 2
    xyxy = np.concatenate([centre - half, centre + half], axis=1).astype(np.float32)
    return suppress(Boxes(xyxy, score[rows].astype(np.float32), class_id[rows].astype(np.int64)))


def above(photos: list[Judged], score_min: float) -> list[Judged]:
    """The same judgement, detections under the score left out."""
    return [Judged(p.score[p.score >= score_min], p.matched[p.score >= score_min], p.truth) for p in photos]


def best_threshold(photos: list[Judged]) -> tuple[float, float]:
    """The score threshold with the highest F1 at IoU .5, and that F1; (1, 0) when nothing is right."""
    score = np.concatenate([p.score for p in photos])
    right = np.concatenate([p.matched[:, 0] for p in photos])
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(right[order])
    if len(hits) == 0 or hits[-1] == 0:
        return 1.0, 0.0
    f1 = 2 * hits / (np.arange(1, len(hits) + 1) + sum(p.truth for p in photos))
    return float(score[order][int(f1.argmax())]), float(f1.max())


def figures(name: str, photos: list[Judged]) -> dict[str, float]:
    """Average precision, recall and precision at the score that production uses for this class, and the score `at`
    which F1 is highest."""
    kept = above(photos, SCORE_MIN.get(name, SCORE_MIN_OTHER))
    threshold, f1 = best_threshold(photos)
    values = {
        "ap50": ap50(photos),
        "recall": recall(kept),
        "precision": precision(kept),
        "f1": f1,
        "at": threshold,
    }
    return {key: round(value, 4) for key, value in values.items()}
