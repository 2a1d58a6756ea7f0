"""8-bit models for the CPU: `python -m models.quantize detector|embedder`, measured before they are registered.

Static quantisation (QDQ) by ONNX Runtime's own tool, calibrated on training photos. What is chosen here, and by what
figures, is in models/README.md. This is the one file beside `vision/session.py` that imports onnxruntime: the tool is
a part of it, and nothing here runs in the service.
"""

import json
import logging
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import onnx
import typer
from onnx import helper
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from models.cut_head import cut_head
from models.quantize_check import (
    Verdict,
    choosing_photos,
    compare_detectors,
    compare_embedders,
    crop_batches,
    shelf_inputs,
)
from models.registering import Record, register
from vision.boxes import Floats
from vision.registry import ModelEntry, ModelKind, load_registry, verify

WEIGHTS_DIR: Final = Path(__file__).parent / "weights"
LABELS: Final = Path("runs/detector/labels")
SUFFIX: Final = "-int8"
OPS: Final = ("Conv", "Relu", "Sigmoid", "Mul", "Add", "Concat", "Split", "Slice", "MaxPool", "Resize")
CHUNK: Final = 5
"""Calibration inputs whose inner tensors are held at a time: of a 640 px picture they take 150 MB."""

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
Method = Literal["percentile", "entropy", "minmax"]
Data = Annotated[Path, typer.Option(help="Folder of the real photos.", exists=True, file_okay=False)]
Labels = Annotated[Path, typer.Option(help="Cache of the teacher's boxes; filled where it lacks some.")]
Weights = Annotated[Path, typer.Option(help="Folder with registry.json.", exists=True, file_okay=False)]
Count = Annotated[int, typer.Option(min=10, help=f"Calibration inputs, a multiple of {CHUNK}.")]


@dataclass(frozen=True)
class Recipe:
    """How a graph is quantised; kept in the file's metadata.

    The range of a tensor is the `percentile` of what calibration saw in it (or what `method` finds). `weight_bits`:
    with 8 an x86 processor without VNNI overflows 16-bit sums in silence (255·127·2 > 32,767); with 7 it cannot.
    The last `float_tail` convolutions before each output stay float, and so does everything whose output is
    `float_from_px` wide or wider: thin, early layers, in which 8 bits cost most and save nothing.
    """

    method: Method = "percentile"
    percentile: float = 99.999
    weight_bits: Literal[7, 8] = 7
    inputs: int = 100
    float_tail: int = 0
    float_from_px: int | None = None

    def __post_init__(self) -> None:
        if not 50 < self.percentile <= 100 or self.inputs < CHUNK or self.inputs % CHUNK:
            raise ValueError(f"expected 50 < percentile <= 100 and a multiple of {CHUNK} inputs, got {self}")


@app.callback()
def _main() -> None:
    """Choose what to quantise."""


