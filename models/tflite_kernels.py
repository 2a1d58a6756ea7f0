"""The convolutions of a tflite file as float arrays in the order in which the graph runs them."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Kernel = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]
"""Weight (O, I, h, w) and bias (O,)."""


def read_kernels(path: Path) -> list[Kernel]:
    """The graph's convolutions in the order it runs them: weight (O, I, h, w) and bias (O,), dequantised."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path), num_threads=1)
    interpreter.allocate_tensors()
    details = {int(detail["index"]): detail for detail in interpreter.get_tensor_details()}
    kernels = []
    for op in interpreter._get_ops_details():  # the only way to the graph's order
        if op["op_name"] != "CONV_2D":
            continue
        _, weight_at, bias_at = (int(index) for index in op["inputs"])
        weight = dequantise(interpreter.get_tensor(weight_at), details[weight_at]["quantization_parameters"])
        kernels.append(
            (weight.transpose(0, 3, 1, 2).copy(), np.array(interpreter.get_tensor(bias_at), np.float32))
        )
    return kernels


def dequantise(stored: npt.NDArray[Any], quantization: dict[str, Any]) -> npt.NDArray[np.float32]:
    """Integers times their scale (per tensor, or per channel along the quantised axis); floats stay."""
    scales, zeros = quantization["scales"], quantization["zero_points"]
    if len(scales) == 0:
        return stored.astype(np.float32)
    shape = [1] * stored.ndim
    if len(scales) > 1:
        shape[int(quantization["quantized_dimension"])] = -1
    out: npt.NDArray[np.float32] = (stored.astype(np.float32) - zeros.reshape(shape)) * scales.reshape(shape)
    return out.astype(np.float32)
