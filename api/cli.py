"""The command line: `paimian`. Each command group has a file of its own; this one joins them."""

import sys
from collections.abc import Sequence

import typer

from api import (
    cli_alerts,
    cli_audit,
    cli_dataset,
    cli_history,
    cli_lists,
    cli_models,
    cli_photos,
    cli_plan,
    cli_policy,
    cli_poster,
    cli_route,
    cli_scans,
    cli_serve,
    cli_sku,
    cli_store,
    cli_user,
)
from api.cli_common import HomeOption, remember_home
from api.cli_record import remember_command

app = typer.Typer(
    name="paimian",
    help="Paimian 排面: a photo of a shelf becomes counted facings by brand and spec.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("audit")(cli_audit.audit)
app.command("serve")(cli_serve.serve)
app.command("demo")(cli_serve.demo)
app.command("demo-history")(cli_history.demo_history)
app.command("train", context_settings=cli_models.PASS_ON)(cli_models.train)
app.command("evaluate", context_settings=cli_models.PASS_ON)(cli_models.evaluate)
app.command("bench", context_settings=cli_models.PASS_ON)(cli_models.bench)
app.add_typer(cli_poster.app, name="poster", help="Read the offers off posters; what people corrected.")
app.add_typer(cli_store.app, name="store", help="The chain's stores: list and import them.")
app.add_typer(cli_route.app, name="route", help="Who visits which stores on which weekday: import, list.")
app.add_typer(cli_user.app, name="user", help="People who may sign in.")
app.add_typer(cli_plan.app, name="plan", help="Planograms: import, list, export; hold a photo against one.")
app.add_typer(cli_policy.app, name="policy", help="Promotion policies: import, list, get the template.")
app.add_typer(cli_sku.app, name="sku", help="The catalogue: add, list and import SKUs.")
app.add_typer(cli_dataset.app, name="dataset", help="Labels for training and labelling tools, and back.")
app.add_typer(cli_photos.app, name="photos", help="Are photos as they were taken in? Seal and verify them.")
app.add_typer(cli_scans.app, name="scans", help="Daily sales of the tills.")
app.add_typer(cli_alerts.app, name="alerts", help="Silence at the till: judge a day, replay the past.")
app.add_typer(cli_lists.must_stock, name="must-stock", help="What stores of a class must carry.")


@app.callback()
def root(home: HomeOption = None) -> None:
    """Paimian 排面: a photo of a shelf becomes counted facings by brand and spec."""
    remember_home(home)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process: 0 done, 1 a failure, 2 bad input."""
    given = list(arguments if arguments is not None else sys.argv[1:])
    remember_command(given)
    app(args=given)


if __name__ == "__main__":
    main()
