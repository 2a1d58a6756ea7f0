"""`paimian train`, `paimian evaluate` and `paimian bench`: the programs of the models room, run as programs.

Nothing imports `models`, so they run in a process of their own; arguments go through as they are.
"""

import subprocess
import sys
from typing import Any, Final

import typer

PASS_ON: Final[dict[str, Any]] = {
    "allow_extra_args": True,
    "ignore_unknown_options": True,
    "help_option_names": [],
}


def train(context: typer.Context) -> None:
    """Train a detector on your own labelled photos, YOLO or COCO; see `--help`."""
    _run("models.own", context.args)


def evaluate(context: typer.Context) -> None:
    """Accuracy of the detector: drawn shelves, your labelled photos; see `--help`."""
    _run("models.evaluate", context.args)


def bench(context: typer.Context) -> None:
    """Speed, as ratios against bare ONNX Runtime and Ultralytics; see `--help`."""
    _run("models.bench", context.args)


def _run(module: str, arguments: list[str]) -> None:
    raise typer.Exit(subprocess.call([sys.executable, "-m", module, *arguments]))