@app.command()
def detector(
    data: Data = Path("../shared/data"),
    labels: Labels = LABELS,
    into: Weights = WEIGHTS_DIR,
    inputs: Count = 100,
    method: Annotated[Method, typer.Option()] = "percentile",
    percentile: Annotated[float, typer.Option(min=50, max=100)] = 99.999,
    keep: Annotated[bool, typer.Option(help="Register it even if it loses too much.")] = False,
) -> None:
    """Cut and quantise the default float detector, hold both against the photos kept for choosing, register it.

    It becomes the CPU's default if it loses little and is fast enough (`models/quantize_check.py` says how much); if
    not, nothing is written and the command fails.
    """
    source = load_registry(into / "registry.json").default("detector", None)
    whole = verify(source)
    graph = cut_head(onnx.load_from_string(whole))
    side = int(graph.graph.input[0].type.tensor_type.shape.dim[2].dim_value)
    recipe = Recipe(method, percentile, inputs=inputs, float_tail=2, float_from_px=side // 4)
    small = quantize(graph, shelf_inputs(data, inputs, side), recipe).SerializeToString()
    verdict = compare_detectors(whole, small, choosing_photos(data, labels))
    _settle(into, "detector", source, small, verdict, keep=keep)


@app.command()
def cut(
    source: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    into: Annotated[Path, typer.Argument(dir_okay=False)],
) -> None:
    """Only cut a detector's file, to measure it beside the others; nothing is registered."""
    into.write_bytes(cut_head(onnx.load(source)).SerializeToString())


@app.command()
def embedder(
    data: Data = Path("../shared/data"),
    labels: Labels = LABELS,
    into: Weights = WEIGHTS_DIR,
    inputs: Count = 40,
    keep: Annotated[bool, typer.Option(help="Register it even if it loses too much.")] = False,
) -> None:
    """Quantise the default float embedder and hold its vectors against the float ones, on photos kept for choosing.

    An input is a batch of 32 crops. Galleries hold vectors of one model: after registering, references are embedded
    anew.
    """
    source = load_registry(into / "registry.json").default("embedder", None)
    whole = verify(source)
    recipe = Recipe(inputs=inputs)
    small = quantize(
        onnx.load_from_string(whole), crop_batches(whole, data, labels, inputs), recipe
    ).SerializeToString()
    verdict = compare_embedders(whole, small, choosing_photos(data, labels))
    _settle(into, "embedder", source, small, verdict, keep=keep)


def _settle(
    into: Path, kind: ModelKind, source: ModelEntry, model: bytes, verdict: Verdict, *, keep: bool
) -> None:
    typer.echo(json.dumps(asdict(verdict), indent=1))
    if verdict.against and not keep:
        typer.echo("not registered: " + "; ".join(verdict.against), err=True)
        raise typer.Exit(1)
    version = source.version + SUFFIX
    path = into / f"{source.name}-{version}.onnx"
    path.write_bytes(model)
    entry = register(into, Record(kind, source.name, version, path.name, source.license, "cpu"))
    typer.echo(f"{path}: {len(model)} bytes; sha256 {entry['sha256']}; the default on the CPU")


def quantize(model: onnx.ModelProto, inputs: Callable[[int], Floats], recipe: Recipe) -> onnx.ModelProto:
    """The graph with 8-bit weights (a scale a channel) and activations, calibrated on `inputs(0 .. recipe.inputs - 1)`.

    Metadata are kept; the version gets a suffix, and `paimian.quantized` says how it was made.
    """
    logging.getLogger().setLevel(
        logging.ERROR
    )  # the tool warns, through the root logger, of its own first step
    with tempfile.TemporaryDirectory(prefix="paimian-quantize-") as folder, redirect_stdout(sys.stderr):
        given, plain, small = (Path(folder) / f"{name}.onnx" for name in ("given", "plain", "small"))
        onnx.save(model, given)  # the tool takes a graph in memory too, but moves its weights out of it
        quant_pre_process(given, plain, skip_symbolic_shape=True)
        prepared = onnx.load(plain)
        quantize_static(
            plain,
            small,
            _Feed(model.graph.input[0].name, inputs, recipe.inputs),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=list(OPS),
            per_channel=True,
            reduce_range=recipe.weight_bits == 7,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=sorted(tail(prepared, recipe.float_tail) | wide(prepared, recipe.float_from_px)),
            calibrate_method=_METHODS[recipe.method],
            extra_options={"CalibStridedMinMax": CHUNK, "CalibPercentile": recipe.percentile},
        )
        out = onnx.load(small)
    _describe(out, {p.key: p.value for p in model.metadata_props}, recipe)
    return out


_METHODS: Final[Mapping[Method, Any]] = {
    "percentile": CalibrationMethod.Percentile,
    "entropy": CalibrationMethod.Entropy,
    "minmax": CalibrationMethod.MinMax,
}


class _Feed(CalibrationDataReader):  # type: ignore[misc]
    """What the tool asks for: inputs one by one, from a range that it sets."""

    def __init__(self, name: str, inputs: Callable[[int], Floats], count: int) -> None:
        self._name, self._inputs, self._count = name, inputs, count
        self._next, self._end = 0, count

    def __len__(self) -> int:
        return self._count

    def set_range(self, start_index: int, end_index: int) -> None:
        self._next, self._end = start_index, end_index

    def get_next(self) -> dict[str, Floats] | None:
        if self._next >= self._end:
            return None
        self._next += 1
        return {self._name: self._inputs(self._next - 1)}


def tail(model: onnx.ModelProto, convolutions: int) -> set[str]:
    """Names of the nodes up to and with the last so many convolutions before each output."""
    maker = {name: node for node in model.graph.node for name in node.output}
    ahead, found = [(output.name, 0) for output in model.graph.output], set[str]()
    while ahead:
        tensor, passed = ahead.pop()
        node = maker.get(tensor)
        if node is None or (node.op_type == "Conv" and passed == convolutions):
            continue
        passed += node.op_type == "Conv"
        found.add(node.name)
        if node.op_type != "Conv" or passed < convolutions:
            ahead.extend((name, passed) for name in node.input)
    return found


def wide(model: onnx.ModelProto, px: int | None) -> set[str]:
    """Names of the nodes whose output is a map `px` wide or wider (none for `None`)."""
    if px is None:
        return set()
    inferred = onnx.shape_inference.infer_shapes(model)
    sizes = {v.name: v.type.tensor_type.shape.dim for v in inferred.graph.value_info}
    return {
        node.name
        for node in model.graph.node
        if len(dims := sizes.get(node.output[0], ())) == 4 and dims[3].dim_value >= px
    }


def _describe(model: onnx.ModelProto, meta: Mapping[str, str], recipe: Recipe) -> None:
    """Metadata of the float file, and how this one was made; domains that no node is of are not imported."""
    used = {node.domain for node in model.graph.node} | {""}
    domains = [domain for domain in model.opset_import if domain.domain in used]
    del model.opset_import[:]
    model.opset_import.extend(domains)
    model.doc_string = ""
    added = {
        "paimian.version": meta.get("paimian.version", "") + SUFFIX,
        "paimian.quantized": json.dumps(asdict(recipe)),
    }
    del model.metadata_props[:]
    helper.set_model_props(model, {**meta, **added})
    onnx.checker.check_model(model)


if __name__ == "__main__":
    app()
