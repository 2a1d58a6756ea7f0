"""`paimian route …`: who visits which stores on which weekday, from the shell."""

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
from api.reasons import say_row
from catalog.database import reading, writing
from catalog.queries_routes import stops_of, travellers
from catalog.queries_stores import stores_by_code
from catalog.route_import import WEEKDAYS, import_routes
from catalog.rows import key

app = typer.Typer(no_args_is_help=True)


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help="table with rep, weekday, store, position", metavar="FILE.csv|FILE.xlsx")
    ],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Import routes: the reps' weekdays that the file names become what it says; bad rows are listed."""
    data = read_file(file)
    with open_home(home) as offline, failures_said():
        with writing(offline.engine) as session:
            chain_id = offline.chain_id
            stores = {code: key(store.id) for code, store in stores_by_code(session, chain_id).items()}
            found = import_routes(
                session, chain_id, data, people=travellers(session, chain_id), stores=stores
            )
        done = found.done
        imported = done.created + done.updated + done.unchanged
        if as_json:
            counts = {name: value for name, value in vars(done).items() if name != "before"}
            bad = [
                {"line": row.line, "column": row.column, "reason": row.reason, "value": row.value}
                for row in found.bad
            ]
            print_json(
                {
                    "imported": imported,
                    **counts,
                    "bad": bad,
                    "ignored_columns": list(found.ignored_columns),
                }
            )
        else:
            typer.echo(
                f"{imported} stops imported ({done.created} new, {done.updated} moved), "
                f"{done.removed} removed, {len(found.bad)} rows bad"
            )
        for row in found.bad:
            where = f"line {row.line}" + (f", {row.column}" if row.column else "")
            what = say_row("en", row.reason, row.params)
            complain(f"{file}: {where}: {what}" + (f": {row.value!r}" if row.value else ""))
        if found.bad and not imported:
            fail(BAD_INPUT, f"{file}: no row could be imported")


@app.command("list")
def list_(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """List the routes by rep and weekday, in order."""
    with open_home(home) as offline, failures_said():
        with reading(offline.engine) as session:
            people = {key(each.user.id): name for name, each in travellers(session, offline.chain_id).items()}
            codes = {key(s.id): code for code, s in stores_by_code(session, offline.chain_id).items()}
            days = [
                {
                    "rep": people[user_id],
                    "weekday": WEEKDAYS["en"][weekday],
                    "stores": [codes[stop.store_id] for stop in stops],
                }
                for (user_id, weekday), stops in sorted(stops_of(session, people).items())
            ]
        if as_json:
            print_json({"routes": days})
            return
        for day in days:
            typer.echo(f"{day['rep']}\t{day['weekday']}\t{' '.join(day['stores'])}")
