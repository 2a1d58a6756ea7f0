"""A detector's graph cut before it turns logits into boxes: `vision.decode` does that, for the few anchors that count.

What is cut away is a tenth of the time, is done for every anchor, and puts pixels and scores into one tensor, where
8-bit numbers drown the scores: a quantised graph that ends in boxes detects nothing.
"""

import json
from collections.abc import Mapping, Sequence

import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.utils import Extractor

from vision.decode import HEAD

STRIDES_OF_A_HEAD = 3


def cut_head(model: onnx.ModelProto) -> onnx.ModelProto:
    """An exported YOLO graph of one output (N, 4 + classes, anchors) → 1×(4·bins + classes)×anchors of logits.

    The new graph takes one picture at a time, so that every shape in it is known. Metadata are kept, and
    `paimian.head` says what the output is.

    Raises:
        ValueError: the graph does not end in the head that YOLOv8 and its successors share.
    """
    if len(model.graph.output) != 1:
        raise ValueError(f"expected a graph of one output, got {len(model.graph.output)}")
    model = onnx.shape_inference.infer_shapes(_of_one_picture(model), data_prop=True)
    maker = {name: node for node in model.graph.node for name in node.output}
    last = _made_by(maker, model.graph.output[0].name, "Concat")
    logits = _made_by(maker, last.input[-1], "Sigmoid").input[0]
    softmax = _above(maker, last.input[0], "Softmax")
    ways = _made_by(maker, _made_by(maker, softmax.input[0], "Transpose").input[0], "Reshape").input[0]
    bins = _bins(model, softmax)
    rows, anchors = (int(side.dim_value) for side in model.graph.output[0].type.tensor_type.shape.dim[1:])
    meta = {p.key: p.value for p in model.metadata_props}
    cut = Extractor(model).extract_model([model.graph.input[0].name], [ways, logits])
    cut.graph.node.append(helper.make_node("Concat", [ways, logits], ["logits"], name="/head/cut", axis=1))
    del cut.graph.output[:]
    shape = [1, 4 * bins + rows - 4, anchors]
    cut.graph.output.append(helper.make_tensor_value_info("logits", TensorProto.FLOAT, shape))
    told = {"kind": "dfl", "bins": bins, "strides": _strides(meta, anchors)}
    helper.set_model_props(cut, meta | {HEAD: json.dumps(told)})
    onnx.checker.check_model(cut, full_check=True)
    return cut


def _of_one_picture(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy that takes a batch of one; shapes inside follow from it."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    for value in (*copy.graph.input, *copy.graph.output):
        value.type.tensor_type.shape.dim[0].dim_value = 1
    return copy


def _made_by(maker: Mapping[str, onnx.NodeProto], tensor: str, op: str) -> onnx.NodeProto:
    node = maker.get(tensor)
    if node is None or node.op_type != op:
        found = "an input" if node is None else node.op_type
        raise ValueError(f"expected {tensor!r} to come out of a {op}, got {found}: not a YOLO head uncut")
    return node


def _above(maker: Mapping[str, onnx.NodeProto], tensor: str, op: str) -> onnx.NodeProto:
    """The nearest node of this kind that `tensor` depends on."""
    ahead, seen = [tensor], set[str]()
    while ahead:
        node = maker.get(name := ahead.pop(0))
        if node is None or name in seen:
            continue
        if node.op_type == op:
            return node
        seen.add(name)
        ahead.extend(node.input)
    raise ValueError(f"expected a {op} above {tensor!r}: not a head of distances by distribution (DFL)")


def _bins(model: onnx.ModelProto, softmax: onnx.NodeProto) -> int:
    """How many logits a distance has: the length of the kernel 0, 1, 2 … that takes their mean."""
    weights = {w.name: w for w in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Conv" and node.input[0] == softmax.output[0] and node.input[1] in weights:
            kernel = numpy_helper.to_array(weights[node.input[1]]).ravel()
            if kernel.tolist() == list(range(len(kernel))):
                return len(kernel)
    raise ValueError("expected the softmax of a DFL head to go into a convolution with the kernel 0, 1, 2 …")


def _strides(meta: Mapping[str, str], anchors: int) -> Sequence[int]:
    """The head's strides, finest first; the metadata give the coarsest.

    Raises:
        ValueError: three strides, each twice the one before, do not give that many anchors.
    """
    coarsest, side = int(meta["stride"]), int(json.loads(meta["imgsz"])[0])
    strides = [coarsest >> k for k in reversed(range(STRIDES_OF_A_HEAD))]
    expected = sum((side // stride) ** 2 for stride in strides)
    if expected != anchors:
        raise ValueError(f"expected {expected} anchors for strides {strides} at {side} px, got {anchors}")
    return strides
