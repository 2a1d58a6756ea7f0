"""`paimian poster corrections export`: what people corrected, as test cases."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli_common import HomeOption, complain, failures_said, open_home
from api.pictures import Pictures
from api.poster_cases import LABELS, poster_cases, write_cases
from catalog.database import reading

app = typer.Typer(no_args_is_help=True, help="What people corrected on posters.")


@app.callback()
def corrections() -> None:
    """What people corrected on posters."""


@app.command("export")
def export(
    out: Annotated[Path, typer.Option("--out", help="folder, made if need be", metavar="FOLDER")],
    photos: Annotated[bool, typer.Option("--photos", help="the pictures beside the labels")] = False,
    home: HomeOption = None,
) -> None:
    """Write corrected posters as a set of test cases, in the shape of models/labels/posters/jd.json.

    `python -m tests.acceptance.posters --labels FOLDER/posters.json` scores the reading on them.
    """
    with open_home(home) as offline, failures_said():
        with reading(offline.engine) as session:
            found = poster_cases(session, offline.chain_id)
        pictures = (Pictures(offline.files, max_pixels=offline.settings.max_pixels), offline.files)
        missing = write_cases(found, out, pictures if photos else None)
    typer.echo(f"{out / LABELS}: {len(found.cases)} posters")
    if found.left_out:
        complain(f"{found.left_out} corrected posters left out: other offers on them are still to be checked")
    for name in missing:
        complain(f"{name}: the photo is no longer in the data folder")
