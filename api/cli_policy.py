"""`paimian policy …`: promotion policies from the shell."""

from datetime import UTC, datetime
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
from api.cli_imports import tell_import
from api.i18n import Locale, is_locale
from api.schemas_policies import PolicyAnswer
from catalog.database import reading, writing
from catalog.policy_export import policies_workbook, policy_template
from catalog.policy_import import import_policies
from catalog.queries_policies import PolicyState, list_policies

app = typer.Typer(no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(help="table with a header line", metavar="FILE.csv|FILE.xlsx")]
OutOption = Annotated[Path, typer.Option("--out", help="where to write the workbook", metavar="FILE.xlsx")]
LangOption = Annotated[str, typer.Option("--lang", help="zh-CN or en")]
ALL = 1_000_000


@app.command("import")
def import_(file: FileArgument, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Import policies; rows of one code are one policy, which goes in whole or not at all."""
    data = read_file(file)
    with open_home(home) as offline, failures_said():
        now = datetime.now(UTC)
        today = now.astimezone(offline.settings.zone).date()
        with writing(offline.engine) as session:
            done = import_policies(session, offline.chain_id, data, now=now, today=today)
        tell_import(file, done, as_json=as_json)


@app.command("list")
def list_(
    state: Annotated[
        PolicyState | None, typer.Option(help="running, planned, ended or withdrawn; left out: all")
    ] = None,
    sku: Annotated[str | None, typer.Option(help="for the SKU of this code")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="write a workbook instead", metavar="FILE.xlsx")
    ] = None,
    lang: LangOption = "zh-CN",
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """List policies by priority, then the newest first, or write them as a workbook that imports again."""
    locale = _locale(lang)
    with open_home(home) as offline, failures_said():
        today = datetime.now(UTC).astimezone(offline.settings.zone).date()
        with reading(offline.engine) as session:
            page = list_policies(session, offline.chain_id, today=today, state=state, sku=sku, limit=ALL)
        if out is not None:
            out.write_bytes(policies_workbook(page.rows, today=today, locale=locale))
            complain(f"{out}: {len(page.rows)} policies")
            return
        answers = [PolicyAnswer.of(row, today, locale) for row in page.rows]
        if as_json:
            print_json({"policies": [answer.model_dump(mode="json") for answer in answers]})
            return
        for one in answers:
            what = ", ".join((*(sku.code for sku in one.skus), *one.categories))
            until = one.valid_until or "open"
            typer.echo(
                f"{one.code}\t{one.name}\t{one.summary}\t{one.state}\t{one.valid_from} – {until}\t{what}"
            )


@app.command("template")
def template(out: OutOption, lang: LangOption = "zh-CN", home: HomeOption = None) -> None:
    """Write a workbook to fill in, with the chain's categories and places to choose from."""
    locale = _locale(lang)
    with open_home(home) as offline, failures_said():
        with reading(offline.engine) as session:
            out.write_bytes(policy_template(session, offline.chain_id, locale))
        complain(f"{out}: fill it in, then run: paimian policy import {out}")


def _locale(word: str) -> Locale:
    if not is_locale(word):
        fail(BAD_INPUT, f"expected --lang zh-CN or en, got {word!r}")
    return word
