"""Detector files side by side, in one process, as ratios: `python -m models.bench_graphs FILE FILE ...`.

The first file is what the others are compared with. Each is timed as a bare graph and in the production code (letterbox
to suppressed boxes); with `--openvino` also in OpenVINO, which must be installed beside us (it is no dependency).
`--accuracy` adds what each is worth on the photos kept for choosing, and on `test` and `cn`, by which nothing is
chosen.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import cv2
import numpy as np
import typer

from models.bench import Task, interleaved
from models.evaluate import LABELLED_BY_EYE, by_eye
from models.quantize_check import choosing_photos, worth
from models.synth.brands import demo_catalogue
from models.synth.shelf import render_shelf
from vision.boxes import Floats
from vision.detector import Detector, letterbox
from vision.session import OnnxSession


def main(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    threads: Annotated[list[int] | None, typer.Option(help="threads of a session; may be repeated")] = None,
    rounds: Annotated[int, typer.Option(min=3)] = 31,
    openvino: Annotated[bool, typer.Option(help="run the same files in OpenVINO too")] = False,
    accuracy: Annotated[Path | None, typer.Option(help="the data pack: measure accuracy on it")] = None,
    labels: Annotated[Path, typer.Option(help="cache of the teacher's boxes")] = Path("runs/detector/labels"),
) -> None:
    """Milliseconds and ratios for every file and number of threads; accuracy where it is asked for."""
    report: dict[str, Any] = {}
    bgr, _ = render_shelf(np.random.default_rng(1), demo_catalogue()[:12])
    picture = np.asarray(bgr, np.uint8)
    for count in threads or [1, 2]:
        tasks = {
            name: task for file in files for name, task in _tasks(file, picture, count, openvino).items()
        }
        report[f"{count} threads"] = _ratios(interleaved(tasks, rounds), files[0].name)
    if accuracy is not None:
        sources = {"kept for choosing": choosing_photos(accuracy, labels)}
        sources |= {name: tuple(by_eye(name, accuracy / name)) for name in LABELLED_BY_EYE}
        report["accuracy"] = {
            source: {
                file.name: worth(Detector(OnnxSession(file.read_bytes(), threads=1)), photos)
                for file in files
            }
            for source, photos in sources.items()
        }
    typer.echo(json.dumps(report, indent=1))


def _tasks(file: Path, bgr: np.ndarray[Any, Any], threads: int, openvino: bool) -> dict[str, Task]:
    session = OnnxSession(file.read_bytes(), threads=threads)
    detector = Detector(session)
    blob = _blob(bgr, detector.side)
    tasks: dict[str, Task] = {
        f"{file.name}, graph": lambda: session(blob),
        f"{file.name}, to boxes": lambda: detector.look(bgr),
    }
    if openvino:
        tasks[f"{file.name}, graph in OpenVINO"] = _in_openvino(file, blob, threads)
    return tasks


def _in_openvino(file: Path, blob: Floats, threads: int) -> Task:
    """float32 throughout: bfloat16, which OpenVINO would take where the processor has it, is another model."""
    import openvino

    core = openvino.Core()
    settings = {
        "INFERENCE_NUM_THREADS": threads,
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "f32",
    }
    request = core.compile_model(core.read_model(str(file)), "CPU", settings).create_infer_request()
    return lambda: request.infer({0: blob})


def _blob(bgr: np.ndarray[Any, Any], side: int) -> Floats:
    return np.asarray(cv2.dnn.blobFromImage(letterbox(bgr, side, 114)[0], 1 / 255, swapRB=True), np.float32)


def _ratios(seconds: dict[str, list[float]], base: str) -> dict[str, dict[str, float]]:
    """Of each task: median milliseconds, and the median over rounds of how many times faster than the first file it
    was, graph against graph and boxes against boxes.
    """
    out = {}
    for name, values in seconds.items():
        step = "to boxes" if name.endswith("to boxes") else "graph"
        first = np.array(seconds[f"{base}, {step}"])
        out[name] = {
            "ms": round(1000 * float(np.median(values)), 1),
            "times as fast": round(float(np.median(first / np.array(values))), 2),
        }
    return out


if __name__ == "__main__":
    typer.run(main)
