"""How well a poster's product is named with its pack shot: `python -m tests.acceptance.packs [--posters 98]`.

Drawn posters of the demo's SKUs, which say nothing of the product, its brand, or its name beside the picture; the
catalogue has one pack shot of each. Strangers are packs of brands that no catalogue has, on posters that do not say
whose they are. The same posters by words alone are the comparison. Intervals: 95 %, bootstrap over posters.
"""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

import cv2
import numpy as np
import typer

from alerts.poster_naming import SkuWords
from api.poster_report import PosterReport
from api.posters import audit_poster
from catalog.spec import parse_spec
from models.identity import demo_gallery
from models.synth.brands import demo_catalogue
from models.synth.demo import UNCATALOGUED
from models.synth.family import random_sku_family
from models.synth.posters_packs import Words, draw_pack_poster
from models.synth.sku import Sku
from tests.acceptance.poster_scores import share
from vision.eyes import Eyes, load_eyes
from vision.naming import Gallery
from vision.posters_engines import PosterEngines, open_engines
from vision.registry import load_registry

SAID: Final[tuple[Words, ...]] = ("none", "brand", "name")


def main(
    posters: Annotated[int, typer.Option(help="how many posters of known products")] = 98,
    strangers: Annotated[int, typer.Option(help="how many of strangers")] = 30,
    first: Annotated[int, typer.Option(help="seed of the first poster")] = 5000,
) -> None:
    """Draw, read, name; print the figures and every wrong name."""
    eyes = load_eyes(load_registry(Path(str(files("models"))) / "weights" / "registry.json"))
    engines, gallery = open_engines("rapidocr"), demo_gallery(eyes)
    known = [sku for sku in demo_catalogue() if sku.code not in UNCATALOGUED]
    skus = [SkuWords(s.code, s.brand, s.name, str(parse_spec(s.spec))) for s in known]
    order = np.random.default_rng(first).permutation(len(known))
    for at, words in enumerate(SAID):
        chosen = [known[order[k % len(known)]] for k in range(at, posters, len(SAID))]
        seeds = range(first + at, first + posters, len(SAID))
        rows = list(zip(chosen, seeds, strict=True))
        say(f"{words} said, by words and picture", list(named(rows, words, engines, skus, eyes, gallery)))
        say(f"{words} said, by words alone", list(named(rows, words, engines, skus, None, None)))
    foreign = [random_sku_family(np.random.default_rng([first, k]))[0] for k in range(strangers)]
    rows = [(sku, first + 10_000 + k) for k, sku in enumerate(foreign)]
    told = list(named(rows, "none", engines, skus, eyes, gallery))
    typer.echo(f"strangers: {len(told)} posters")
    typer.echo(f"  a SKU named      {share([report.sku is not None for _, report in told])}")
    typer.echo(f"  a product named  {share([report.product is not None for _, report in told])}")


def named(
    rows: Sequence[tuple[Sku, int]],
    words: Words,
    engines: PosterEngines,
    skus: Sequence[SkuWords],
    eyes: Eyes | None,
    gallery: Gallery | None,
) -> Iterator[tuple[Sku, PosterReport]]:
    """Each poster's SKU with the report of it."""
    for sku, seed in rows:
        poster = draw_pack_poster(seed, sku, words)
        ok, data = cv2.imencode(".png", poster.bgr, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        assert ok
        seen = audit_poster(data.tobytes(), engines, skus, photo_name=poster.name, eyes=eyes, gallery=gallery)
        yield sku, seen.report


def say(name: str, told: Sequence[tuple[Sku, PosterReport]]) -> None:
    """Right, wrong and unknown, of SKUs and of products (brand and name; the spec may be open)."""
    typer.echo(f"{name}: {len(told)} posters")
    answers = {
        "SKU": [(report.sku, sku.code) for sku, report in told],
        "product": [
            (None if report.product is None else (report.brand, report.product), (sku.brand, sku.name))
            for sku, report in told
        ],
    }
    for what, pairs in answers.items():
        typer.echo(f"  {what:<8} right {share([said == true for said, true in pairs])}")
        typer.echo(f"  {what:<8} wrong {share([said is not None and said != true for said, true in pairs])}")
    for sku, report in told:
        if report.sku not in {None, sku.code}:
            typer.echo(f"  wrong {report.photo}: {report.sku} for {sku.code}")


if __name__ == "__main__":
    typer.run(main)
