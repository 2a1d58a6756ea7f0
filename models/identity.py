"""How well products are told apart and named: `python -m models.identity`, on drawn shelves with exact truth.

The catalogue is one clean pack shot for each SKU of the demo brands, but for a few that are left out on purpose. The
curves that decide were fitted on other shelves (`models.calibrate`).
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import numpy.typing as npt
import typer

from models.metrics import with_interval
from models.synth.brands import demo_catalogue
from models.synth.demo import UNCATALOGUED, pack_shot
from models.synth.shelf import render_shelf
from vision.boxes import Boxes, Floats, Ints, iou_matrix
from vision.crops import cut
from vision.eyes import Eyes, load_eyes
from vision.looks import Look, describe
from vision.naming import Gallery
from vision.registry import load_registry
from vision.sameness import Sameness
from vision.see import embed_reference, group_products, look_at_reference, name_groups
from vision.thumbnails import thumbnails

BOOTSTRAP_SEED: Final = 20261123
RATIOS: Final = {
    "named_right": (("right",), ("right", "wrong", "unknown")),
    "named_wrong": (("wrong",), ("right", "wrong", "unknown")),
    "wrong_spec_only": (("wrong_spec",), ("right", "wrong", "unknown")),
    "strangers_named": (("named",), ("strangers",)),
    "grouping_f1": (("same_both", "same_both"), ("same_truth", "same_group")),
}
"""Each figure as counts over counts; the last is the pairwise F1."""


@dataclass(frozen=True)
class Shelf:
    """One photo's answers: counts of products whose box was found, and of pairs of them in one group.

    `right`, `wrong`, `unknown` count products of the catalogue; `strangers` those that are not in it, of which
    `named` got a name all the same. `same_both` pairs are one product and one group, `same_truth` one product,
    `same_group` one group. `wrong_spec` of the wrong ones differ from the truth in nothing but the spec.
    """

    right: int
    wrong: int
    wrong_spec: int
    unknown: int
    strangers: int
    named: int
    same_both: int
    same_truth: int
    same_group: int


def main(
    rendered: Annotated[int, typer.Option(help="how many shelves to draw")] = 12,
    seed: Annotated[int, typer.Option(help="of the drawn shelves")] = 7000,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document to stdout")] = False,
) -> None:
    """Share of products named rightly, wrongly and not at all; grouping by pairs; each with its 95 % interval."""
    eyes = load_eyes(load_registry(Path(str(files("models"))) / "weights" / "registry.json"))
    gallery = demo_gallery(eyes)
    design = {sku.code: f"{sku.brand} {sku.name}" for sku in demo_catalogue()}
    figures = summary([judge(view, gallery, design) for view in look(eyes, rendered, seed)])
    typer.echo(json.dumps(figures, indent=1) if as_json else _lines(figures, "\n"))


@dataclass(frozen=True)
class View:
    """A photo as detected: `vectors` (N, D) of its products; `hit` (H,) rows on a true product, `true` (H,) its SKU,
    `true_xyxy` (H, 4) its true box.

    `patches` are the products' thumbnails, `look` gives a product's picture, made ready, by its row; `curves` are the
    embedder's.
    """

    products: Boxes
    vectors: Floats
    hit: Ints
    true: tuple[str, ...]
    true_xyxy: Floats
    patches: Floats
    look: Callable[[int], Look]
    curves: Sameness


def demo_gallery(eyes: Eyes) -> Gallery:
    """One pack shot for each SKU of the demo's catalogue."""
    known = [sku for sku in demo_catalogue() if sku.code not in UNCATALOGUED]
    heights = {sku.code: float(sku.height_mm) for sku in known}
    return picture_gallery(eyes, [(sku.code, pack_shot(sku)) for sku in known], heights)


def picture_gallery(
    eyes: Eyes,
    pictures: Sequence[tuple[str, npt.NDArray[np.uint8]]],
    height_mm: Mapping[str, float] | None = None,
    *,
    cut_out: bool = False,
) -> Gallery:
    """A gallery of (SKU code, picture) pairs, as the service makes one of the catalogue's references.

    `cut_out`: the pictures were cut from shelf photos.
    """
    return Gallery(
        np.stack([embed_reference(bgr, eyes) for _, bgr in pictures]),
        tuple(code for code, _ in pictures),
        height_mm or {},
        cache(lambda row: look_at_reference(pictures[row][1])),
        frozenset(range(len(pictures)) if cut_out else ()),
    )


