"""Fine-tuning the warm-started YOLOv8n on the labelled shelf photos: one thread, resumable after every epoch."""

import json
import math
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from models.dataset import ShelfPhotos, labelled
from models.detector_choosing import figures, judge_photos
from models.detector_loss import ShelfLoss
from models.drawn_photos import draw_missing
from models.photos import CLASS_NAMES, list_photos
from models.pseudo_labels import label_missing
from models.tflite_kernels import Kernel, read_kernels
from models.warmstart import blank_model, load_folded, unfold

TEACHER_FILE = Path("weights/yolov8n_sku110k_int8.tflite")
CALIBRATION_BATCHES = 6
SHOWN = 4
"""Of more classes an epoch's log gives the mean alone."""


@dataclass(frozen=True)
class Recipe:
    """How the detector is trained; kept with the checkpoint, so that a resumed run is the same run.

    `frozen` counts the first layers that stay as the teacher left them. The learning rate rises over the first
    `warmup` steps and falls along a cosine; the last score layers, whose gap row starts at zero, learn
    `score_rate` times as fast. `ema` is the decay of the averaged weights, the ones that are kept; `drawn` how many
    drawn shelves join the photos.
    """

    epochs: int = 10
    batch: int = 8
    rate: float = 5e-4
    score_rate: float = 4.0
    warmup: int = 60
    weight_decay: float = 5e-4
    frozen: int = 5
    ema: float = 0.99
    drawn: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.epochs < 1 or self.batch < 1 or self.rate <= 0 or not 0 <= self.ema < 1:
            raise ValueError(f"expected epochs, batch >= 1, rate > 0, 0 <= ema < 1; got {self}")

    def rate_at(self, step: int, steps: int) -> float:
        """The learning rate of step 0..steps-1."""
        warm = min((step + 1) / self.warmup, 1.0) if self.warmup else 1.0
        return self.rate * warm * (0.02 + 0.98 * (1 + math.cos(math.pi * step / steps)) / 2)


def train_detector(data: Path, out: Path, recipe: Recipe, log: Callable[[str], None] = print) -> Path:
    """Label, warm-start, train; returns `out/best.pt`, the averaged weights of the best epoch.

    Starts from `out/last.pt` where there is one.

    Raises:
        FileNotFoundError: `data` does not hold the expected folders.
    """
    photos, cache = list_photos(data), out / "labels"
    if new := label_missing(photos, data / TEACHER_FILE, cache):
        log(f"the teacher labelled {new} photos")
    photos += draw_missing(cache, recipe.drawn)
    train = ShelfPhotos(tuple(labelled(p, cache) for p in photos if p.part == "train"))
    choose = ShelfPhotos(tuple(labelled(p, cache) for p in photos if p.part == "choose"))
    torch.manual_seed(recipe.seed)
    return fit(warm_model(read_kernels(data / TEACHER_FILE), train, recipe), train, choose, out, recipe, log)


def fit(
    model: Any,
    train: ShelfPhotos,
    choose: ShelfPhotos,
    out: Path,
    recipe: Recipe,
    log: Callable[[str], None] = print,
) -> Path:
    """Train `model`; returns `out/best.pt`, the averaged weights of the epoch with the best mean AP50 over classes.

    Starts from `out/last.pt` where there is one. `model.names` are the classes of the photos' boxes.
    """
    log(f"{len(train)} photos to train on, {len(choose)} to choose by")
    state, names = _State(model.to(memory_format=torch.channels_last), recipe), tuple(model.names.values())
    last = out / "last.pt"
    if last.exists():
        state.load(torch.load(last, weights_only=True))
        log(f"resumed after epoch {state.epoch}")
    while state.epoch < recipe.epochs:
        started = time.monotonic()
        loss = _one_epoch(state, train, recipe, log)
        state.epoch += 1
        judged = judge_photos(state.average, choose, names)
        worth = {name: figures(name, photos) for name, photos in judged.items()}
        rating = sum(one["ap50"] for one in worth.values())
        brief = {"epoch": state.epoch, "loss": loss, "seconds": round(time.monotonic() - started)}
        record = {**brief, **worth}
        log(json.dumps(record if len(names) <= SHOWN else brief | {"ap50": round(rating / len(names), 4)}))
        if rating > state.rating:
            state.rating = rating
            save_weights(state.average, out / "best.pt", record, recipe)
        _replace(state.dump(), last)
    return out / "best.pt"


