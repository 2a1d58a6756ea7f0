"""`paimian audit`: photos in, facings out; no server, nothing stored but vectors of new reference pictures."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import cv2
import typer

from api.cli_common import (
    BAD_INPUT,
    FAILURE,
    HomeOption,
    JsonOption,
    complain,
    failures_said,
    open_eyes,
    open_home,
    print_json,
    worded,
)
from api.cli_poster import offer_row
from api.gallery import GalleryCache
from api.overlay import overlay_of
from api.pipeline import ShelfOutcome, audit_shelf
from catalog.queries_skus import ShelfFacts
from vision.errors import NothingFound, PhotoError
from vision.posters_engines import open_engines


def audit(
    photos: Annotated[
        list[Path], typer.Argument(help="shelf photos: JPEG, PNG, WebP or HEIC", metavar="PHOTO...")
    ],
    as_json: JsonOption = False,
    overlay: Annotated[
        Path | None, typer.Option(help="folder for the photos with boxes drawn on them", metavar="DIR")
    ] = None,
    talkers: Annotated[
        bool | None,
        typer.Option(
            "--talkers/--no-talkers",
            help="read posters and shelf-talkers too (default: PAIMIAN_SHELF_TALKERS)",
        ),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Count the facings on shelf photos by brand and spec, with what the catalogue knows."""
    with open_home(home) as offline, failures_said():
        eyes = open_eyes(offline.settings)
        reader = None
        if offline.settings.shelf_talkers if talkers is None else talkers:
            reader = open_engines(offline.settings.ocr_engine, threads=offline.settings.threads).reader
        gallery = GalleryCache(offline.engine, offline.files, eyes)
        facts = gallery.facts(offline.chain_id)
        reports: list[dict[str, Any]] = []
        status = 0
        overlays = _overlay_names(overlay, photos) if overlay is not None else [None] * len(photos)
        for path, target in zip(photos, overlays, strict=True):
            try:
                outcome = audit_shelf(
                    path.read_bytes(),
                    facts,
                    eyes,
                    gallery.look,
                    photo_name=str(path),
                    max_pixels=offline.settings.max_pixels,
                    reader=reader,
                    today=datetime.now(UTC).astimezone(offline.settings.zone).date(),
                )
            except NothingFound as error:
                complain(f"{path}: failed: {worded(error)}")
                status = max(status, FAILURE)
            except PhotoError as error:
                complain(f"{path}: {worded(error)}")
                status = BAD_INPUT
            except OSError as error:
                complain(f"{path}: {error.strerror or error}")
                status = BAD_INPUT
            else:
                reports.append(outcome.report.model_dump(mode="json"))
                if target is not None:
                    _draw(outcome, facts, target)
                if not as_json:
                    typer.echo(_table(outcome))
        if as_json:
            print_json({"photos": reports})
        raise typer.Exit(status)


def _draw(outcome: ShelfOutcome, facts: ShelfFacts, target: Path) -> None:
    picture = overlay_of(outcome.photo.bgr, outcome.seen, facts.skus, outcome.report.talkers)
    ok, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 88])
    if not ok:
        raise OSError(f"{target}: the overlay could not be encoded")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data.tobytes())


def _overlay_names(folder: Path, photos: list[Path]) -> list[Path]:
    """FOLDER/NAME.overlay.jpg for each photo; a second photo of one name gets a number."""
    names: list[Path] = []
    for photo in photos:
        target, number = folder / f"{photo.stem}.overlay.jpg", 1
        while target in names:
            number += 1
            target = folder / f"{photo.stem}-{number}.overlay.jpg"
        names.append(target)
    return names


def _table(outcome: ShelfOutcome) -> str:
    """The report as lines of text."""
    seen, report = outcome.seen, outcome.report
    known = sum(product.sku is not None for product in report.products)
    total = len(report.products)
    lines = [
        f"{report.photo}: {total} products on {max(seen.layer.tolist())} layers, {len(seen.groups)} groups, "
        f"{known} named, {total - known} unknown, {len(report.gaps)} gaps, {report.seconds['total']:.2f} s"
    ]
    if not report.quality.ok:
        lines.append(f"  quality: {', '.join(report.quality.reasons)}")
    if report.truncated:
        lines.append("  more products than can be reported: the count stops here")
    lines += [f"  {'layer':>5} {'columns':>7} {'units':>5}  brand, spec, SKU"]
    for row in outcome.rows:
        what = f"{row.brand}, {row.spec}, {row.sku}" if row.sku else f"unknown group {row.group}"
        lines.append(f"  {row.layer:>5} {row.columns:>7} {row.units:>5}  {what}")
    for talker in outcome.report.talkers or ():
        lines.append(f"  layer {talker.layer}, a sign:")
        lines += [f"    {offer_row(offer)}" for offer in talker.offers]
    return "\n".join(lines)
