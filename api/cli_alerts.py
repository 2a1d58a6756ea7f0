"""`paimian alerts`: judge the tills' silences of a day, or those of the past with other rules."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import typer

from alerts.silence_rules import RuleChoice
from alerts.silence_tally import Replays, Summary
from alerts.silence_witness import what_to_do
from api.cli_common import (
    BAD_INPUT,
    HomeOption,
    JsonOption,
    complain,
    fail,
    failures_said,
    open_home,
    print_json,
)
from api.replaying import add_night, summary_json
from api.silence_replay import drawn_stores, replay
from api.silence_run import Rules, run_night
from catalog.database import reading
from catalog.queries_silence import AlertRow, alerts_of_night, judged_skus, night_of, settings_of
from catalog.queries_stores import stores_by_id
from catalog.queries_witness import witnesses
from catalog.rows import key

app = typer.Typer(no_args_is_help=True)

RuleOption = Annotated[
    RuleChoice | None,
    typer.Option("--rule", help="n_days, probability or both; as the chain has set it where left out"),
]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"expected YYYY-MM-DD, got {text!r}") from error


DayOption = Annotated[date, typer.Option(parser=_day, metavar="YYYY-MM-DD")]


@app.command()
def run(
    today: DayOption,
    rule: RuleOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Judge every pair of store and SKU by the scans up to a day, once: again shows what the first run raised."""
    with open_home(home) as offline, failures_said():
        settings = offline.settings
        done = run_night(
            offline.engine,
            offline.chain_id,
            today,
            now=datetime.now(UTC),
            due=timedelta(hours=settings.tip_hours),
            zone=settings.zone,
            choice=rule,
        )
        with reading(offline.engine) as session:
            night = night_of(session, offline.chain_id, today)
            rows = alerts_of_night(session, offline.chain_id, today)
            codes = stores_by_id(session, offline.chain_id)
    if night is None:
        complain(f"no scans up to {today}: import some with `paimian scans import FILE`")
    silent = [codes[store] for store in (night.silent_stores if night is not None else []) if store in codes]
    if silent:
        complain(
            f"no feed from {len(silent)} stores: {', '.join(silent[:20])}{' …' if len(silent) > 20 else ''}"
        )
    answer = {
        "today": today.isoformat(),
        "stores": night.stores if night is not None else 0,
        "pairs": night.pairs if night is not None else 0,
        "alerts": [_alert(row) for row in rows],
        "silent_stores": silent,
    }
    if as_json:
        print_json(answer)
        return
    typer.echo(
        f"{today}: {answer['pairs']} pairs of {answer['stores']} stores, {len(rows)} alerts, {done.seconds:.1f} s"
    )
    for row in rows:
        alert = row.alert
        typer.echo(
            f"  {row.store.code} {alert.rank}. {row.brand.name} {row.sku.name} {row.sku.spec}: nothing since "
            f"{alert.since} ({alert.zero_days} days, {alert.expected_units} expected, chance {alert.chance:.2g}): "
            f"{alert.action}"
        )


@app.command("replay")
def replay_days(
    begin: Annotated[date, typer.Option("--from", parser=_day, metavar="YYYY-MM-DD")],
    end: Annotated[date, typer.Option("--to", parser=_day, metavar="YYYY-MM-DD")],
    rule: RuleOption = None,
    most: Annotated[
        int | None,
        typer.Option("--stores", min=1, help="at most so many stores, drawn at random; all where left out"),
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Judge each night of the past as if it were tonight; nothing is saved."""
    if end < begin:
        fail(BAD_INPUT, f"expected --from up to --to, got {begin} to {end}")
    with open_home(home) as offline, failures_said(), reading(offline.engine) as session:
        skus = {key(sku.id): sku.code for sku in judged_skus(session, offline.chain_id)}
        codes = stores_by_id(session, offline.chain_id)
        rules = Rules.of(settings_of(session, offline.chain_id), rule)
        stores, everyone = drawn_stores(session, offline.chain_id, most or sys.maxsize)
        if stores is not None:
            complain(f"{len(stores)} of {everyone} stores, drawn at random with a fixed seed")
        sums = Replays({key(sku.id): sku.category for sku in judged_skus(session, offline.chain_id)})
        days: list[dict[str, Any]] = []
        for night in replay(session, offline.chain_id, begin, end, rules, stores=stores):
            add_night(sums, night)
            begun = [(pair, date.fromordinal(one.begin)) for pair, one in night.raised]
            seen = witnesses(session, begun, night.day, offline.settings.zone)
            alerts = [
                {
                    "store": codes[store],
                    "sku": skus[sku],
                    "since": date.fromordinal(one.begin).isoformat(),
                    "zero_days": one.days,
                    "expected_units": round(one.expected, 3),
                    "p_value": one.chance,
                    "lost_units": round(one.lost, 3),
                    "rule": one.rule,
                    "rank": one.rank,
                    "action": what_to_do(seen[store, sku], night.day)[0],
                }
                for (store, sku), one in night.raised
            ]
            day = {
                "today": night.day.isoformat(),
                "stores": night.stores,
                "pairs": night.pairs,
                "alerts": alerts,
            }
            days.append(day)
            if not as_json:
                each = len(alerts) / max(1, night.stores)
                typer.echo(
                    f"{night.day}: {len(alerts)} alerts, {each:.2f} a store; {night.sold_again} sold again"
                )
    if as_json:
        print_json({"days": days, "summary": summary_json(sums.summary())})
        return
    for line in _summed(sums.summary()):
        typer.echo(line)


def _summed(summary: Summary) -> Iterator[str]:
    """A replay in a few lines: all of it, then by category."""
    nights = len(summary.by_day)
    yield f"{nights} nights, {summary.store_days} stores and days:"
    for name, tally in [("all", summary.total), *summary.by_category.items()]:
        soon, week = (
            "-" if share.pct is None else f"{share.pct:.0f} % of {share.known}"
            for share in (tally.within_3, tally.within_7)
        )
        yield (
            f"  {name or 'no category'}: {tally.a_store_and_day:.2f} alerts a store and day ({tally.alerts}); sold "
            f"again within 3 days {soon}, within 7 {week}; lost margin {tally.lost_margin:,.0f}"
        )


def _alert(row: AlertRow) -> dict[str, Any]:
    alert = row.alert
    return {
        "store": row.store.code,
        "sku": row.sku.code,
        "since": alert.since.isoformat(),
        "zero_days": alert.zero_days,
        "expected_units": float(alert.expected_units),
        "p_value": alert.chance,
        "lost_units": float(alert.lost_units),
        "rule": alert.rule,
        "rank": alert.rank,
        "action": alert.action,
    }