def warm_model(
    kernels: list[Kernel], train: ShelfPhotos, recipe: Recipe, names: tuple[str, ...] = CLASS_NAMES
) -> Any:
    """A network of known kernels, its normalisations unfolded on augmented training pictures."""
    model = blank_model(names)
    folded = load_folded(model, kernels)
    rng = np.random.default_rng(recipe.seed)
    batches = [
        torch.from_numpy(np.stack([train.sample(int(i), rng).rgb for i in rng.integers(0, len(train), 8)]))
        / 255
        for _ in range(CALIBRATION_BATCHES)
    ]
    unfold(model, folded, batches)
    return model


class _State:
    """What a run carries from epoch to epoch: the network, its running average, the optimiser, the best so far."""

    def __init__(self, model: Any, recipe: Recipe) -> None:
        self.model, self.average = model, deepcopy(model).eval()
        for index, layer in enumerate(model.model):
            layer.requires_grad_(index >= recipe.frozen)
        model.model[-1].dfl.requires_grad_(False)
        score = [p for branch in model.model[-1].cv3 for p in branch[-1].parameters()]
        known = {id(p) for p in score}
        rest = [p for p in model.parameters() if p.requires_grad and id(p) not in known]
        self.optimizer = torch.optim.AdamW(
            [
                {
                    "params": [p for p in rest if p.ndim > 1],
                    "weight_decay": recipe.weight_decay,
                    "times": 1.0,
                },
                {"params": [p for p in rest if p.ndim <= 1], "weight_decay": 0.0, "times": 1.0},
                {"params": score, "weight_decay": 0.0, "times": recipe.score_rate},
            ],
            lr=recipe.rate,
        )
        self.epoch, self.rating = 0, -1.0

    def step(self, recipe: Recipe) -> None:
        """One step of the optimiser, then of the average."""
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 10.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        with torch.no_grad():
            for kept, now in zip(
                self.average.state_dict().values(), self.model.state_dict().values(), strict=True
            ):
                if kept.dtype.is_floating_point:
                    kept.lerp_(now, 1 - recipe.ema)

    def dump(self) -> dict[str, Any]:
        """Everything a resumed run needs."""
        return {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "epoch": self.epoch,
            "rating": self.rating,
        }

    def load(self, dumped: dict[str, Any]) -> None:
        """Take up what `dump` left."""
        self.model.load_state_dict(dumped["model"])
        self.average.load_state_dict(dumped["average"])
        self.optimizer.load_state_dict(dumped["optimizer"])
        self.epoch, self.rating = int(dumped["epoch"]), float(dumped["rating"])


def _one_epoch(state: _State, train: ShelfPhotos, recipe: Recipe, log: Callable[[str], None]) -> list[float]:
    """Train on every photo once; returns the mean box, class and distribution loss."""
    model, loss_of = state.model, ShelfLoss(state.model)
    model.train()
    for layer in list(model.model)[: recipe.frozen]:
        layer.eval()
    per_epoch = train.shown // recipe.batch
    steps, sums = per_epoch * recipe.epochs, torch.zeros(3)
    started = time.monotonic()
    for number, batch in enumerate(train.epoch(recipe.batch, seed=1000 * recipe.seed + state.epoch)):
        for group in state.optimizer.param_groups:
            group["lr"] = group["times"] * recipe.rate_at(state.epoch * per_epoch + number, steps)
        pictures = torch.from_numpy(batch.rgb).float().div_(255).contiguous(memory_format=torch.channels_last)
        terms = loss_of(model(pictures), batch)
        terms.sum().backward()
        state.step(recipe)
        sums += terms.detach()
        if number % 25 == 0:
            done = (number + 1) * recipe.batch
            log(
                f"epoch {state.epoch + 1} step {number}/{per_epoch} "
                f"{done / (time.monotonic() - started):.1f} pictures/s loss {(sums / (number + 1)).tolist()}"
            )
    return [round(float(value), 4) for value in sums / per_epoch]


def save_weights(model: Any, path: Path, record: dict[str, Any], recipe: Recipe) -> None:
    """The weights with what they were worth and how they were made."""
    _replace(
        {"model": model.state_dict(), "record": json.dumps(record), "recipe": json.dumps(asdict(recipe))},
        path,
    )


def _replace(content: dict[str, Any], path: Path) -> None:
    """Write so that a killed process leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    torch.save(content, part)
    part.replace(path)
