"""The kernels of a YOLOv8n that `models.export` wrote, made ready to learn other classes."""

from pathlib import Path
from typing import Final

import numpy as np
import onnx
from onnx import numpy_helper

from models.tflite_kernels import Kernel
from models.warmstart import blank_model, run_order
from vision.detector import GAP

NAMES_KEY: Final = "names"


def read_onnx_kernels(path: Path, names: tuple[str, ...]) -> list[Kernel]:
    """Weights and biases in the order of `warmstart.run_order`, with a score row for each of `names`.

    A class called `gap` takes the file's gap row, every other one its product row, with a bias lower by the logarithm
    of how many share it: at first each is as likely as the others.

    Raises:
        ValueError: the file is no float YOLOv8n with the classes `product` and `gap`.
    """
    model = onnx.load(str(path))
    known = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    props = {prop.key: prop.value for prop in model.metadata_props}
    if props.get(NAMES_KEY) != '{"0": "product", "1": "gap"}':
        raise ValueError(f"expected a detector of products and gaps in {path}, got {props.get(NAMES_KEY)}")
    blank = blank_model()
    names_of = {module: name for name, module in blank.named_modules()}
    score_layers = {branch[-1] for branch in blank.model[-1].cv3}
    kernels: list[Kernel] = []
    for conv in run_order(blank):
        name = names_of[conv]
        if f"{name}.weight" not in known:
            raise ValueError(
                f"expected a float YOLOv8n as `models.export` writes it in {path}: no {name}.weight"
            )
        weight = known[f"{name}.weight"].astype(np.float32)
        bias = known.get(f"{name}.bias", np.zeros(len(weight))).astype(np.float32)
        kernels.append(_scores(weight, bias, names) if conv in score_layers else (weight, bias))
    return kernels


def _scores(
    weight: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]",
    bias: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]",
    names: tuple[str, ...],
) -> Kernel:
    rows = [1 if name == GAP else 0 for name in names]
    lower = np.log(max(rows.count(0), 1))
    shift = np.array([0.0 if name == GAP else lower for name in names], np.float32)
    return weight[rows], bias[rows] - shift
