"""Four ways to hear a silence, on the same made-up chains: `python -m tests.acceptance.silence`.

The user's rule (no scan on N days in a row), a Poisson and a negative binomial of each pair's own trailing mean, and
ours, at thresholds that give the same recall. Seeds from 100 on were not looked at while it was made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import numpy.typing as npt
import typer

from alerts.silence_night import take_day
from alerts.till_state import new_state
from tests.acceptance.silence_scores import Outcome, Truth, outcome_of
from tests.acceptance.till_world import TillWorld, WorldSize, make_world

TRAILING_DAYS = 56
PLAIN_DISPERSION = 0.5
"""Of the plain negative binomial: assumed, as most textbooks do."""
THRESHOLDS = (
    0.3,
    0.2,
    0.1,
    0.07,
    0.05,
    0.03,
    0.02,
    0.014,
    0.01,
    0.007,
    0.005,
    0.003,
    0.002,
    0.001,
    0.0005,
    0.0002,
    5e-5,
    1e-5,
    1e-6,
)
RECALLS = (0.6, 0.5, 0.4, 0.3, 0.2)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Scores:
    """One method's word on every day and pair: the chance of the run it is in, and how long that is."""

    chance: Floats
    run: npt.NDArray[np.int16]


def ours(world: TillWorld) -> Scores:
    """Night by night, as the service does it."""
    days, stores, skus = world.units.shape
    store = np.repeat(np.arange(stores, dtype=np.int32), skus)
    state = new_state(
        store, np.tile(np.arange(skus, dtype=np.int32), stores), world.listed.reshape(-1), skus, -1
    )
    chance = np.ones((days, stores * skus), np.float32)
    run = np.zeros(chance.shape, np.int16)
    for day in range(days):
        night = take_day(state, world.units[day].reshape(-1).astype(np.float32), world.told[day], day=day)
        state, chance[day], run[day] = night.state, night.chance, night.state.run_days
    return Scores(chance, run)


def plain(world: TillWorld) -> tuple[Scores, Scores]:
    """Poisson and negative binomial of the mean of the days before the run; days without a feed are passed over."""
    days = len(world.units)
    units = world.units.reshape(days, -1).astype(np.float32)
    told = np.repeat(world.told, world.units.shape[2], axis=1)
    sums = np.vstack([np.zeros_like(units[:1]), np.cumsum(units, axis=0)])
    counts = np.vstack([np.zeros_like(units[:1]), np.cumsum(told, axis=0)])
    rate, length = np.zeros(units.shape[1], np.float32), np.zeros(units.shape[1], np.int16)
    poisson, binomial = np.ones_like(units), np.ones_like(units)
    run = np.zeros(units.shape, np.int16)
    for day in range(days):
        quiet = told[day] & (units[day] == 0)
        begin = max(0, day - TRAILING_DAYS)
        mean = (sums[day] - sums[begin]) / np.maximum(counts[day] - counts[begin], 1)
        rate = np.where(quiet & (length == 0), mean, rate)
        length = np.where(units[day] > 0, 0, length + quiet).astype(np.int16)
        run[day] = length
        poisson[day] = np.exp(-rate * length)
        binomial[day] = np.exp(-PLAIN_DISPERSION * length * np.log1p(rate / PLAIN_DISPERSION))
    return Scores(poisson, run), Scores(binomial, run)


def sweep(truth: Truth, scores: Scores) -> Iterator[Outcome]:
    """One outcome a threshold, the widest first."""
    for threshold in THRESHOLDS:
        yield outcome_of(truth, scores.chance < threshold, scores.run)


def at_recall(curve: list[Outcome], recall: float) -> int | None:
    """The strictest threshold that still finds so much, by its number."""
    enough = [number for number, one in enumerate(curve) if one.recall >= recall]
    return enough[-1] if enough else None


def line(name: str, parts: list[Outcome], store_days: int) -> str:
    """A row of the table; in brackets the least and the greatest precision of the chains."""
    one = add(tuple(parts))
    each = [part.precision for part in parts]
    return (
        f"{name:<22} precision {one.precision:6.1%} [{min(each):.1%}, {max(each):.1%}]  recall {one.recall:6.1%}"
        f"  alerts {one.alerts / store_days:7.2f}  false {one.false / store_days:7.2f}"
        f"  left the range {one.left_range / store_days:5.2f}  delay {one.delay:.0f}"
    )


def main(
    seeds: Annotated[int, typer.Option(help="how many chains")] = 3,
    first: Annotated[int, typer.Option(help="seed of the first; below 100 to develop on")] = 100,
    stores: Annotated[int, typer.Option(help="stores of each")] = 20,
) -> None:
    """Precision, recall of spells that cost 3 units and more, alerts a store and day, days of delay."""
    totals: dict[str, list[list[Outcome]]] = {}
    store_days = 0
    for seed in range(first, first + seeds):
        world = make_world(WorldSize(stores=stores), seed)
        truth = Truth.of(world)
        store_days += truth.store_days
        poisson, binomial = plain(world)
        found = {"Poisson": poisson, "negative binomial": binomial, "ours": ours(world)}
        for name, scores in found.items():
            totals.setdefault(name, []).append(list(sweep(truth, scores)))
        totals.setdefault("3 days in a row", []).append([outcome_of(truth, poisson.run >= 3, poisson.run)])
    curves = {name: [add(parts) for parts in zip(*runs, strict=True)] for name, runs in totals.items()}
    print(f"{seeds} chains of {stores} stores and 2,000 SKUs, a store and day each:")
    curves.pop("3 days in a row")
    print(line("3 days in a row", [chain[0] for chain in totals["3 days in a row"]], store_days))
    for recall in RECALLS:
        print(f"at a recall of {recall:.0%}:")
        for name, curve in curves.items():
            if (number := at_recall(curve, recall)) is not None:
                print("  " + line(name, [chain[number] for chain in totals[name]], store_days))


def add(parts: tuple[Outcome, ...]) -> Outcome:
    """The same threshold on several chains; the delay is the mean of medians."""
    names = ("right", "left_range", "false", "found", "spells")
    sums = {name: sum(getattr(part, name) for part in parts) for name in names}
    return Outcome(**sums, delay=float(np.nanmean([part.delay for part in parts])))


if __name__ == "__main__":
    typer.run(main)
