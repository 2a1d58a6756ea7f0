"""Ultralytics' detection loss, silent about gaps on photos whose gaps nobody labelled."""

from typing import Any, Final

import torch
from torch import nn

from models.dataset import Batch
from models.photos import GAP

BOX_GAIN: Final = 7.5
CLASS_GAIN: Final = 0.5
DFL_GAIN: Final = 1.5


class SilentBce:
    """Binary cross-entropy per anchor and class, times `weight` (B, 1, classes)."""

    def __init__(self) -> None:
        self.weight = torch.ones(1, 1, 1)

    def __call__(self, scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """(B, A, classes) logits and targets → (B, A, classes)."""
        return nn.functional.binary_cross_entropy_with_logits(scores, targets, reduction="none") * self.weight


class ShelfLoss:
    """The sum of box, class and distribution loss of a batch, per picture."""

    def __init__(self, model: Any) -> None:
        """Bind Ultralytics' criterion to `model` with its default gains."""
        from ultralytics.utils import IterableSimpleNamespace
        from ultralytics.utils.loss import v8DetectionLoss

        model.args = IterableSimpleNamespace(box=BOX_GAIN, cls=CLASS_GAIN, dfl=DFL_GAIN)
        self._criterion = v8DetectionLoss(model)
        self._bce = SilentBce()
        self._criterion.bce = self._bce
        self._class_count = int(model.model[-1].nc)

    def __call__(self, predictions: Any, batch: Batch) -> torch.Tensor:
        """The three terms (3,), in Ultralytics' order: box, class, distribution."""
        weight = torch.ones(len(batch.gaps_known), 1, self._class_count)
        if self._class_count > GAP:
            weight[~torch.from_numpy(batch.gaps_known), 0, GAP] = 0
        self._bce.weight = weight
        targets = {
            "batch_idx": torch.from_numpy(batch.image).float(),
            "cls": torch.from_numpy(batch.class_id).float(),
            "bboxes": torch.from_numpy(batch.cxcywh),
        }
        terms, _ = self._criterion(predictions, targets)
        out: torch.Tensor = terms / len(batch.gaps_known)
        return out
