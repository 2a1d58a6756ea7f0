"""`paimian poster`: pictures of posters in, their lines and offers out; nothing stored."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from api import cli_corrections
from api.cli_common import (
    BAD_INPUT,
    HomeOption,
    JsonOption,
    Offline,
    complain,
    failures_said,
    open_eyes,
    open_home,
    print_json,
    worded,
)
from api.gallery import GalleryCache
from api.offer_words import offer_summary, outcome_words, terms_words
from api.pipeline import gallery_of
from api.poster_report import OfferPart, PosterReport
from api.poster_words import rows_to_find, words_of
from api.posters import audit_poster
from catalog.database import reading
from vision.errors import PhotoError
from vision.eyes import Eyes
from vision.naming import Gallery
from vision.posters_engines import open_engines


class _ReadsOrCorrects(TyperGroup):
    """`paimian poster IMAGE...` reads; a word that names a command of the group is that command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the reading's name before what names no command."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["read", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_ReadsOrCorrects, help="Read the offers off posters: `paimian poster IMAGE...`.")
app.add_typer(cli_corrections.app, name="corrections")


@app.command("read")
def poster(
    images: Annotated[
        list[Path], typer.Argument(help="pictures of posters: JPEG, PNG, WebP or HEIC", metavar="IMAGE...")
    ],
    taken: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="the day the pictures were taken, from which dates without a year get theirs (default: today)",
        ),
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Read the offers off posters: kind, numbers, effective price and depth."""
    with open_home(home) as offline, failures_said():
        engines = open_engines(offline.settings.ocr_engine, threads=offline.settings.threads)
        with reading(offline.engine) as session:
            rows = rows_to_find(session, offline.chain_id)
        skus = words_of(rows)
        pictured = any(row.references for row in rows)
        eyes, gallery = _recognition(offline) if pictured else (None, None)
        if engines.digits is None:
            complain("digits are read by one engine only and stay unchecked")
        reports: list[dict[str, Any]] = []
        status = 0
        for path in images:
            try:
                report = audit_poster(
                    path.read_bytes(),
                    engines,
                    skus,
                    photo_name=str(path),
                    max_pixels=offline.settings.max_pixels,
                    eyes=eyes,
                    gallery=gallery,
                    today=(taken or datetime.now(UTC).astimezone(offline.settings.zone)).date(),
                ).report
            except PhotoError as error:
                complain(f"{path}: {worded(error)}")
                status = BAD_INPUT
            except OSError as error:
                complain(f"{path}: {error.strerror or error}")
                status = BAD_INPUT
            else:
                reports.append(report.model_dump(mode="json"))
                if not as_json:
                    typer.echo(_table(report))
        if as_json:
            print_json({"posters": reports})
        raise typer.Exit(status)


def _recognition(offline: Offline) -> tuple[Eyes, Gallery]:
    """What finds packs and names them from the catalogue's pictures."""
    eyes = open_eyes(offline.settings)
    cache = GalleryCache(offline.engine, offline.files, eyes)
    return eyes, gallery_of(cache.facts(offline.chain_id), cache.look)


def _table(report: PosterReport) -> str:
    """The report as lines of text."""
    about = ", ".join(word for word in (report.brand, report.product, report.spec) if word)
    lines = [
        f"{report.photo}: {len(report.lines)} lines, {len(report.offers)} offers, {report.seconds['total']:.2f} s"
        + (f"; {about}" if about else "")
    ]
    if report.outcome != "offers":
        lines.append(f"  {outcome_words(report.outcome, 'en')}")
    lines += [f"  {offer_row(offer)}" for offer in report.offers]
    return "\n".join(lines)


def offer_row(offer: OfferPart) -> str:
    """An offer as one line of text."""
    depth = f"  depth {offer.depth:.1%}" if offer.depth is not None else ""
    assumed = f" ({', '.join(offer.assumptions)})" if offer.assumptions else ""
    terms = "".join(f"  {phrase}" for phrase in terms_words(offer, "en"))
    readings = ", ".join(f"{one.first} or {one.second}" for one in offer.readings)
    check = f"  CHECK: {', '.join(offer.doubts)}" if offer.needs_check else ""
    check += f" [{readings}]" if readings else ""
    return f"{offer.kind:<13} {offer_summary(offer, 'en'):<28}{depth}{assumed}{terms}{check}  «{offer.text}»"
