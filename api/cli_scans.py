"""`paimian scans …`: daily sales of the tills from the shell, files of any size."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
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
    read_file,
)
from api.reasons import say_row
from catalog.database import writing
from catalog.scan_aside import take_in_aside
from catalog.scan_import import Feed, Progress, import_scan_file
from catalog.till_lists import TillList, import_till_list

app = typer.Typer(no_args_is_help=True)
_EVERY_SECONDS = 2.0


@app.command("import")
def import_scans(
    file: Annotated[
        Path,
        typer.Argument(
            help="table with a header line", metavar="FILE.csv|FILE.xlsx", exists=True, dir_okay=False
        ),
    ],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Import daily sales: columns store, sku, date, units; bad rows and unknown words are listed."""
    begun = time.perf_counter()
    with open_home(home) as offline, failures_said():
        now, zone = datetime.now(UTC), offline.settings.zone
        feed = Feed(offline.chain_id, now, now.astimezone(zone).date(), zone, file.name)
        done = import_scan_file(offline.engine, feed, file, _teller())
    seconds = time.perf_counter() - begun
    if as_json:
        document = {
            **asdict(done),
            "seconds": round(seconds, 2),
            "rows_per_second": round(done.rows / seconds),
        }
        typer.echo(json.dumps(document, ensure_ascii=False, default=date.isoformat))
    else:
        span = f", {done.first_day} to {done.last_day}" if done.first_day else ""
        typer.echo(
            f"{done.kept} figures kept of {done.rows} rows: {done.stores} stores, {done.skus} SKUs{span}; "
            f"{done.bad_rows} bad rows, {done.aside} put aside; {seconds:.1f} s, "
            f"{done.rows / seconds:,.0f} rows a second"
        )
    for row in done.bad:
        where = f"line {row.line}" + (f", {row.column}" if row.column else "")
        complain(
            f"{file}: {where}: {say_row('en', row.reason, row.params)}"
            + (f": {row.value!r}" if row.value else "")
        )
    for what, words in (("store", done.unknown_stores), ("SKU", done.unknown_skus)):
        for word in words:
            complain(f"{file}: line {word.first_line}: unknown {what} {word.word!r} in {word.rows} rows")
    if done.cut:
        complain(f"{file}: the last row is cut off: is the whole file here? Send it again when it is")
    if not done.kept and not done.aside and done.rows:
        fail(BAD_INPUT, f"{file}: no row could be imported")


@app.command("list")
def import_list(
    kind: Annotated[TillList, typer.Argument(help="listing, stock, closure or successor")],
    file: Annotated[Path, typer.Argument(help="table with a header line", metavar="FILE.csv|FILE.xlsx")],
    home: HomeOption = None,
) -> None:
    """Import what stores carry, their stock, days they are closed, or successors of SKUs."""
    data = read_file(file)
    with open_home(home) as offline, failures_said(), writing(offline.engine) as session:
        today = datetime.now(UTC).astimezone(offline.settings.zone).date()
        done = import_till_list(session, offline.chain_id, kind, data, today=today)
    typer.echo(f"{done.imported} rows imported, {len(done.bad)} bad")
    for row in done.bad:
        where = f"line {row.line}" + (f", {row.column}" if row.column else "")
        complain(
            f"{file}: {where}: {say_row('en', row.reason, row.params)}"
            + (f": {row.value!r}" if row.value else "")
        )
    if done.bad and not done.imported:
        fail(BAD_INPUT, f"{file}: no row could be imported")


@app.command("aside")
def take_aside(home: HomeOption = None) -> None:
    """Take in what was put aside of stores and SKUs that are known by now."""
    with open_home(home) as offline, failures_said(), writing(offline.engine) as session:
        rows = take_in_aside(session, offline.chain_id, datetime.now(UTC))
    typer.echo(f"{rows} figures taken in")


def _teller() -> Callable[[Progress], None]:
    """Progress on stderr every few seconds, for whoever watches a long import."""
    begun = told = time.perf_counter()

    def tell(progress: Progress) -> None:
        nonlocal told
        now = time.perf_counter()
        if now - told < _EVERY_SECONDS:
            return
        told = now
        rate = progress.rows / (now - begun)
        print(
            f"{progress.step} {progress.fraction:4.0%}, {progress.rows:,} rows, {rate:,.0f} a second",
            file=sys.stderr,
        )

    return tell
