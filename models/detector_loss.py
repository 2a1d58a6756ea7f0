"""Ultralytics' detection loss, doubtful where gaps may be unmarked, silent where nobody looked for them."""

from collections.abc import Sequence
from typing import Any, Final

import torch
from torch import nn

from models.dataset import Batch
from vision.detector import GAP

BOX_GAIN: Final = 7.5
CLASS_GAIN: Final = 0.5
DFL_GAIN: Final = 1.5


class DoubtingBce:
    """Binary cross-entropy per anchor and class; where no gap is marked it counts `absence` (B,) as much.

    `gap` is the row of gaps, None where there is none.
    """

    def __init__(self, gap: int | None) -> None:
        self.absence = torch.ones(1)
        self._gap = gap

    def __call__(self, scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """(B, A, classes) logits and targets → (B, A, classes)."""
        loss = nn.functional.binary_cross_entropy_with_logits(scores, targets, reduction="none")
        if self._gap is None:
            return loss
        weight = torch.ones_like(loss)
        weight[..., self._gap] = torch.where(targets[..., self._gap] > 0, 1.0, self.absence[:, None])
        return loss * weight


class ShelfLoss:
    """The sum of box, class and distribution loss of a batch, per picture."""

    def __init__(self, model: Any) -> None:
        """Bind Ultralytics' criterion to `model`, whose `names` say which class is the gap, with its default gains."""
        from ultralytics.utils import IterableSimpleNamespace
        from ultralytics.utils.loss import v8DetectionLoss

        model.args = IterableSimpleNamespace(box=BOX_GAIN, cls=CLASS_GAIN, dfl=DFL_GAIN)
        self._criterion = v8DetectionLoss(model)
        names: Sequence[str] = tuple(model.names.values())
        self._bce = DoubtingBce(names.index(GAP) if GAP in names else None)
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