def look(eyes: Eyes, count: int, seed: int) -> Iterator[View]:
    """Draw shelves, detect and embed their products."""
    skus = demo_catalogue()
    categories = sorted({sku.category for sku in skus})
    for k in range(count):
        rng = np.random.default_rng([seed, k])
        chosen = rng.choice(categories, size=int(rng.integers(1, 3)), replace=False)
        bgr, truth = render_shelf(rng, tuple(sku for sku in skus if sku.category in chosen))
        yield see_products(
            eyes, bgr, np.array([p.xyxy for p in truth.products], np.float32), [p.sku for p in truth.products]
        )


def see_products(eyes: Eyes, bgr: npt.NDArray[np.uint8], true_xyxy: Floats, true_skus: Sequence[str]) -> View:
    """Detect and embed the products of an (H, W, 3) photo and find out which of the (T, 4) true ones they are."""
    found = eyes.detector(bgr).boxes
    products = found.take(found.class_id == eyes.detector.names.index("product"))
    overlap = iou_matrix(products.xyxy, true_xyxy)
    hit = np.flatnonzero(overlap.max(axis=1) >= 0.5)
    which = overlap[hit].argmax(axis=1)
    true = tuple(true_skus[int(j)] for j in which)
    return View(
        products,
        eyes.embedder(bgr, products.xyxy),
        hit,
        true,
        true_xyxy[which],
        thumbnails(bgr, products.xyxy),
        cache(lambda row: describe(cut(bgr, products.xyxy[row]))),
        eyes.embedder.curves,
    )


def judge(view: View, gallery: Gallery, design: Mapping[str, str]) -> Shelf:
    """Group, name and compare; SKUs of one `design` differ in nothing but the spec."""
    numbers = group_products(
        view.products, view.vectors, view.patches, gallery, view.look, curves=view.curves
    )
    groups = name_groups(view.products, view.vectors, numbers, gallery, view.look, curves=view.curves)
    name_of = {g.number: g.name.sku for g in groups}
    answers = [name_of[int(n)] for n in numbers[view.hit]]
    known = set(gallery.skus)
    pairs = [(t, a) for t, a in zip(view.true, answers, strict=True) if t in known]
    strangers = [a for t, a in zip(view.true, answers, strict=True) if t not in known]
    truth = np.array(view.true)
    one_product, one_group = (
        truth[:, None] == truth[None, :],
        np.equal.outer(numbers[view.hit], numbers[view.hit]),
    )
    upper = np.triu(np.ones(one_group.shape, bool), 1)
    return Shelf(
        right=sum(t == a for t, a in pairs),
        wrong=sum(a is not None and t != a for t, a in pairs),
        wrong_spec=sum(a is not None and t != a and design[t] == design[a] for t, a in pairs),
        unknown=sum(a is None for _, a in pairs),
        strangers=len(strangers),
        named=sum(a is not None for a in strangers),
        same_both=int((one_product & one_group & upper).sum()),
        same_truth=int((one_product & upper).sum()),
        same_group=int((one_group & upper).sum()),
    )


def summary(shelves: Sequence[Shelf]) -> dict[str, dict[str, Any]]:
    """The figures with their intervals over photos."""
    metrics = {name: partial(ratio, top=top, bottom=bottom) for name, (top, bottom) in RATIOS.items()}
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    return {name: asdict(with_interval(metric, shelves, rng)) for name, metric in metrics.items()}


def ratio(shelves: Sequence[Shelf], top: tuple[str, ...], bottom: tuple[str, ...]) -> float:
    """Counts over counts, summed over photos."""
    over = sum(getattr(s, key) for s in shelves for key in top)
    under = sum(getattr(s, key) for s in shelves for key in bottom)
    return over / under if under else 0.0


def _lines(figures: dict[str, dict[str, Any]], between: str) -> str:
    parts = []
    for name, figure in figures.items():
        interval = "" if figure["low"] is None else f" [{figure['low']:.3f}, {figure['high']:.3f}]"
        parts.append(f"{name} {figure['value']:.3f}{interval}")
    return between.join(parts)


if __name__ == "__main__":
    typer.run(main)
