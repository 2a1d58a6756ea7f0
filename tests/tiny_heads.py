"""A YOLO small enough to reason about, with the head of real ones: three strides, DFL, boxes and scores at the end."""

import json

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE, BINS, CLASSES, WIDTH = 64, 8, 2, 8
STRIDES = (8, 16, 32)
ANCHORS = sum((SIDE // stride) ** 2 for stride in STRIDES)


def tiny_yolo(seed: int) -> bytes:
    """Random weights; nodes as torch exports them: 1×3×64×64 → 1×(4 + 2)×84, cx, cy, w, h and scores."""
    graph = _Graph(np.random.default_rng(seed))
    maps = graph.conv("images", 3, WIDTH, stride=4)
    ways, logits = [], []
    for _ in STRIDES:
        maps = graph.conv(maps, WIDTH, WIDTH, stride=2)
        for branch, rows in ((ways, 4 * BINS), (logits, CLASSES)):
            inner = graph.conv(graph.conv(maps, WIDTH, WIDTH), WIDTH, WIDTH)
            last = graph.conv(inner, WIDTH, rows, kernel=1, act=False, gain=4.0)
            branch.append(graph.add("Reshape", [last, graph.const(np.array([0, rows, -1]))]))
    boxes = graph.decode(graph.add("Concat", ways, axis=2))
    scores = graph.add("Sigmoid", [graph.add("Concat", logits, axis=2)])
    graph.nodes.append(helper.make_node("Concat", [boxes, scores], ["output0"], name="last", axis=1))
    made = helper.make_graph(
        graph.nodes,
        "tiny-yolo",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["batch", 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("output0", TensorProto.FLOAT, ["batch", 4 + CLASSES, ANCHORS])],
        graph.weights,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(
        model,
        {
            "paimian.kind": "detector",
            "paimian.name": "tiny-yolo",
            "paimian.version": "1.0.0",
            "paimian.license": "CC0-1.0",
            "paimian.data": "none: random weights",
            "paimian.preprocess": json.dumps({"color": "RGB", "scale": "0..1", "letterbox_pad": 114}),
            "names": json.dumps({"0": "product", "1": "gap"}),
            "stride": "32",
            "imgsz": f"[{SIDE}, {SIDE}]",
        },
    )
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()


class _Graph:
    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def const(self, value: np.ndarray) -> str:
        self.weights.append(numpy_helper.from_array(value, f"w{len(self.weights)}"))
        return self.weights[-1].name

    def add(self, op: str, inputs: list[str], **attributes: object) -> str:
        out = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, inputs, [out], name=f"{op}{len(self.nodes)}", **attributes))
        return out

    def conv(
        self,
        given: str,
        rows_in: int,
        rows: int,
        *,
        kernel: int = 3,
        stride: int = 1,
        act: bool = True,
        gain: float = 1.5,
    ) -> str:
        shape = (rows, rows_in, kernel, kernel)
        weight = self.rng.normal(0, gain / np.sqrt(rows_in * kernel**2), shape).astype(np.float32)
        bias = self.rng.normal(0, 0.2, rows).astype(np.float32)
        out = self.add(
            "Conv",
            [given, self.const(weight), self.const(bias)],
            strides=[stride] * 2,
            pads=[kernel // 2] * 4,
        )
        return self.add("Mul", [out, self.add("Sigmoid", [out])]) if act else out

    def decode(self, ways: str) -> str:
        """Softmax and mean of the distances, then centre and size in pixels, all inside the graph."""
        split = self.add("Reshape", [ways, self.const(np.array([0, 4, BINS, ANCHORS]))])
        share = self.add("Softmax", [self.add("Transpose", [split], perm=[0, 2, 1, 3])], axis=1)
        kernel = self.const(np.arange(BINS, dtype=np.float32).reshape(1, BINS, 1, 1))
        mean = self.add("Conv", [share, kernel], kernel_shape=[1, 1])
        way = self.add("Reshape", [mean, self.const(np.array([0, 4, ANCHORS]))])
        middle, stride = _anchors()
        low, high = (
            self.add(
                "Slice",
                [way, self.const(np.array([a])), self.const(np.array([b])), self.const(np.array([1]))],
            )
            for a, b in ((0, 2), (2, 4))
        )
        first = self.add("Sub", [self.const(middle), low])
        second = self.add("Add", [self.const(middle), high])
        centre = self.add("Div", [self.add("Add", [first, second]), self.const(np.array(2, np.float32))])
        box = self.add("Concat", [centre, self.add("Sub", [second, first])], axis=1)
        return self.add("Mul", [box, self.const(stride)])


def _anchors() -> tuple[np.ndarray, np.ndarray]:
    """(1, 2, A) middles in cells and (1, A) strides."""
    middles, strides = [], []
    for stride in STRIDES:
        n = SIDE // stride
        middles += [(x + 0.5, y + 0.5) for y in range(n) for x in range(n)]
        strides += [stride] * n * n
    return np.array(middles, np.float32).T[None], np.array(strides, np.float32)[None]
