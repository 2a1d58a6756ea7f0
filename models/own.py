"""Bring your own photos: check, train, export, evaluate, register: `paimian train DATASET` (training environment)."""

import importlib.util
import json
import math
import shutil
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from models.export import WEIGHTS_DIR
from models.own_dataset import BadDataset, OwnDataset, read_dataset
from models.registering import REGISTRY, Record, register
from vision.detector import GAP, Detector
from vision.eyes import load_detector
from vision.registry import load_registry
from vision.session import OnnxSession

BAD_INPUT: Final = 2
WORSE_MAX: Final = 0.02
"""A new detector whose AP50 of products is lower than the packaged one's by more than this is not registered."""
SHOWN: Final = 20
STEPS: Final = 1200
STEPS_SCRATCH: Final = 6000
"""Random weights have everything to learn; `--steps` says more, or less, for both."""


def main(
    dataset: Annotated[Path, typer.Argument(help="YOLO data.yaml or folder, or COCO .json", exists=True)],
    photos: Annotated[Path | None, typer.Option(help="the COCO file's photos; default: beside it")] = None,
    gap: Annotated[str, typer.Option(help="what the dataset calls an empty slot")] = GAP,
    name: Annotated[str, typer.Option(help="of the new detector")] = "own",
    into: Annotated[Path, typer.Option(help="models folder to register it in", file_okay=False)] = Path(
        "own-models"
    ),
    out: Annotated[
        Path | None, typer.Option(help="checkpoints; a run found there goes on. Default: runs/NAME")
    ] = None,
    steps: Annotated[
        int | None,
        typer.Option(
            min=1,
            help=f"of 8 photos, about 50 a minute on 2 cores; default {STEPS}, from scratch {STEPS_SCRATCH}",
        ),
    ] = None,
    scratch: Annotated[
        bool, typer.Option(help="begin with random weights: nothing of our photos in it")
    ] = False,
    threads: Annotated[int, typer.Option(min=1)] = 2,
    check: Annotated[bool, typer.Option("--check", help="only say what is usable")] = False,
    force: Annotated[bool, typer.Option("--force", help="register it even if it sees less")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document to stdout")] = False,
) -> None:
    """Train a detector on your labelled photos; classes that are SKU codes or GTINs name their products themselves."""
    try:
        data = read_dataset(dataset, photos=photos, gap=gap)
        _tell(data)
        if check:
            return
        folder = out or Path("runs") / name
        path = _train(data, folder, steps, threads, name, next_version(into, name), scratch=scratch)
    except BadDataset as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(BAD_INPUT) from None
    from models.own_evaluation import compare_with

    packaged = load_registry(WEIGHTS_DIR / REGISTRY)
    report = compare_with(
        load_detector(packaged), Detector(OnnxSession(path.read_bytes(), threads=threads)), data
    )
    lost = report["packaged"]["product"]["ap50"]["value"] - report["own"]["product"]["ap50"]["value"]
    report |= {"file": str(path), "registered": force or lost <= WORSE_MAX, "left_out": list(data.problems)}
    (folder / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False), encoding="utf-8")
    typer.echo(json.dumps(report, ensure_ascii=False) if as_json else table(report))
    if not report["registered"]:
        typer.echo(
            f"not registered: it finds fewer products than the packaged detector; {path} is kept. "
            "More photos or --steps help; --force registers it all the same",
            err=True,
        )
        raise typer.Exit(1)
    adopt(into, path, name, OnnxSession(path.read_bytes(), threads=1).metadata.props)
    typer.echo(f"registered in {into}; use it with: PAIMIAN_MODELS_DIR={into} paimian serve", err=as_json)


def _tell(data: OwnDataset) -> None:
    typer.echo(f"{len(data.train)} photos to train on, {len(data.kept)} kept apart", err=True)
    for name, (train, kept) in data.counts().items():
        typer.echo(f"  {name}: {train} boxes to train on, {kept} kept apart", err=True)
    for problem in data.problems[:SHOWN]:
        typer.echo(f"  {problem}", err=True)
    if len(data.problems) > SHOWN:
        typer.echo(f"  and {len(data.problems) - SHOWN} more", err=True)


def _train(
    data: OwnDataset, out: Path, steps: int | None, threads: int, name: str, version: str, *, scratch: bool
) -> Path:
    if importlib.util.find_spec("torch") is None or importlib.util.find_spec("ultralytics") is None:
        raise BadDataset(
            "the photos can be trained on, but not here: run `make train-env`, then .venv-train/bin/paimian train ..."
        )
    from models.torch_setup import prepare_torch

    prepare_torch(threads=threads)
    from models.detector_training import Recipe
    from models.own_training import export_own, train_own

    start = None if scratch else load_registry(WEIGHTS_DIR / REGISTRY).default("detector", None).path
    wanted = steps or (STEPS_SCRATCH if scratch else STEPS)
    batch = min(Recipe.batch, len(data.train))
    epochs = math.ceil(wanted / (len(data.train) // batch))
    recipe = (
        Recipe(epochs=epochs, batch=batch, frozen=0, rate=1e-3)
        if scratch
        else Recipe(epochs=epochs, batch=batch, rate=2e-3, score_rate=5.0)
    )
    best = train_own(data, out, recipe, start, lambda line: typer.echo(line, err=True))
    path = out / f"{name}-{version}.onnx"
    export_own(best, path, data, name, version, from_ours=not scratch)
    return path


def next_version(into: Path, name: str) -> str:
    """The next whole version of this detector in the folder, from 1.0.0."""
    if not (into / REGISTRY).exists():
        return "1.0.0"
    taken = [
        e.version for e in load_registry(into / REGISTRY).entries if (e.kind, e.name) == ("detector", name)
    ]
    return f"{max((int(version.split('.')[0]) for version in taken), default=0) + 1}.0.0"


def adopt(into: Path, detector: Path, name: str, said: dict[str, str]) -> None:
    """Copy the file into a models folder and register it; a new folder gets the packaged embedder too."""
    into.mkdir(parents=True, exist_ok=True)
    if not (into / REGISTRY).exists():
        ours = load_registry(WEIGHTS_DIR / REGISTRY).default("embedder", None)
        shutil.copy2(ours.path, into / ours.path.name)
        register(into, Record("embedder", ours.name, ours.version, ours.path.name, ours.license))
    shutil.copy2(detector, into / detector.name)
    register(
        into,
        Record("detector", name, said["paimian.version"], detector.name, said["paimian.license"]),
    )


def table(report: dict[str, Any]) -> str:
    """The report as lines of text."""
    lines = ["on the photos kept apart, value [95 % interval over photos]"]
    for kind in report["own"]:
        for figure in ("recall", "precision", "ap50", "count_mape"):
            pair = "   ".join(
                f"{who} {_figure(report[who][kind][figure])}"
                for who in ("own", "packaged")
                if kind in report[who]
            )
            lines.append(f"  {kind} {figure}: {pair}")
    if classes := report.get("classes"):
        lines.append(f"  right class, of products found: {_figure(classes['right_class'])}")
        lines += [
            f"    {name}: {one['boxes']} boxes, recall {one['recall']:.3f}, precision {one['precision']:.3f}"
            for name, one in classes["each"].items()
        ]
    return "\n".join(lines)


def _figure(figure: dict[str, Any]) -> str:
    interval = "" if figure["low"] is None else f" [{figure['low']:.3f}, {figure['high']:.3f}]"
    return f"{figure['value']:.3f}{interval}"


if __name__ == "__main__":
    typer.run(main)
