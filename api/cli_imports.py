"""What a command says of an imported table: what went in, and each row that did not, with the reason."""

from pathlib import Path

import typer

from api.cli_common import BAD_INPUT, complain, fail, print_json
from catalog.imported import CodesImported


def tell_import(file: Path, done: CodesImported, *, as_json: bool) -> None:
    """Say it on stdout, bad rows on stderr; leaves with 2 where rows are bad and none went in."""
    imported = sum(done.counts)
    if as_json:
        print_json(
            {
                "imported": imported,
                "created": list(done.created),
                "updated": list(done.updated),
                "unchanged": list(done.unchanged),
                "bad": [
                    {"line": row.line, "column": row.column, "reason": row.reason, "value": row.value}
                    for row in done.bad
                ],
                "ignored_columns": list(done.ignored_columns),
            }
        )
    else:
        typer.echo(
            f"{imported} rows imported ({len(done.created)} new, {len(done.updated)} changed), "
            f"{len(done.bad)} bad"
        )
    for row in done.bad:
        where = f"line {row.line}" + (f", {row.column}" if row.column else "")
        complain(f"{file}: {where}: {row.reason}" + (f": {row.value!r}" if row.value else ""))
    if done.bad and not imported:
        fail(BAD_INPUT, f"{file}: no row could be imported")
