"""`paimian store …`: the chain's stores from the shell."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli_common import (
    BAD_INPUT,
    HomeOption,
    JsonOption,
    complain,
    fail,
    failures_said,
    open_home,
    print_json,
    read_file,
)
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
        imported = len(outcome.created) + len(outcome.updated) + len(outcome.unchanged)
        if as_json:
            bad = [
                {"line": row.line, "column": row.column, "reason": row.reason, "value": row.value}
                for row in outcome.bad
            ]
            counts = {
                "created": list(outcome.created),
                "updated": list(outcome.updated),
                "unchanged": list(outcome.unchanged),
            }
            ignored = list(outcome.ignored_columns)
            print_json({"imported": imported, **counts, "bad": bad, "ignored_columns": ignored})
        else:
            typer.echo(
                f"{imported} rows imported ({len(outcome.created)} new, {len(outcome.updated)} changed), "
                f"{len(outcome.bad)} bad"
            )
        for row in outcome.bad:
            where = f"line {row.line}" + (f", {row.column}" if row.column else "")
            complain(f"{file}: {where}: {row.reason}" + (f": {row.value!r}" if row.value else ""))
        if outcome.bad and not imported:
            fail(BAD_INPUT, f"{file}: no row could be imported")
