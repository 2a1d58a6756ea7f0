"""Thresholds that learn from answers, against fixed ones, on the same made-up nights:
`python -m tests.acceptance.silence_tuning`.

A manager looks at every alert on the day after it was raised, unless the product has sold by then, and says what was
the matter: truly nine times in ten. The thresholds of the twelve categories are tuned each week from the answers of
the last 120 days. Nothing that the manager does changes what sells. Seeds from 100 on were not looked at before.
"""

from dataclasses import dataclass, field
from typing import Annotated, Final

import numpy as np
import numpy.typing as npt
import typer

from alerts.silence_night import Night, take_day
from alerts.silence_rules import DEFAULT_RULES, Judging, choose_silences
from alerts.silence_tuning import WANTED, Closed, tune
from alerts.till_state import new_state
from tests.acceptance.silence_scores import WORTH, Truth
from tests.acceptance.till_world import WARM_DAYS, TillWorld, WorldSize, make_world

MISTAKES: Final = 0.1
REMEMBERED: Final = 120
WEEK: Final = 7


@dataclass
class Counts:
    """Alerts raised: all, right, of products that left the range; spells worth finding, found."""

    alerts: int = 0
    right: int = 0
    left: int = 0
    found: int = 0
    spells: int = 0

    def add(self, other: "Counts") -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def said(self, store_days: int) -> str:
        precision, recall = self.right / max(1, self.alerts), self.found / max(1, self.spells)
        false = self.alerts - self.right - self.left
        return (
            f"precision {precision:6.1%}  recall {recall:6.1%}"
            f"  alerts {self.alerts / store_days:6.2f}  false {false / store_days:6.2f}"
            f"  left the range {self.left / store_days:6.2f}"
        )


@dataclass
class Manager:
    """One way to set thresholds, and the life of its alerts; `wanted` None never learns."""

    world: TillWorld
    truth: Truth
    rng: np.random.Generator
    chance_max: float = DEFAULT_RULES.chance_max
    wanted: float | None = None
    budget: int = DEFAULT_RULES.budget
    thresholds: npt.NDArray[np.float64] = field(init=False)
    open: dict[int, tuple[int, float]] = field(default_factory=dict)
    quiet: dict[int, int] = field(default_factory=dict)
    answers: list[tuple[int, int, Closed]] = field(default_factory=list)
    raised: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.thresholds = np.full(int(self.world.category.max()) + 1, self.chance_max)

    def night(self, night: Night, day: int) -> None:
        """What sold is closed, yesterday's alerts are answered, new ones raised; once a week it learns."""
        state = night.state
        for pair, (since, chance) in list(self.open.items()):
            if state.run_days[pair] == 0:
                del self.open[pair]
            elif day > since:
                self._answer(pair, chance, day)
        if self.wanted is not None and day % WEEK == 0:
            self._learn(day, self.wanted)
        hushed = np.zeros(state.store.shape, bool)
        cooling = [pair for pair, until in self.quiet.items() if day < until]
        hushed[[*self.open, *cooling]] = True
        judging = Judging(
            days=np.full(state.skus, DEFAULT_RULES.days, np.int32),
            chance_max=self.thresholds[self.world.category].astype(np.float32),
            margin=np.ones(state.skus, np.float32),
            judged=np.ones(state.skus, bool),
            hushed=hushed | ~self.truth.judged[day],
            budget=self.budget,
        )
        for one in choose_silences(night, judging):
            self.open[one.pair] = (day, one.chance)
            self.raised.append((day, one.pair))

    def _answer(self, pair: int, chance: float, day: int) -> None:
        del self.open[pair]
        self.quiet[pair] = day + DEFAULT_RULES.cooldown_days
        right, left = bool(self.truth.gone[day, pair]), bool(self.truth.left_range[day, pair])
        mistaken = self.rng.random() < MISTAKES
        if left and not mistaken:
            return
        sku = pair % self.world.units.shape[2]
        said = right != mistaken if not left else False
        self.answers.append((day, int(self.world.category[sku]), Closed(chance, said)))

    def _learn(self, day: int, wanted: float) -> None:
        known = [(category, one) for at, category, one in self.answers if at > day - REMEMBERED]
        everywhere = [one for _, one in known]
        for category, now in enumerate(self.thresholds):
            mine = [one for which, one in known if which == category]
            learnt = tune(mine, chain=everywhere, wanted=wanted, now=float(now))
            self.thresholds[category] = learnt.chance_max

    def counts(self, begin: int, end: int) -> Counts:
        """Of the nights from `begin` up to `end`, which is left out."""
        total = Counts()
        raised: dict[int, list[int]] = {}
        for day, pair in self.raised:
            raised.setdefault(pair, []).append(day)
            if begin <= day < end:
                total.alerts += 1
                total.right += bool(self.truth.gone[day, pair])
                total.left += bool(self.truth.left_range[day, pair])
        for (pair, first, last), lost in zip(self.truth.spells, self.truth.lost, strict=True):
            if lost >= WORTH and begin <= first < end:
                total.spells += 1
                total.found += any(first <= day < last for day in raised.get(int(pair), ()))
        return total


