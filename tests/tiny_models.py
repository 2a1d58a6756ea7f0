"""Real ONNX graphs, small enough to reason about: a detector of coloured cells, an embedder of mean colours.

The detector divides its 640 × 640 input into 10 × 10 cells. A cell that is colourful is a product, one that is
nearly black is a gap; its box is 56 px wide and high, in the middle of the cell. Grey is nothing. The embedder
averages colours over a 4 × 4 grid. Both obey the contract of real models (metadata, shapes, dynamic batch).
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE, CELL, CELLS, ANCHORS, BOX = 640, 64, 10, 8400, 56
CROP, GRID = 64, 4
LICENSE = "CC0-1.0"


def tiny_detector(*, slow: int = 0, product: str = "product") -> bytes:
    """The detector's file; each `slow` adds a convolution that takes some 0.1 s and changes nothing; `product` names
    the class of coloured cells."""
    nodes = [
        helper.make_node("ReduceMax", ["images", "channel_axis"], ["highest"], keepdims=1),
        helper.make_node("ReduceMin", ["images", "channel_axis"], ["lowest"], keepdims=1),
        helper.make_node("ReduceMean", ["images", "channel_axis"], ["luma"], keepdims=1),
        helper.make_node("Sub", ["highest", "lowest"], ["colour"]),
        *_pooled_score("colour", "product"),
        *_pooled_score("luma", "gap"),
    ]
    constants = {
        "channel_axis": np.array([1], np.int64),
        "row_shape": np.array([0, 1, -1], np.int64),
        "lowest_score": np.array(0.0, np.float32),
        "highest_score": np.array(0.95, np.float32),
        "places": _places(),
        "zero": np.array(0.0, np.float32),
        "padding": np.array([0, 0, 0, 0, 0, ANCHORS - CELLS * CELLS], np.int64),
    }
    for name, sign, threshold, steep in (("product", 1.0, 0.15, 4.0), ("gap", -1.0, 0.12, 12.0)):
        constants[f"{name}_sign"] = np.array(sign * steep, np.float32)
        constants[f"{name}_shift"] = np.array(-sign * threshold * steep + 0.3, np.float32)
    work = "images"
    for number in range(slow):
        constants[f"kernel{number}"] = np.full((3, 3, 31, 31), 1e-6, np.float32)
        nodes.append(helper.make_node("Conv", [work, f"kernel{number}"], [f"work{number}"], pads=[15] * 4))
        work = f"work{number}"
    nodes += [
        helper.make_node("ReduceMean", [work], ["effort"], keepdims=0),
        helper.make_node("Mul", ["effort", "zero"], ["nothing"]),
        helper.make_node("Mul", ["product", "zero"], ["blank"]),
        helper.make_node("Add", ["blank", "places"], ["boxes"]),
        helper.make_node("Concat", ["boxes", "product", "gap"], ["found"], axis=1),
        helper.make_node("Add", ["found", "nothing"], ["all"]),
        helper.make_node("Pad", ["all", "padding"], ["output0"]),
    ]
    graph = helper.make_graph(
        nodes,
        "cells",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["batch", 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("output0", TensorProto.FLOAT, ["batch", 6, ANCHORS])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return _file(
        graph,
        {
            "paimian.kind": "detector",
            "paimian.name": "cells",
            "paimian.preprocess": json.dumps({"color": "RGB", "scale": "0..1", "letterbox_pad": 114}),
            "names": json.dumps({"0": product, "1": "gap"}),
            "stride": "32",
            "imgsz": f"[{SIDE}, {SIDE}]",
            "task": "detect",
        },
    )


def tiny_embedder(*, flip: bool = False) -> bytes:
    """The embedder's file; `flip` gives another file of the same kind, as a newer model would be."""
    step = CROP // GRID
    dims = 3 * GRID * GRID
    constants = {
        "middle": np.array(0.45 if not flip else 0.55, np.float32),
        "flat": np.array([0, dims], np.int64),
        "last_axis": np.array([1], np.int64),
        "tiny": np.array(1e-6, np.float32),
    }
    nodes = [
        helper.make_node("AveragePool", ["crops"], ["grid"], kernel_shape=[step, step], strides=[step, step]),
        helper.make_node("Sub", ["grid", "middle"], ["centred"]),
        helper.make_node("Reshape", ["centred", "flat"], ["long"]),
        helper.make_node("ReduceL2", ["long", "last_axis"], ["length"], keepdims=1),
        helper.make_node("Max", ["length", "tiny"], ["safe"]),
        helper.make_node("Div", ["long", "safe"], ["vectors"]),
    ]
    graph = helper.make_graph(
        nodes,
        "colours",
        [helper.make_tensor_value_info("crops", TensorProto.FLOAT, ["batch", 3, CROP, CROP])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", dims])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return _file(
        graph,
        {
            "paimian.kind": "embedder",
            "paimian.name": "colours",
            "paimian.preprocess": json.dumps({"color": "RGB", "scale": "0..1", "letterbox_pad": 114}),
            "paimian.size": str(CROP),
            "paimian.dims": str(dims),
        },
    )


def write_models(folder: Path, *, slow: int = 0, flip: bool = False) -> Path:
    """Both models and their registry in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for kind, name, data in (
        ("detector", "cells", tiny_detector(slow=slow)),
        ("embedder", "colours", tiny_embedder(flip=flip)),
    ):
        (folder / f"{name}.onnx").write_bytes(data)
        entries.append(
            {
                "kind": kind,
                "name": name,
                "version": "1.0.0",
                "file": f"{name}.onnx",
                "sha256": hashlib.sha256(data).hexdigest(),
                "license": LICENSE,
                "default": True,
            }
        )
    (folder / "registry.json").write_text(json.dumps({"models": entries}), encoding="utf-8")
    return folder


def _pooled_score(source: str, name: str) -> list[onnx.NodeProto]:
    """Mean of each cell, times a slope plus a shift, as a row of scores: 0.3 at the threshold."""
    return [
        helper.make_node(
            "AveragePool", [source], [f"{name}_mean"], kernel_shape=[CELL] * 2, strides=[CELL] * 2
        ),
        helper.make_node("Mul", [f"{name}_mean", f"{name}_sign"], [f"{name}_slope"]),
        helper.make_node("Add", [f"{name}_slope", f"{name}_shift"], [f"{name}_raw"]),
        helper.make_node("Clip", [f"{name}_raw", "lowest_score", "highest_score"], [f"{name}_clip"]),
        helper.make_node("Reshape", [f"{name}_clip", "row_shape"], [name]),
    ]


def _places() -> np.ndarray:
    """(1, 4, cells): cx, cy, w, h of each cell's box in input pixels, row by row."""
    cy, cx = np.mgrid[0:CELLS, 0:CELLS] * CELL + CELL / 2
    size = np.full(CELLS * CELLS, BOX)
    return np.stack([cx.ravel(), cy.ravel(), size, size])[None].astype(np.float32)


def _file(graph: onnx.GraphProto, metadata: dict[str, str]) -> bytes:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    shared = {"paimian.version": "1.0.0", "paimian.license": LICENSE, "paimian.data": "none: made by hand"}
    helper.set_model_props(model, shared | metadata)
    onnx.checker.check_model(model)
    return model.SerializeToString()
