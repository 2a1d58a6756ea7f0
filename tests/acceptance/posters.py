"""How well posters are read: `python -m tests.acceptance.posters [--drawn 240] [--engine both] [--json FILE]`.

With `--labels FILE` another set of that shape alone, its pictures beside it, such as `paimian poster corrections export
--photos` writes.

The 33 pictures of ../shared/data/posters/jd against our labels of them, and posters drawn with known words. An offer
is right when its kind and all its numbers are; the list price is scored apart. Intervals: 95 %, bootstrap over posters.
"""

import json
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import cv2
import typer

from alerts.poster_naming import SkuWords
from api.poster_report import PosterReport
from api.posters import audit_poster
from models.synth.posters import draw_poster
from models.synth.posters_words import BRANDS, PRODUCTS
from tests.acceptance.poster_scores import Scored, f1, share
from vision.posters_engines import EngineChoice, PosterEngines, open_engines

ROOT: Final = Path(__file__).resolve().parents[2]
LABELS: Final = ROOT / "models" / "labels" / "posters" / "jd.json"
PICTURES: Final = ROOT.parent / "shared" / "data" / "posters" / "jd"

Row = tuple[str, bytes, dict[str, Any]]


def main(
    drawn: Annotated[int, typer.Option(help="how many drawn posters")] = 240,
    first: Annotated[int, typer.Option(help="seed of the first drawn poster")] = 0,
    engine: Annotated[str, typer.Option(help="both, rapidocr or tesseract")] = "both",
    out: Annotated[Path | None, typer.Option("--json", help="write the reports there")] = None,
    threads: Annotated[int, typer.Option(help="0: every core")] = 0,
    labels: Annotated[Path | None, typer.Option(help="only this set, its pictures beside it")] = None,
) -> None:
    """Read both sets, print the figures and every miss."""
    choice: EngineChoice = engine  # type: ignore[assignment]
    engines = open_engines(choice, threads=threads)
    kept: dict[str, list[dict[str, Any]]] = {}
    if labels is not None:
        rows = list(photographed(labels, labels.parent))
        kept[labels.stem] = measure(labels.stem, rows, engines, label_skus(labels))
    elif PICTURES.is_dir():
        kept["jd"] = measure("jd", list(photographed()), engines, label_skus())
    if drawn and labels is None:
        kept["drawn"] = measure("drawn", list(made(drawn, first)), engines, drawn_skus())
    if out is not None:
        out.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


def photographed(labels: Path = LABELS, pictures: Path = PICTURES) -> Iterator[Row]:
    """Labelled pictures with their labels; those that are not there are said and left out."""
    for label in json.loads(labels.read_text(encoding="utf-8"))["posters"]:
        path = pictures / label["photo"]
        if path.is_file():
            yield label["photo"], path.read_bytes(), label
        else:
            typer.echo(f"{path}: no such picture", err=True)


def made(count: int, first: int) -> Iterator[Row]:
    """Drawn posters with what they say."""
    for seed in range(first, first + count):
        poster = draw_poster(seed)
        ok, data = cv2.imencode(".png", poster.bgr, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        assert ok
        yield poster.name, data.tobytes(), poster.truth


def label_skus(labels: Path = LABELS) -> list[SkuWords]:
    """A catalogue of the labelled brands, as a company that watches them would keep it."""
    posters = json.loads(labels.read_text(encoding="utf-8"))["posters"]
    brands = sorted({label["brand"] for label in posters if label["brand"]})
    return [SkuWords(f"B{at}", brand, f"{brand}〇", "") for at, brand in enumerate(brands)]


def drawn_skus() -> list[SkuWords]:
    """Every brand with every product."""
    return [
        SkuWords(f"{brand}-{name}", brand, name, spec or "") for brand in BRANDS for name, spec in PRODUCTS
    ]


def measure(
    name: str, rows: Sequence[Row], engines: PosterEngines, skus: Sequence[SkuWords]
) -> list[dict[str, Any]]:
    """Read the pictures and print what came out right and what did not."""
    scored, reports, times = [], [], []
    if not rows:
        typer.echo(f"{name}: no pictures")
        return []
    for photo, data, truth in rows:
        since = time.perf_counter()
        day = truth.get("today")
        today = None if day is None else date.fromisoformat(day)
        report = audit_poster(data, engines, skus, photo_name=photo, today=today).report
        times.append(time.perf_counter() - since)
        read = [offer.model_dump() for offer in report.offers]
        scored.append(Scored(photo, truth["offers"], read))
        reports.append(report)
    say(name, scored, reports, [truth for _, _, truth in rows], sorted(times))
    return [report.model_dump(mode="json") for report in reports]


def say(
    name: str,
    scored: Sequence[Scored],
    reports: Sequence[PosterReport],
    truths: Sequence[dict[str, Any]],
    times: Sequence[float],
) -> None:
    """Print the figures of one set."""
    typer.echo(f"{name}: {len(scored)} posters")
    typer.echo(f"  price right       {share([one.price_right for one in scored])}")
    typer.echo(f"  list price right  {share([one.list_price_right for one in scored])}")
    typer.echo(f"  price invented    {share([one.invented_price for one in scored])}")
    for word in ("brand", "spec"):
        right = [
            getattr(report, word) == truth[word] if truth[word] else None
            for report, truth in zip(reports, truths, strict=True)
        ]
        typer.echo(f"  {word + ' right':<17} {share(right)}")
    if any("valid_from" in offer for one in scored for offer in one.truth):
        typer.echo(f"  terms right       {share([flag for one in scored for flag in one.terms_right()])}")
    typer.echo(f"  offers F1         {f1(scored)}")
    for kind in sorted({offer["kind"] for one in scored for offer in (*one.truth, *one.read)}):
        typer.echo(f"    {kind:<15} {f1(scored, kind)}")
    offers = [offer for report in reports for offer in report.offers]
    flagged = share([offer.needs_check for offer in offers])
    differ = sum(bool(offer.readings) for offer in offers)
    typer.echo(f"  to be checked     {flagged}, for differing digits {differ}")
    typer.echo(f"  seconds a poster  median {times[len(times) // 2]:.2f}, longest {times[-1]:.2f}")
    for one in scored:
        misses = one.misses() + one.terms_missed()
        if one.list_price_right is False:
            misses.append(f"list prices {sorted(one.list_prices(one.read))}")
        for miss in misses:
            typer.echo(f"  miss {one.name}: {miss}")


if __name__ == "__main__":
    typer.run(main)
