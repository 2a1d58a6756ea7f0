"""Training on a user's own photos: from the detector in the registry, or from nothing."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from models.dataset import ShelfPhotos
from models.detector_training import Recipe, fit, warm_model
from models.export import About, export_detector
from models.onnx_kernels import read_onnx_kernels
from models.own_dataset import BadDataset, OwnDataset
from models.warmstart import blank_model
from vision.detector import SCORE_MIN_OTHER

FINGERPRINT: Final = "dataset.json"
SCORE_MIN_LEAST: Final = 0.1
"""A class of which the photos kept apart show little could get any threshold; none goes under this."""


def train_own(
    data: OwnDataset, out: Path, recipe: Recipe, start: Path | None, log: Callable[[str], None]
) -> Path:
    """Train, or go on with the run in `out`; returns its best weights.

    `start` is the float ONNX file whose kernels are the first ones; without it they are random.

    Raises:
        BadDataset: the run in `out` was of other photos or another beginning.
    """
    import torch

    _same_run(data, out, recipe, start)
    torch.manual_seed(recipe.seed)
    train, kept = ShelfPhotos(data.train), ShelfPhotos(data.kept)
    model = (
        blank_model(data.names)
        if start is None
        else warm_model(read_onnx_kernels(start, data.names), train, recipe, data.names)
    )
    return fit(model, train, kept, out, recipe, log)


def export_own(best: Path, path: Path, data: OwnDataset, name: str, version: str, *, from_ours: bool) -> None:
    """Write the ONNX file; each class's threshold is where its F1 was highest on the photos kept apart."""
    import torch

    record = json.loads(torch.load(best, weights_only=True)["record"])
    score_min = {
        one: max(round(float(record[one]["at"]), 3), SCORE_MIN_LEAST)
        if record[one]["f1"]
        else SCORE_MIN_OTHER
        for one in data.names
    }
    license_, began = (
        ("AGPL-3.0-or-later; began with weights for academic, non-commercial use only", "began with shelf-n")
        if from_ours
        else (
            "AGPL-3.0 (Ultralytics' architecture); the photos are their owner's",
            "began with random weights",
        )
    )
    text = f"{len(data.train)} photos of the owner's to train on, {len(data.kept)} to choose by; {began}"
    export_detector(best, path, About(name, version, license_, text, data.names, score_min))


def _same_run(data: OwnDataset, out: Path, recipe: Recipe, start: Path | None) -> None:
    digest = hashlib.sha256(repr((data.names, recipe, start and start.name)).encode())
    for photo in (*data.train, *data.kept):
        digest.update(photo.path.name.encode() + photo.xyxy.tobytes() + photo.class_id.tobytes())
    mine = {"classes": list(data.names), "sha256": digest.hexdigest()}
    known = out / FINGERPRINT
    if not known.exists():
        out.mkdir(parents=True, exist_ok=True)
        known.write_text(json.dumps(mine, ensure_ascii=False) + "\n", encoding="utf-8")
    elif json.loads(known.read_text("utf-8")) != mine:
        raise BadDataset(
            f"{out} holds a run on other photos, labels, epochs or another beginning; delete it or choose another --out"
        )
