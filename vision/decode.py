"""What a detector's last layer says, made boxes: graphs that end in boxes, and graphs cut before they get there."""

from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
from scipy.special import expit, softmax

from vision.boxes import Boxes, Floats
from vision.errors import ModelError
from vision.session import ModelMetadata

HEAD: Final = "paimian.head"
"""The metadata key under which a cut graph says how its output reads; a graph without it ends in boxes."""


class Head(Protocol):
    """Reads what the graph says of one picture; `rows` and `anchors` (`None`: any number) is its shape."""

    rows: int
    anchors: int | None

    def __call__(self, raw: Floats, floor: Floats) -> Boxes:
        """(rows, anchors) and the least score of each class (classes,) → boxes in input pixels, one class each."""
        ...


class WholeHead:
    """Rows cx, cy, w, h in input pixels, then a score 0..1 a class."""

    def __init__(self, classes: int) -> None:
        self.rows: int = 4 + classes
        self.anchors: int | None = None

    def __call__(self, raw: Floats, floor: Floats) -> Boxes:
        """As `Head.__call__`."""
        class_id = raw[4:].argmax(axis=0)
        score = raw[4:].max(axis=0)
        over = np.flatnonzero(score >= floor[class_id])
        centre, half = raw[:2, over].T, raw[2:4, over].T / 2
        return _boxes(np.concatenate([centre - half, centre + half], axis=1), score[over], class_id[over])


class CutHead:
    """Rows of `bins` logits each for the way to the left, top, right and bottom side, then a logit a class.

    A way is the mean of 0..bins-1 under the softmax of its logits, in strides, from the anchor (Distribution Focal
    Loss, Li et al., 2020). Anchors are the middles of the cells of a `side` × `side` input, row by row, stride by
    stride. Only anchors over the floor are worked out: of 8,400, a photo has some hundreds.
    """

    def __init__(self, classes: int, side: int, bins: int, strides: tuple[int, ...]) -> None:
        """Lay out the anchors.

        Raises:
            ModelError: fewer than two bins, or a stride that does not divide the side.
        """
        if bins < 2 or not strides or any(stride < 1 or side % stride for stride in strides):
            raise ModelError(f"expected 2 bins or more and strides that divide {side}, got {bins}, {strides}")
        middles = [_middles(side, stride) for stride in strides]
        self._anchor = np.concatenate(middles)
        self._stride = np.repeat(np.array(strides, np.float32), [len(m) for m in middles])
        self._steps = np.arange(bins, dtype=np.float32)
        self.rows: int = 4 * bins + classes
        self.anchors: int | None = len(self._anchor)

    def __call__(self, raw: Floats, floor: Floats) -> Boxes:
        """As `Head.__call__`."""
        bins = len(self._steps)
        logits = raw[4 * bins :]
        class_id = logits.argmax(axis=0)
        score = expit(logits.max(axis=0))
        over = np.flatnonzero(score >= floor[class_id])
        share = softmax(raw[: 4 * bins, over].reshape(4, bins, -1), axis=1)
        way = np.einsum("sbn,b->ns", share, self._steps) * self._stride[over, None]
        anchor = self._anchor[over]
        return _boxes(
            np.concatenate([anchor - way[:, :2], anchor + way[:, 2:]], axis=1), score[over], class_id[over]
        )


def head_of(metadata: ModelMetadata, *, classes: int, side: int) -> Head:
    """The head that the graph's own metadata name.

    Raises:
        ModelError: a cut that this version does not know, or one whose figures make no sense.
    """
    if HEAD not in metadata.props:
        return WholeHead(classes)
    told = metadata.json(HEAD)
    try:
        kind, bins, strides = told["kind"], int(told["bins"]), tuple(int(s) for s in told["strides"])
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"expected {HEAD} to give kind, bins and strides, got {told!r}") from error
    if kind != "dfl":
        raise ModelError(f"expected a head of kind 'dfl', got {kind!r}; a newer Paimian may know it")
    return CutHead(classes, side, bins, strides)


def _middles(side: int, stride: int) -> Floats:
    """((side / stride)², 2) x, y of the cells' middles in pixels, row by row."""
    y, x = np.mgrid[0 : side // stride, 0 : side // stride]
    middles: Floats = ((np.stack([x.ravel(), y.ravel()], axis=1) + 0.5) * stride).astype(np.float32)
    return middles


def _boxes(xyxy: npt.NDArray[np.floating], score: Floats, class_id: npt.NDArray[np.intp]) -> Boxes:
    return Boxes(xyxy.astype(np.float32), score.astype(np.float32), class_id.astype(np.int64))
