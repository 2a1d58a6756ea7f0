"""`paimian dataset …`: labels for training and labelling elsewhere, and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from api.cli_common import (
    BAD_INPUT,
    HomeOption,
    JsonOption,
    Offline,
    complain,
    fail,
    failures_said,
    open_home,
    print_json,
)
from api.dataset_answers import labels_answer
from api.dataset_export import gather, write_dataset
from api.dataset_import import Importer, undo_import
from api.dataset_names import By
from api.dataset_source import FolderSource, open_source
from api.dataset_values import Format, Source
from api.pictures import Pictures
from catalog.database import reading
from catalog.queries_datasets import Wanted
from catalog.queries_people import find_chain, find_store
from catalog.rows import key

app = typer.Typer(no_args_is_help=True)
FormatOption = Annotated[Format, typer.Option("--format", help="of the labels")]
ChainOption = Annotated[
    str, typer.Option("--chain", help="the chain of stores (default: the command line's)", metavar="NAME")
]


@app.command("export")
def export(
    format: FormatOption,
    out: Annotated[Path, typer.Option("--out", help="folder, or a file that ends in .zip", metavar="PATH")],
    store: Annotated[str, typer.Option("--store", help="photos of this store only", metavar="CODE")] = "",
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="taken on this day or later")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="taken on this day or before")
    ] = None,
    corrected_only: Annotated[
        bool, typer.Option("--corrected-only", help="only photos that people corrected")
    ] = False,
    by: Annotated[By, typer.Option("--by", help="what a label names")] = "sku",
    photos: Annotated[bool, typer.Option("--photos", help="the pictures too, upright")] = False,
    chain: ChainOption = "",
    home: HomeOption = None,
) -> None:
    """Write the photos' labels, as people corrected them, in a format of labelling tools and trainers."""
    with open_home(home) as offline, failures_said():
        zone = offline.settings.zone
        wanted = Wanted(
            store or None,
            since and since.replace(tzinfo=zone),
            until and until.replace(tzinfo=zone) + timedelta(days=1),
            corrected_only,
        )
        with reading(offline.engine) as session:
            chain_id = _chain(session, offline, chain)
            if store and find_store(session, chain_id, store) is None:
                fail(BAD_INPUT, f"there is no store {store!r}")
            found = gather(session, chain_id, wanted, format=format, by=by)
        pictures = Pictures(offline.files, max_pixels=offline.settings.max_pixels) if photos else None
        missing = write_dataset(found, out, offline.files, pictures)
    typer.echo(f"{out}: {len(found.photos)} photos, {found.boxes} boxes, {len(found.labels)} labels")
    for name in missing:
        complain(f"{name}: the photo is no longer in the data folder")


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="ZIP, folder or file as the tool exports it", metavar="PATH")],
    format: FormatOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would be, and change nothing")] = False,
    chain: ChainOption = "",
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Bring labels back that were corrected elsewhere: by their names, onto the photos of our exports.

    Exit code 2 when anything was left out; what could be taken is in all the same. `dataset undo BATCH` takes it back.
    """
    with open_home(home) as offline, failures_said():
        with reading(offline.engine) as session:
            chain_id = _chain(session, offline, chain)
        with _source(path) as source:
            importer = Importer(offline.engine, chain_id, None, datetime.now(UTC))
            answer = labels_answer(importer.run(source, format, dry_run=dry_run), "en", dry_run=dry_run)
    if as_json:
        print_json(answer.model_dump())
    else:
        counts = ("photos", "same", "moved", "named", "added", "removed")
        typer.echo(", ".join(f"{getattr(answer, name)} {name}" for name in counts))
        if answer.batch:
            typer.echo(f"take it back: paimian dataset undo {answer.batch}")
        for name in answer.unknown_names:
            complain(f"unknown name {name.name!r}, {name.boxes} boxes: {name.fix}")
        for bad in answer.bad:
            complain(": ".join(part for part in (bad.file, bad.item, bad.reason) if part))
    if answer.bad or answer.unknown_names:
        raise typer.Exit(BAD_INPUT)


@app.command("undo")
def undo(
    batch: Annotated[str, typer.Argument(help="as the import said it", metavar="BATCH")],
    chain: ChainOption = "",
    home: HomeOption = None,
) -> None:
    """Take a whole import of labels back."""
    with open_home(home) as offline, failures_said():
        with reading(offline.engine) as session:
            chain_id = _chain(session, offline, chain)
        audits = undo_import(offline.engine, chain_id, batch, now=datetime.now(UTC))
    typer.echo(f"{len(audits)} photos are as they were")


def _chain(session: Session, offline: Offline, name: str) -> int:
    if not name:
        return offline.chain_id
    if (found := find_chain(session, name)) is None:
        fail(BAD_INPUT, f"there is no chain {name!r}")
    return key(found.id)


@contextmanager
def _source(path: Path) -> Iterator[Source]:
    if path.is_dir():
        yield FolderSource(path)
        return
    with path.open("rb") as file:
        yield open_source(path.name, file)
