"""How well posters and talkers are read off shelf photos: `python -m tests.acceptance.talkers [--part cn]`.

The photos of ../shared/data/cn and .../test against our labels of them (models/labels/posters/shelf.json). `test` was
developed on. An offer is right when its kind and all its numbers but the list price are, and its sign lies where the
label's does. Intervals: 95 %, bootstrap over photos, those without an offer included.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer

from alerts.shelf_talkers import read_talkers
from api.talkers_report import TalkerPart, talker_part
from tests.acceptance.poster_scores import KEY, Figure, interval
from vision.eyes import Eyes, load_eyes
from vision.naming import Gallery
from vision.photo import decode_photo
from vision.posters import TextReader
from vision.posters_engines import open_engines
from vision.registry import load_registry
from vision.see import see_shelf
from vision.shelf_signs import see_signs

ROOT: Final = Path(__file__).resolve().parents[2]
LABELS: Final = ROOT / "models" / "labels" / "posters" / "shelf.json"
PHOTOS: Final = ROOT.parent / "shared" / "data"
Box = Sequence[float]


@dataclass(frozen=True)
class Judged:
    """One photo: printed offers that were read, all that were read, all that are printed; what went wrong."""

    photo: str
    hit: int
    read: int
    printed: int
    misses: tuple[str, ...]
    seconds: float
    cpu_seconds: float


def main(
    part: Annotated[str, typer.Option(help="cn, test or both")] = "both",
    threads: Annotated[int, typer.Option(help="0: every core")] = 0,
) -> None:
    """Read the photos, print the figures and every miss."""
    eyes = load_eyes(load_registry(Path(str(files("models"))) / "weights" / "registry.json"))
    reader = open_engines("rapidocr", threads=threads).reader
    labels = json.loads(LABELS.read_text(encoding="utf-8"))["posters"]
    for name in ("cn", "test") if part == "both" else (part,):
        rows = [label for label in labels if label["photo"].startswith(f"{name}/")]
        say(name, [look(label, eyes, reader) for label in rows])


def look(label: Mapping[str, Any], eyes: Eyes, reader: TextReader) -> Judged:
    """One labelled photo through the eyes and the reader."""
    photo = decode_photo((PHOTOS / label["photo"]).read_bytes())
    seen = see_shelf(photo, eyes, Gallery.empty())
    since, cpu = time.perf_counter(), time.process_time()
    talkers = read_talkers(see_signs(photo.bgr, seen, reader).signs)
    seconds, cpu_seconds = time.perf_counter() - since, time.process_time() - cpu
    return judge(label, [talker_part(talker, seen) for talker in talkers], seconds, cpu_seconds)


def judge(
    label: Mapping[str, Any], talkers: Sequence[TalkerPart], seconds: float = 0.0, cpu_seconds: float = 0.0
) -> Judged:
    """What was read against what is printed."""
    left = list(label["offers"])
    hit, wrong = 0, []
    for talker in talkers:
        for offer in talker.offers:
            said = key(offer.model_dump())
            match = next((o for o in left if key(o) == said and near(o["xyxy"], offer.xyxy)), None)
            if match is not None:
                left.remove(match)
                hit += 1
            elif not any(within(offer.xyxy, box) for box in label["ignore"]):
                wrong.append(f"read {words(said)} «{offer.text}» at {[round(v) for v in offer.xyxy]}")
    misses = [f"not read {words(key(o))} «{o['text']}»" for o in left] + wrong
    printed = len(label["offers"])
    return Judged(label["photo"], hit, hit + len(wrong), printed, tuple(misses), seconds, cpu_seconds)


def say(name: str, judged: Sequence[Judged]) -> None:
    """Print the figures of one set."""
    counts = np.array([(one.hit, one.read, one.printed) for one in judged], dtype=float)
    typer.echo(f"{name}: {len(judged)} photos")
    typer.echo(f"  recall     {_ratio(counts, 2)}")
    typer.echo(f"  precision  {_ratio(counts, 1)}")
    wall, cpu = (sorted(values) for values in zip(*((o.seconds, o.cpu_seconds) for o in judged), strict=True))
    middle = len(wall) // 2
    typer.echo(
        f"  seconds    median {wall[middle]:.1f}, longest {wall[-1]:.1f}; of processor {cpu[middle]:.1f}, {cpu[-1]:.1f}"
    )
    for one in judged:
        for miss in one.misses:
            typer.echo(f"  miss {one.photo}: {miss}")


def key(offer: Mapping[str, Any]) -> tuple[Any, ...]:
    """What makes two offers the same: the kind and the numbers but the list price."""
    return (offer["kind"], *(None if offer[name] is None else round(float(offer[name]), 4) for name in KEY))


def words(said: tuple[Any, ...]) -> str:
    """The offer as a short row."""
    numbers = (f"{name}={value:g}" for name, value in zip(KEY, said[1:], strict=True) if value is not None)
    return " ".join((said[0], *numbers))


def near(sign: Box, offer: Box) -> bool:
    """Whether the offer's middle lies on the sign, a quarter of the sign's size about it allowed for."""
    rim_x, rim_y = (sign[2] - sign[0]) / 4, (sign[3] - sign[1]) / 4
    return within(offer, (sign[0] - rim_x, sign[1] - rim_y, sign[2] + rim_x, sign[3] + rim_y))


def within(offer: Box, box: Box) -> bool:
    """Whether the offer's middle lies in the box."""
    x, y = (offer[0] + offer[2]) / 2, (offer[1] + offer[3]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _ratio(counts: Any, over: int) -> Figure:
    def of(rows: Any) -> float:
        sums = counts[rows].sum(axis=0)
        return float(sums[0] / sums[over]) if sums[over] else float("nan")

    ask: Callable[[Any], float] = of
    low, high = interval(len(counts), ask)
    return Figure(of(np.arange(len(counts))), low, high, int(counts[:, over].sum()))


if __name__ == "__main__":
    typer.run(main)
