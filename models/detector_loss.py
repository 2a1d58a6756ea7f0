"""Ultralytics' detection loss, doubtful where gaps may be unmarked, silent where nobody looked for them."""

from typing import Any, Final

import torch
from torch import nn

from models.dataset import Batch
from models.photos import GAP

BOX_GAIN: Final = 7.5
CLASS_GAIN: Final = 0.5
DFL_GAIN: Final = 1.5


class DoubtingBce:
    """Binary cross-entropy per anchor and class; where no gap is marked it counts `absence` (B,) as much."""

    def __init__(self) -> None:
        self.absence = torch.ones(1)

    def __call__(self, scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """(B, A, classes) logits and targets → (B, A, classes)."""
        loss = nn.functional.binary_cross_entropy_with_logits(scores, targets, reduction="none")
        weight = torch.ones_like(loss)
        weight[..., GAP] = torch.where(targets[..., GAP] > 0, 1.0, self.absence[:, None])
        return loss * weight


class ShelfLoss:
    """The sum of box, class and distribution loss of a batch, per picture."""

    def __init__(self, model: Any) -> None:
        """Bind Ultralytics' criterion to `model` with its default gains."""
        from ultralytics.utils import IterableSimpleNamespace
        from ultralytics.utils.loss import v8DetectionLoss

        model.args = IterableSimpleNamespace(box=BOX_GAIN, cls=CLASS_GAIN, dfl=DFL_GAIN)
        self._criterion = v8DetectionLoss(model)
        self._bce = DoubtingBce()
        self._criterion.bce = self._bce

    def __call__(self, predictions: Any, batch: Batch) -> torch.Tensor:
        """The three terms (3,), in Ultralytics' order: box, class, distribution."""
        self._bce.absence = torch.from_numpy(batch.absence)
        targets = {
            "batch_idx": torch.from_numpy(batch.image).float(),
            "cls": torch.from_numpy(batch.class_id).float(),
            "bboxes": torch.from_numpy(batch.cxcywh),
        }
        terms, _ = self._criterion(predictions, targets)
        out: torch.Tensor = terms / len(batch.absence)
        return out
