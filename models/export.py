"""Turn trained weights into a registered ONNX file that describes itself: `python -m models.export detector`."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from models.photos import CLASS_NAMES
from models.registering import Record, register
from vision.detector import SCORE_MIN_KEY

WEIGHTS_DIR: Final = Path(__file__).parent / "weights"
OPSET: Final = 17
DETECTOR_NAME: Final = "shelf-n"
DETECTOR_LICENSE: Final = "AGPL-3.0-or-later; learnt from SKU-110K photos: academic, non-commercial use only"
DETECTOR_DATA: Final = (
    "Warm start: YOLOv8n weights of AneeqMalik/YOLOv8-SKU-110K (AGPL-3.0), trained on SKU-110K (academic, "
    "non-commercial). Fine-tuned on 983 photos of "
    "akul-bharadwaj/Computer-Vision-Assessment-Planogram-Dataset (no licence stated; nine in ten are SKU-110K training "
    "photos; gaps labelled by people) and 202 SKU-110K training photos of h3x4n1um/SKU110K-shelf (GPL-3); "
    "product boxes pseudo-labelled by the warm-start network; and on 320 drawn shelves (models/synth). Chosen by "
    "75 further photos of the former and 16 drawn shelves."
)


@dataclass(frozen=True)
class About:
    """What a detector's file says of itself; without `score_min` by class the service's own thresholds count."""

    name: str
    version: str
    license: str
    data: str
    names: tuple[str, ...] = CLASS_NAMES
    score_min: dict[str, float] = field(default_factory=dict)


app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)


@app.callback()
def _main() -> None:
    """Choose what to export."""


@app.command()
def detector(
    weights: Annotated[Path, typer.Option(exists=True)] = Path("runs/detector/best.pt"),
    version: Annotated[str, typer.Option(help="Version to register.")] = "1.0.0",
    into: Annotated[Path, typer.Option(file_okay=False)] = WEIGHTS_DIR,
) -> None:
    """Export the detector as ONNX, check it against torch, register it as the default."""
    from models.torch_setup import prepare_torch

    prepare_torch()
    path = into / f"{DETECTOR_NAME}-{version}.onnx"
    worst = export_detector(weights, path, About(DETECTOR_NAME, version, DETECTOR_LICENSE, DETECTOR_DATA))
    entry = register(into, Record("detector", DETECTOR_NAME, version, path.name, DETECTOR_LICENSE))
    typer.echo(f"{path}: differs from torch by at most {worst:.2g}; sha256 {entry['sha256']}")


@app.command()
def embedder(
    weights: Annotated[Path, typer.Option(exists=True)] = Path("runs/embedder/run/last.pt"),
    version: Annotated[str, typer.Option(help="Version to register.")] = "1.0.0",
    into: Annotated[Path, typer.Option(file_okay=False)] = WEIGHTS_DIR,
) -> None:
    """Export the crop embedder's averaged weights as ONNX, check it against torch, register it as the default."""
    from models.embedder_export import LICENSE, NAME, load_average, to_onnx

    path = into / f"{NAME}-{version}.onnx"
    path.write_bytes(to_onnx(load_average(weights), version))
    entry = register(into, Record("embedder", NAME, version, path.name, LICENSE))
    typer.echo(f"{path}: {path.stat().st_size} bytes; sha256 {entry['sha256']}")


def export_detector(weights: Path, path: Path, about: About) -> float:
    """Write the ONNX file with its metadata; returns the largest difference of its output from torch's.

    Raises:
        RuntimeError: ONNX Runtime and torch disagree by more than .1 px or .001 of score.
    """
    import torch

    from models.warmstart import blank_model

    loaded = torch.load(weights, weights_only=True)
    model = blank_model(about.names)
    model.load_state_dict(loaded["model"])
    model = model.float().eval().fuse(verbose=False)
    head = model.model[-1]
    head.export, head.format = True, "onnx"
    example = torch.zeros(1, 3, 640, 640)
    with torch.no_grad():
        model(example)
        torch.onnx.export(
            model,
            (example,),
            str(path),
            opset_version=OPSET,
            input_names=["images"],
            output_names=["output0"],
            dynamic_axes={"images": {0: "batch"}, "output0": {0: "batch"}},
            dynamo=False,
        )
    describe(path, detector_metadata(about, loaded["record"]), output=(4 + int(head.nc), 8400))
    return _check(model, path)


def detector_metadata(about: About, record: str) -> dict[str, str]:
    """What the detector's file says of itself; all values are text."""
    chosen = {SCORE_MIN_KEY: json.dumps(about.score_min)} if about.score_min else {}
    return chosen | {
        "paimian.kind": "detector",
        "paimian.name": about.name,
        "paimian.version": about.version,
        "paimian.license": about.license,
        "paimian.data": about.data,
        "paimian.preprocess": json.dumps({"color": "RGB", "scale": "0..1", "letterbox_pad": 114}),
        "paimian.training": record,
        "names": json.dumps({str(number): name for number, name in enumerate(about.names)}),
        "stride": "32",
        "imgsz": "[640, 640]",
        "task": "detect",
    }


def describe(path: Path, metadata: dict[str, str], *, output: tuple[int, int]) -> None:
    """Let the file say what it is: `metadata_props`, and the output's fixed sides, which torch leaves open."""
    import onnx

    model = onnx.load(str(path))
    del model.metadata_props[:]
    for key, value in metadata.items():
        model.metadata_props.add(key=key, value=value)
    model.doc_string = ""
    for side, length in zip(model.graph.output[0].type.tensor_type.shape.dim[1:], output, strict=True):
        side.dim_value = length
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(path))


def _check(model: Any, path: Path) -> float:
    """Compare ONNX Runtime with torch on a batch of two random pictures."""
    import numpy as np
    import torch

    from vision.session import OnnxSession

    pictures = np.random.default_rng(0).random((2, 3, 640, 640), np.float32)
    with torch.no_grad():
        out = model(torch.from_numpy(pictures))
    expected = (out[0] if isinstance(out, tuple) else out).numpy()
    got = OnnxSession(path.read_bytes(), threads=1)(pictures)
    pixels = float(np.abs(got[:, :4] - expected[:, :4]).max())
    scores = float(np.abs(got[:, 4:] - expected[:, 4:]).max())
    if got.shape != expected.shape or pixels > 0.1 or scores > 1e-3:
        raise RuntimeError(f"{path} differs from torch by {pixels} px, {scores} of score ({got.shape})")
    return max(pixels, scores)


if __name__ == "__main__":
    app()
