"""`paimian demo-history`: a chain with a past, made up, to see and time the distribution report on."""

from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Annotated

import typer

from api import demo
from api.cli_common import BAD_INPUT, HomeOption, fail, failures_said, open_home
from api.demo_chain import STORE_MARK, HistorySize, fill_history, make_skus, make_stores
from catalog.database import reading, writing
from catalog.queries_history_filling import store_codes


def demo_history(
    stores: Annotated[int, typer.Option(min=1, max=5000)] = 200,
    skus: Annotated[int, typer.Option(min=1, max=500)] = 40,
    days: Annotated[int, typer.Option(min=1, max=1000, help="up to yesterday")] = 90,
    every: Annotated[int, typer.Option(min=1, max=30, help="days from a visit to the next")] = 1,
    seed: Annotated[int, typer.Option(help="the same seed, the same past")] = 7,
    home: HomeOption = None,
) -> None:
    """Fill a home with made-up stores, SKUs, shelf days and sales; never one that holds a chain's own stores."""
    begun = perf_counter()
    with open_home(home) as offline, failures_said():
        with reading(offline.engine) as session:
            codes = store_codes(session, offline.chain_id)
        if any(code.startswith(STORE_MARK) for code in codes):
            fail(BAD_INPUT, "this home has a made-up history already; choose another with --home")
        if codes and not demo.is_filled(offline.engine):
            fail(BAD_INPUT, "this home holds stores of your own; choose another with --home")
        now = datetime.now(UTC)
        yesterday = (now.astimezone(offline.settings.zone) - timedelta(days=1)).date()
        with writing(offline.engine) as session:
            made = make_stores(session, offline.chain_id, stores)
            articles = make_skus(session, offline.chain_id, skus, now=now)
            size = HistorySize(days, yesterday, every, seed)
            fill_history(session, made, articles, size, now=now, say=typer.echo)
    typer.echo(f"made in {perf_counter() - begun:.1f} s; open /distribution after `paimian serve`")