def play(world: TillWorld, ways: dict[str, Manager]) -> None:
    """Every way hears the same nights."""
    days, stores, skus = world.units.shape
    store = np.repeat(np.arange(stores, dtype=np.int32), skus)
    state = new_state(
        store, np.tile(np.arange(skus, dtype=np.int32), stores), world.listed.reshape(-1), skus, -1
    )
    for day in range(days):
        night = take_day(state, world.units[day].reshape(-1).astype(np.float32), world.told[day], day=day)
        state = night.state
        if day >= WARM_DAYS:
            for way in ways.values():
                way.night(night, day)


def main(
    seeds: Annotated[int, typer.Option(help="how many chains")] = 3,
    first: Annotated[int, typer.Option(help="seed of the first; below 100 to develop on")] = 100,
    stores: Annotated[int, typer.Option(help="stores of each")] = 20,
    budget: Annotated[int, typer.Option(help="alerts a store and day")] = DEFAULT_RULES.budget,
    spread: Annotated[float, typer.Option(help="how far categories differ in what leaves the shelf")] = 0.8,
) -> None:
    """Precision, recall of spells that cost 3 units and more, alerts a store and day."""
    fixed = (0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
    learnt = (0.2, WANTED, 0.5)
    totals: dict[str, tuple[Counts, Counts]] = {}
    middles: dict[str, list[float]] = {}
    store_days = 0
    for seed in range(first, first + seeds):
        world = make_world(WorldSize(stores=stores, hazard_spread=spread), seed)
        truth = Truth.of(world)
        ways = {
            f"fixed at {chance:g}": Manager(
                world, truth, np.random.default_rng(seed), chance_max=chance, budget=budget
            )
            for chance in fixed
        }
        ways |= {
            f"learns, {wanted:.0%} wanted": Manager(
                world, truth, np.random.default_rng(seed), wanted=wanted, budget=budget
            )
            for wanted in learnt
        }
        play(world, ways)
        half, days = WARM_DAYS + (len(truth.gone) - WARM_DAYS) // 2, len(truth.gone)
        store_days += stores * (days - half)
        for name, way in ways.items():
            sums = totals.setdefault(name, (Counts(), Counts()))
            sums[0].add(way.counts(WARM_DAYS, half))
            sums[1].add(way.counts(half, days))
            middles.setdefault(name, []).append(float(np.median(way.thresholds)))
    print(f"{seeds} chains of {stores} stores and 2,000 SKUs, at most {budget} alerts a store and day:")
    for part, title in enumerate(("first 60 days", "last 60 days")):
        print(title)
        for name, sums in totals.items():
            print(f"  {name:<20} {sums[part].said(store_days)}")
    for name, found in middles.items():
        if name.startswith("learns"):
            print(f"{name}: median threshold at the end {np.mean(found):.2g}")


if __name__ == "__main__":
    typer.run(main)
