"""How good is a detector: matching, average precision, count error, and intervals over photos."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from vision.boxes import Floats, intersections, iou_matrix

Photo = TypeVar("Photo")
IOU_STEPS: Final = np.arange(0.5, 1.0, 0.05)
IGNORED_SHARE: Final = 0.5
RESAMPLES: Final = 1000


@dataclass(frozen=True)
class Judged:
    """One photo's detections against its truth.

    `score` (N,) of the detections that count (best first), `matched` (N, 10) whether each has a truth box at
    IoU .50, .55 … .95, `truth` how many truth boxes there are.
    """

    score: Floats
    matched: npt.NDArray[np.bool_]
    truth: int


@dataclass(frozen=True)
class Figure:
    """A measured value with its 95 % bootstrap interval over photos; one photo alone gives no interval."""

    value: float
    low: float | None
    high: float | None
    photos: int


def judge(found: Floats, score: Floats, truth: Floats, ignore: Floats) -> Judged:
    """Match (N, 4) detections to (M, 4) truth boxes, best score first, each truth box once.

    A detection without a match that lies by half inside an `ignore` box counts neither way. The matching is
    COCO's (Lin et al., 2014), without its bound of 100 boxes a picture.
    """
    order = np.argsort(-score, kind="stable")
    found, score = found[order], score[order]
    iou = iou_matrix(found, truth) if len(truth) else np.zeros((len(found), 0), np.float32)
    matched = np.zeros((len(found), len(IOU_STEPS)), dtype=bool)
    for step, limit in enumerate(IOU_STEPS):
        free = np.ones(len(truth), dtype=bool)
        for row in range(len(found)):
            open_iou = np.where(free, iou[row], -1.0)
            if len(truth) and open_iou.max() >= limit:
                free[int(open_iou.argmax())] = False
                matched[row, step] = True
    counts = matched[:, 0] | ~_ignored(found, ignore)
    return Judged(score[counts], matched[counts], len(truth))


def _ignored(found: Floats, ignore: Floats) -> npt.NDArray[np.bool_]:
    if len(ignore) == 0 or len(found) == 0:
        return np.zeros(len(found), dtype=bool)
    area = np.maximum((found[:, 2] - found[:, 0]) * (found[:, 3] - found[:, 1]), 1e-9)
    inside: npt.NDArray[np.bool_] = intersections(found, ignore).max(axis=1) / area > IGNORED_SHARE
    return inside


def precision(photos: Sequence[Judged]) -> float:
    """Right detections over all detections, IoU .5."""
    found = sum(len(p.score) for p in photos)
    return sum(int(p.matched[:, 0].sum()) for p in photos) / found if found else 0.0


def recall(photos: Sequence[Judged]) -> float:
    """Found truth boxes over all truth boxes, IoU .5."""
    truth = sum(p.truth for p in photos)
    return sum(int(p.matched[:, 0].sum()) for p in photos) / truth if truth else 0.0


def ap50(photos: Sequence[Judged]) -> float:
    """Average precision at IoU .5 (area under the precision envelope, 101 recall points as COCO does)."""
    return _average_precision(photos, 0)


def ap50_95(photos: Sequence[Judged]) -> float:
    """Average precision, mean over IoU .50, .55 … .95."""
    return float(np.mean([_average_precision(photos, step) for step in range(len(IOU_STEPS))]))


def count_mape(photos: Sequence[Judged]) -> float:
    """Mean over photos of |detections - truth| / truth."""
    errors = [abs(len(p.score) - p.truth) / p.truth for p in photos if p.truth]
    return float(np.mean(errors)) if errors else 0.0


def count_mae(photos: Sequence[Judged]) -> float:
    """Mean over photos of |detections - truth|."""
    return float(np.mean([abs(len(p.score) - p.truth) for p in photos])) if photos else 0.0


AT_THRESHOLD: Final[dict[str, Callable[[Sequence[Judged]], float]]] = {
    "precision": precision,
    "recall": recall,
    "count_mae": count_mae,
    "count_mape": count_mape,
}
"""What the service's users see: with the thresholds it uses."""
OVER_SCORES: Final[dict[str, Callable[[Sequence[Judged]], float]]] = {"ap50": ap50, "ap50_95": ap50_95}
"""What tells two networks apart: over all scores."""


def with_interval(
    metric: Callable[[Sequence[Photo]], float], photos: Sequence[Photo], rng: np.random.Generator
) -> Figure:
    """The metric and its percentile bootstrap interval (Efron, 1979), photos drawn with replacement."""
    value, n = metric(photos), len(photos)
    if n < 2:
        return Figure(value, None, None, n)
    draws = [metric([photos[i] for i in rng.integers(0, n, n)]) for _ in range(RESAMPLES)]
    low, high = np.percentile(draws, [2.5, 97.5])
    return Figure(value, float(low), float(high), n)


def _average_precision(photos: Sequence[Judged], step: int) -> float:
    truth = sum(p.truth for p in photos)
    if truth == 0 or not photos:
        return 0.0
    score = np.concatenate([p.score for p in photos])
    hit = np.concatenate([p.matched[:, step] for p in photos])[np.argsort(-score, kind="stable")]
    if len(hit) == 0:
        return 0.0
    hits = np.cumsum(hit)
    reached = hits / truth
    envelope = np.maximum.accumulate((hits / np.arange(1, len(hit) + 1))[::-1])[::-1]
    at = np.searchsorted(reached, np.linspace(0, 1, 101), side="left")
    return float(np.where(at < len(envelope), envelope[np.minimum(at, len(envelope) - 1)], 0.0).mean())
