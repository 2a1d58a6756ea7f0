"""The teacher's int8 weights, dequantised onto Ultralytics' YOLOv8n: training starts where the teacher ended.

The tflite graph holds the network with its batch normalisations folded into the convolutions. It is first loaded
so («fused»); then, with statistics measured on some training pictures, each normalisation is unfolded again
without changing the output: for a convolution output x of mean m and variance v, `y = sqrt(v + eps) * (x - m) /
sqrt(v + eps) + (m + b)` is `x + b`.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from models.photos import CLASS_NAMES, GAP
from models.tflite_kernels import Kernel

GAP_BIAS: Final = -5.0
"""Where the gap's score starts: its row is zero, its bias says that gaps are rare. (A copy of the product's row
would first have to unlearn that.)"""
HEAD_BRANCHES: Final = ("cv2", "cv3")
CLASSES_OF_64: Final = 64
"""Up to as many classes YOLOv8n's score branch is 64 channels wide; for more Ultralytics would build a wider one, which
no weights learnt with fewer fit."""


def blank_model(names: tuple[str, ...] = CLASS_NAMES) -> Any:
    """Ultralytics' YOLOv8n with random weights; its score branch is 64 channels wide for any number of classes."""
    from ultralytics.nn.tasks import DetectionModel

    model = DetectionModel("yolov8n.yaml", nc=min(len(names), CLASSES_OF_64), verbose=False)
    model.names = dict(enumerate(names))
    if len(names) > CLASSES_OF_64:
        head = model.model[-1]
        for branch in head.cv3:
            branch[-1] = nn.Conv2d(branch[-1].in_channels, len(names), 1)
        head.nc, head.no = len(names), len(names) + 4 * head.reg_max
        head.bias_init()
    return model


def run_order(model: Any) -> list[nn.Conv2d]:
    """YOLOv8n's convolutions in the order in which the tflite graph runs them.

    The body is in the order of the layers; the head comes from the coarsest level to the finest, boxes before
    scores, and last the fixed convolution that averages the box distribution.
    """
    *body, head = model.model
    order: list[nn.Conv2d] = []
    for layer in body:
        blocks = getattr(layer, "m", None)
        parts = [layer.cv1, *blocks, layer.cv2] if isinstance(blocks, nn.ModuleList) else [layer]
        order += [module for part in parts for module in part.modules() if isinstance(module, nn.Conv2d)]
    for level in reversed(range(len(head.cv2))):
        for branch in HEAD_BRANCHES:
            order += [m for m in getattr(head, branch)[level].modules() if isinstance(m, nn.Conv2d)]
    return [*order, head.dfl.conv]


def load_folded(model: Any, kernels: list[Kernel]) -> dict[nn.Conv2d, torch.Tensor]:
    """Put the kernels into `model` and make every normalisation pass its input through plus the folded bias.

    Where the kernels know one class and the model two, the gap's row starts at zero, with a low bias. Returns the
    folded bias of each convolution that a normalisation follows.

    Raises:
        ValueError: a kernel's shape is not that of its layer: another graph.
    """
    order = run_order(model)
    if len(order) != len(kernels):
        raise ValueError(f"expected {len(order)} convolutions, the file has {len(kernels)}")
    following = _normalisations(model)
    folded: dict[nn.Conv2d, torch.Tensor] = {}
    score_layers = {branch[-1] for branch in model.model[-1].cv3}
    with torch.no_grad():
        for conv, (weight_array, bias_array) in zip(order, kernels, strict=True):
            weight, bias = torch.from_numpy(weight_array), torch.from_numpy(bias_array)
            if conv in score_layers and len(weight) == 1:
                weight, bias = weight.repeat(conv.out_channels, 1, 1, 1), bias.repeat(conv.out_channels)
                weight[GAP:], bias[GAP:] = 0.0, GAP_BIAS
            if conv.weight.shape != weight.shape:
                raise ValueError(f"expected a kernel {tuple(conv.weight.shape)}, got {tuple(weight.shape)}")
            conv.weight.copy_(weight)
            if conv in following:
                norm = following[conv]
                norm.running_mean.zero_()
                norm.running_var.fill_(1 - norm.eps)
                norm.weight.fill_(1)
                norm.bias.copy_(bias)
                folded[conv] = bias
            elif conv.bias is not None:
                conv.bias.copy_(bias)
    return folded


def unfold(model: Any, folded: dict[nn.Conv2d, torch.Tensor], batches: list[torch.Tensor]) -> None:
    """Give the normalisations statistics measured on `batches` ((N, 3, S, S) RGB 0..1); the output stays the same."""
    following = _normalisations(model)
    sums: dict[nn.Conv2d, list[torch.Tensor]] = {conv: [] for conv in folded}

    def note(conv: nn.Module, _: Any, out: torch.Tensor) -> None:
        assert isinstance(conv, nn.Conv2d)
        flat = out.transpose(0, 1).flatten(1).double()
        sums[conv].append(torch.stack([flat.mean(1), flat.square().mean(1)]))

    hooks = [conv.register_forward_hook(note) for conv in folded]
    model.eval()
    with torch.no_grad():
        for batch in batches:
            model(batch)
        for hook in hooks:
            hook.remove()
        for conv, bias in folded.items():
            mean, square = torch.stack(sums[conv]).mean(0)
            variance = (square - mean.square()).clamp(min=1e-6).float()
            norm = following[conv]
            norm.running_mean.copy_(mean.float())
            norm.running_var.copy_(variance)
            norm.weight.copy_((variance + norm.eps).sqrt())
            norm.bias.copy_(bias + mean.float())


def _normalisations(model: Any) -> dict[nn.Conv2d, Any]:
    """Each convolution that a batch normalisation follows, and that normalisation."""
    return {
        module.conv: module.bn
        for module in model.modules()
        if isinstance(getattr(module, "conv", None), nn.Conv2d)
        and isinstance(getattr(module, "bn", None), nn.BatchNorm2d)
    }


def difference(model: Any, path: Path, pictures: list[npt.NDArray[np.float32]]) -> tuple[float, float]:
    """How far the model is from the tflite graph on (640, 640, 3) RGB 0..1 pictures.

    Returns the mean absolute differences of score and of box coordinates (px of the input) over the anchors that
    the teacher scores at least .3. Not zero: the tflite kernels also round the activations to 8 bits.
    """
    from models.teacher import Teacher

    teacher = Teacher(path)
    scores, boxes = [], []
    model.eval()
    for picture in pictures:
        expected = teacher.raw(picture)
        with torch.no_grad():
            got = model(torch.from_numpy(picture.transpose(2, 0, 1)[None].copy()))[0][0].numpy()
        rows = expected[4] >= 0.3
        scores.append(np.abs(got[4, rows] - expected[4, rows]))
        boxes.append(np.abs(got[:4, rows] - expected[:4, rows] * picture.shape[0]).ravel())
    return float(np.concatenate(scores).mean()), float(np.concatenate(boxes).mean())
