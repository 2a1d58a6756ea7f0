"""Are layers found? `python -m models.evaluate_layers`: products of `rows` against the layers that people marked there.

The marks are boxes of one layer of one bay each; products whose middle lies in exactly one of them count. Two
products of one mark should share a layer (recall); two of one layer, in marks one above the other, should not have
met (precision). The rule of `vision/boards.py` was chosen on these photos, so the figures flatter a little.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import numpy.typing as npt
import typer

from models.evaluate import BOOTSTRAP_SEED, HERE
from models.metrics import Figure, with_interval
from models.photos import read_yolo
from vision.boxes import Floats, Ints
from vision.detector import GAP, Detector
from vision.eyes import load_eyes
from vision.layers import arrange
from vision.photo import decode_photo
from vision.registry import load_registry

SAME_BAY: Final = 0.5
"""Marks that share this part of the narrower one's width are above one another, in one bay."""
PAIRS_MIN: Final = 5
FAULTLESS: Final = 0.99


@dataclass(frozen=True)
class Pairs:
    """Pairs of products on one photo: together in a layer and in a mark, in a layer, in a mark."""

    both: int
    layer: int
    mark: int


def main(
    data: Annotated[Path, typer.Option(help="the data pack")] = Path("../shared/data"),
    models: Annotated[Path, typer.Option(help="folder of registry.json and weights")] = HERE / "weights",
) -> None:
    """Print precision, recall and the share of photos almost without a mistake, with 95 % bootstrap intervals."""
    detector = load_eyes(load_registry(models / "registry.json")).detector
    photos = sorted((data / "rows" / "images").glob("*.jpg"))
    if not photos:
        raise typer.BadParameter(f"no photos in {data / 'rows' / 'images'}: where is the data pack?")
    pairs = [p for path in photos if (p := measure(detector, path)).mark >= PAIRS_MIN]
    for name, figure in figures(pairs).items():
        low, high = figure.low or figure.value, figure.high or figure.value
        typer.echo(f"{name:10s} {figure.value:.3f} [{low:.3f}, {high:.3f}]  {figure.photos} photos")


def figures(photos: Sequence[Pairs]) -> dict[str, Figure]:
    """Means over photos of precision, recall and F1, and the share of photos where F1 is above .99."""
    means: dict[str, Callable[[Pairs], float]] = {
        "precision": lambda p: p.both / max(p.layer, 1),
        "recall": lambda p: p.both / max(p.mark, 1),
        "F1": _f1,
        "faultless": lambda p: float(_f1(p) > FAULTLESS),
    }
    return {name: _mean(of, photos) for name, of in means.items()}


def _mean(of: Callable[[Pairs], float], photos: Sequence[Pairs]) -> Figure:
    def mean(some: Sequence[Pairs]) -> float:
        return float(np.mean([of(pairs) for pairs in some]))

    return with_interval(mean, photos, np.random.default_rng(BOOTSTRAP_SEED))


def measure(detector: Detector, path: Path) -> Pairs:
    """See the photo and hold its layers against the marks beside it (`labels/NAME.txt`, YOLO)."""
    photo = decode_photo(path.read_bytes())
    boxes = detector(photo.bgr).boxes
    is_gap = np.array([name == GAP for name in detector.names])[boxes.class_id]
    products = boxes.take(~is_gap).xyxy
    layout = arrange(products, boxes.take(is_gap).xyxy, photo.size_wh[1])
    marks = read_yolo(path.parents[1] / "labels" / f"{path.stem}.txt") * np.array(
        photo.size_wh * 2, np.float32
    )
    return count_pairs(products, layout.layer, marks)


def count_pairs(products: Floats, layer: Ints, marks: Floats) -> Pairs:
    """(N, 4) products with their (N,) layers against (M, 4) marked layers, all in pixels."""
    if len(products) == 0 or len(marks) == 0:
        return Pairs(0, 0, 0)
    middle = (products[:, :2] + products[:, 2:]) / 2
    inside = ((middle[:, None] > marks[None, :, :2]) & (middle[:, None] < marks[None, :, 2:])).all(axis=2)
    counts = inside.sum(axis=1) == 1
    mark, layer = inside.argmax(axis=1)[counts], layer[counts]
    together = mark[:, None] == mark[None, :]
    alike = layer[:, None] == layer[None, :]
    pair = np.triu(together | _above_one_another(marks[mark]), k=1)
    return Pairs(
        int((together & alike & pair).sum()), int((alike & pair).sum()), int((together & pair).sum())
    )


def _above_one_another(marks: Floats) -> npt.NDArray[np.bool_]:
    width = marks[:, 2] - marks[:, 0]
    shared = np.minimum.outer(marks[:, 2], marks[:, 2]) - np.maximum.outer(marks[:, 0], marks[:, 0])
    over: npt.NDArray[np.bool_] = shared > SAME_BAY * np.minimum.outer(width, width)
    return over


def _f1(pairs: Pairs) -> float:
    return 2 * pairs.both / max(pairs.layer + pairs.mark, 1)


if __name__ == "__main__":
    typer.run(main)
