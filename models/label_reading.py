"""Whether reading the label settles siblings: `python -m models.label_reading`.

On the photos whose products we identified by eye, one facing of each SKU is its reference and the sharpest of the
others is asked, among all references of its photo. The log-odds that production gives (embedder, and the one picture
laid on the other) are held against the same plus `weight` times the likeness of what RapidOCR reads on both.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import cv2
import numpy as np
import numpy.typing as npt
import typer
from rapidocr import RapidOCR

from models.export import WEIGHTS_DIR
from models.identified import Identified, identified
from models.identity import picture_gallery
from vision.crops import cut
from vision.eyes import Eyes, load_eyes
from vision.looks import describe
from vision.naming import odds_of_sku
from vision.registry import load_registry

SOURCES: Final = {"rows": Path("rows", "images"), "cn": Path("cn")}
WEIGHTS: Final = (0.0, 1.0, 2.0, 4.0, 8.0)
SHORTLIST: Final = 5
CLOSE: Final = 1.0
"""Log-odds between the two likeliest SKUs below which a reading should have settled it."""
READ_SIDE: Final = 480
READ_ZOOM_MAX: Final = 3.0
SURE: Final = 0.6
Grams = Counter[str]


@dataclass(frozen=True)
class Question:
    """A facing's log-odds (R,) and likeness of text (R,) for the references of its photo, and which is right."""

    odds: npt.NDArray[np.float64]
    text: npt.NDArray[np.float64]
    right: int


def main(
    data: Annotated[Path, typer.Option(exists=True, file_okay=False)] = Path("../shared/data"),
    seed: Annotated[int, typer.Option(help="of the draw of references")] = 5,
) -> None:
    """Top-1 with and without the text, all facings and those where two SKUs are close; ms a reading."""
    eyes = load_eyes(load_registry(WEIGHTS_DIR / "registry.json"))
    read = reader()
    report: dict[str, Any] = {}
    for source, folder in SOURCES.items():
        asked = [
            question
            for photo in identified(data / folder, source)
            for question in ask(eyes, photo, read, np.random.default_rng(seed))
        ]
        close = [one for one in asked if float(np.diff(np.sort(one.odds)[-2:])[0]) < CLOSE]
        report[source] = {"facings": len(asked), "close": len(close)} | {
            f"text × {weight:g}": [round(top1(some, weight), 3) for some in (asked, close)]
            for weight in WEIGHTS
        }
    typer.echo(json.dumps(report, indent=1, ensure_ascii=False))


def ask(
    eyes: Eyes,
    photo: Identified,
    read: Callable[[npt.NDArray[np.uint8]], Grams],
    rng: np.random.Generator,
) -> Iterator[Question]:
    """Each SKU with at least two facings: its sharpest one that is no reference."""
    skus = sorted(set(photo.skus))
    if len(skus) < 2:
        return
    crops = [cut(photo.bgr, box) for box in photo.xyxy]
    rows_of = {sku: [row for row, own in enumerate(photo.skus) if own == sku] for sku in skus}
    lent = {sku: int(rng.choice(rows)) for sku, rows in rows_of.items()}
    gallery = picture_gallery(eyes, [(sku, crops[lent[sku]]) for sku in skus], cut_out=True)
    texts = [read(crops[lent[sku]]) for sku in skus]
    for right, sku in enumerate(skus):
        others = [row for row in rows_of[sku] if row != lent[sku]]
        if not others:
            continue
        row = max(others, key=lambda k: _sharpness(crops[k]))
        alike = eyes.embedder(photo.bgr, photo.xyxy[[row]])[0] @ gallery.vectors.T
        crop, text = describe(crops[row]), read(crops[row])
        odds = [odds_of_sku([k], alike, gallery, crop, eyes.embedder.curves) for k in range(len(skus))]
        yield Question(np.array(odds), np.array([likeness(text, other) for other in texts]), right)


def top1(asked: list[Question], weight: float) -> float:
    """Share of facings whose right SKU is first among the `SHORTLIST` likeliest once text counts too."""
    hits = []
    for one in asked:
        listed = np.argsort(-one.odds, kind="stable")[:SHORTLIST]
        hits.append(int(listed[np.argmax((one.odds + weight * one.text)[listed])]) == one.right)
    return float(np.mean(hits)) if hits else float("nan")


def likeness(one: Grams, other: Grams) -> float:
    """Cosine of two texts' counts of pieces of one to three characters, 0..1."""
    lengths = [sum(count * count for count in grams.values()) ** 0.5 for grams in (one, other)]
    if not all(lengths):
        return 0.0
    return float(sum(count * other[gram] for gram, count in one.items()) / (lengths[0] * lengths[1]))


def grams_of(lines: list[str]) -> Grams:
    """Pieces of one to three characters; prices and other bare numbers say nothing of the product."""
    plain = [re.sub(r"[\W_]", "", line.lower()) for line in lines]
    return Counter(
        line[k : k + n]
        for line in plain
        if not line.isdigit()
        for n in (1, 2, 3)
        for k in range(len(line) - n + 1)
    )


def reader() -> Callable[[npt.NDArray[np.uint8]], Grams]:
    """RapidOCR as a function from a crop to what it reads there."""
    upright_and_small = {"Global.use_cls": False, "Det.limit_type": "max", "Det.limit_side_len": 640}
    engine: Any = RapidOCR(params={"Global.log_level": "error"} | upright_and_small)

    def read(bgr: npt.NDArray[np.uint8]) -> Grams:
        zoom = min(READ_ZOOM_MAX, READ_SIDE / max(bgr.shape[:2]))
        large = cv2.resize(bgr, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC) if zoom > 1 else bgr
        found = engine(cv2.copyMakeBorder(large, 16, 16, 16, 16, cv2.BORDER_REPLICATE))
        scored = zip(found.txts or (), found.scores or (), strict=True)
        return grams_of([line for line, score in scored if score > SURE])

    return read


def _sharpness(bgr: npt.NDArray[np.uint8]) -> float:
    return float(cv2.Laplacian(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY), cv2.CV_64F).var())


if __name__ == "__main__":
    typer.run(main)
