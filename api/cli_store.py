"""`paimian store …`: the chain's stores from the shell."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli_common import (
    HomeOption,
    JsonOption,
    failures_said,
    open_home,
    print_json,
    read_file,
)
from api.cli_imports import tell_import
from catalog.database import reading, writing
from catalog.queries_stores import stores_by_code
from catalog.store_import import import_stores

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """List the stores with city, trade area and class."""
    with open_home(home) as offline, failures_said():
        with reading(offline.engine) as session:
            stores = sorted(stores_by_code(session, offline.chain_id).items())
        fields = ("code", "name", "city", "trade_area", "store_class")
        if as_json:
            print_json({"stores": [{name: getattr(store, name) for name in fields} for _, store in stores]})
            return
        for _, store in stores:
            typer.echo("\t".join(getattr(store, name) for name in fields))


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(help="table with code, name, city, trade area, class", metavar="FILE.csv|FILE.xlsx"),
    ],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Import stores from a table: good rows in, bad rows listed with line and reason."""
    data = read_file(file)
    with open_home(home) as offline, failures_said():
        with writing(offline.engine) as session:
            outcome = import_stores(session, offline.chain_id, data)
        tell_import(file, outcome, as_json=as_json)
