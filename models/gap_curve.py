"""Fit how likely a place is a gap (`vision.gap_odds`): `python -m models.gap_curve`, four minutes.

On the gap labels of `gaps/train`, places of the packaged detector in one pass a photo. The two kinds of photos weigh by
how completely they were labelled (`Source.absence`). The carefully labelled ones are shown in their true proportions
and squashed as they come: the detector meets both. The threshold is where F1 was highest on these, each judged by a fit
that left it out, and on the photos that training kept for choosing. Prints what `vision/gap_odds.py` then says.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final

import cv2
import numpy as np
import numpy.typing as npt
import typer
from scipy.special import expit

from models.curves import Rows, logistic
from models.detector_choosing import above, best_threshold
from models.metrics import Judged, ap50, judge, precision, recall
from models.photos import OTHER_GAPS, ROWS, TrainingPhoto, list_photos
from models.pseudo_labels import read_upright
from vision.boxes import Boxes, Floats, iou_matrix
from vision.detector import GAP, SCORE_MIN, Detector
from vision.eyes import load_detector
from vision.gap_odds import CANDIDATES_FROM, covered_share, describe_places
from vision.gaps import FILLED, clear_gaps
from vision.registry import load_registry

FOLDS: Final = 5
RIGHT_IOU: Final = 0.5
NONE: Final = np.empty((0, 4), np.float32)
WEIGHTS_DIR: Final = Path(__file__).parent / "weights"


@dataclass(frozen=True)
class Shown:
    """One photo's places: `described` (M, F) as `vision.gap_odds` sees them, `marked` (K, 4) the gaps that people saw.

    `fold` is the part of the carefully labelled photos that it belongs to, -1 for the others; `kept` tells those kept
    for choosing.
    """

    places: Boxes
    described: npt.NDArray[np.float64]
    marked: Floats
    absence: float
    fold: int
    kept: bool

    @property
    def right(self) -> npt.NDArray[np.bool_]:
        """(M,) whether a place is a gap that people marked."""
        if len(self.marked) == 0:
            return np.zeros(len(self.places), np.bool_)
        right: npt.NDArray[np.bool_] = iou_matrix(self.places.xyxy, self.marked).max(axis=1) >= RIGHT_IOU
        return right

    def judged(self, score: Floats) -> Judged:
        """The places with these scores, doubles left out, against the marks."""
        kept = clear_gaps(replace(self.places, score=score), Boxes.empty())
        return judge(kept.xyxy, kept.score, self.marked, NONE)


def main(data: Annotated[Path, typer.Option(exists=True)] = Path("../shared/data")) -> None:
    """Fit, judge, print."""
    detector = load_detector(load_registry(WEIGHTS_DIR / "registry.json"))
    shown = [one for photo in list_photos(data) if photo.source != ROWS for one in show(detector, photo)]
    weights = fit([one for one in shown if not one.kept])
    held = list(out_of_fold(shown))
    kept = [(one, weights) for one in shown if one.kept]
    least, _ = best_threshold([likely(one, by) for one, by in held + kept])
    typer.echo(f"WEIGHTS: Final = {weights}\nLIKELY_MIN: Final = {least:.2f}")
    for name, group in (("carefully labelled, left out of the fit", held), ("kept for choosing", kept)):
        typer.echo(f"{name}: {len(group)} photos, {sum(len(one.marked) for one, _ in group)} gaps")
        typer.echo(f"  by score {_line([one.judged(one.places.score) for one, _ in group], SCORE_MIN[GAP])}")
        typer.echo(f"  by odds  {_line([likely(one, by) for one, by in group], least)}")


def show(detector: Detector, photo: TrainingPhoto) -> list[Shown]:
    """The photo in its true proportions, and a carefully labelled one squashed as well."""
    pictures = [read_upright(photo)]
    if photo.source == OTHER_GAPS:
        pictures.append(np.asarray(cv2.imread(str(photo.path)), np.uint8))
    number = int(hashlib.sha256(photo.stem.encode()).hexdigest()[8:16], 16)
    kept = photo.part == "choose"
    fold = number % FOLDS if photo.source == OTHER_GAPS and not kept else -1
    shown = []
    for bgr in pictures:
        found = detector.look(bgr, CANDIDATES_FROM)
        is_gap = np.array([name == GAP for name in detector.names])[found.class_id]
        products = found.take(~is_gap & (found.score >= SCORE_MIN["product"]))
        places = found.take(is_gap)
        covered = covered_share(places, products)
        places, covered = places.take(covered <= FILLED), covered[covered <= FILLED]
        marked = (photo.gaps * np.array([bgr.shape[1], bgr.shape[0]] * 2)).astype(np.float32)
        described = describe_places(places, covered, bgr)
        shown.append(Shown(places, described, marked, photo.source.absence, fold, kept))
    return shown


def fit(shown: Sequence[Shown]) -> tuple[float, ...]:
    """Bias and weights; a kind's places weigh its `absence` together."""
    size = {kind: sum(len(one.places) for one in shown if one.absence == kind) for kind in (0.5, 1.0)}
    weight = np.concatenate([np.full(len(one.places), one.absence / size[one.absence]) for one in shown])
    described = np.concatenate([one.described for one in shown])[:, 1:]
    return logistic(Rows(described, np.concatenate([one.right for one in shown]), weight / weight.sum()))


def out_of_fold(shown: Sequence[Shown]) -> list[tuple[Shown, tuple[float, ...]]]:
    """The carefully labelled photos, each with the weights of a fit that left its fold out."""
    return [
        (one, weights)
        for fold in range(FOLDS)
        for weights in [fit([one for one in shown if not one.kept and one.fold != fold])]
        for one in shown
        if one.fold == fold
    ]


def likely(one: Shown, weights: tuple[float, ...]) -> Judged:
    """The photo's places by the odds of these weights."""
    return one.judged(expit(one.described @ np.array(weights)).astype(np.float32))


def _line(judged: list[Judged], least: float) -> str:
    at, f1 = best_threshold(judged)
    kept = above(judged, least)
    return (
        f"AP50 {ap50(judged):.3f}, best F1 {f1:.3f} at {at:.2f}; from {least:.2f} on recall {recall(kept):.3f}, "
        f"precision {precision(kept):.3f}"
    )


if __name__ == "__main__":
    typer.run(main)
