"""`paimian must-stock …`: lists from the shell."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

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
    read_file,
)
from api.reasons import say_row
from catalog.database import reading, writing
from catalog.header_row import BadRow
from catalog.must_stock_import import import_must_stock
from catalog.queries_must_stock import list_must_stock

must_stock = typer.Typer(no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(help="table with a header line", metavar="FILE.csv|FILE.xlsx")]


@must_stock.command("import")
def import_must_stock_(file: FileArgument, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Import must-stock lines: columns sku, store class, min facings, valid from, valid until."""
    data = read_file(file)
    with open_home(home) as offline, failures_said():
        with writing(offline.engine) as session:
            done = import_must_stock(session, offline.chain_id, data, today=_today(offline))
        _tell(file, asdict(done), done.counts, done.bad, as_json)


@must_stock.command("list")
def list_must_stock_(
    store_class: Annotated[str | None, typer.Option("--class", help="of this class only")] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """List the must-stock lines that are in force today."""
    with open_home(home) as offline, failures_said():
        with reading(offline.engine) as session:
            rows = list_must_stock(session, offline.chain_id, store_class=store_class, on=_today(offline))
        lines = [
            {
                "store_class": row.line.store_class,
                "sku": row.sku.code,
                "name": f"{row.sku.brand} {row.sku.name} {row.sku.spec}".strip(),
                "min_facings": row.line.min_facings,
                "valid_from": _iso(row.line.valid_from),
                "valid_until": _iso(row.line.valid_until),
            }
            for row in rows
        ]
        if as_json:
            print_json({"must_stock": lines})
            return
        for line in lines:
            until = line["valid_until"] or "open"
            typer.echo(
                f"{line['store_class'] or '*'}\t{line['sku']}\t{line['name']}\t{line['min_facings']}\t"
                f"{line['valid_from']} – {until}"
            )


def _tell(
    file: Path, document: dict[str, Any], counts: tuple[int, int, int], bad: Sequence[BadRow], as_json: bool
) -> None:
    if as_json:
        print_json({"imported": sum(counts), **document})
    else:
        typer.echo(f"{sum(counts)} rows imported ({counts[0]} new, {counts[1]} changed), {len(bad)} bad")
    _complain(file, bad)
    if bad and not sum(counts):
        fail(BAD_INPUT, f"{file}: no row could be imported")


def _complain(file: Path, bad: Sequence[BadRow]) -> None:
    for row in bad:
        where = f"line {row.line}" + (f", {row.column}" if row.column else "")
        what = say_row("en", row.reason, row.params)
        complain(f"{file}: {where}: {what}" + (f": {row.value!r}" if row.value else ""))


def _today(offline: Offline) -> date:
    return datetime.now(UTC).astimezone(offline.settings.zone).date()


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
