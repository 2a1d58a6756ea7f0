"""The whole-number problem behind a space suggestion, as HiGHS takes it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Final, Literal

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

_TIE: Final = 1e-5
"""A change costs this part of the greatest step at least, so that it is made for a reason."""
_LIMIT: Final = 1
_GAP: Final = 1e-6


@dataclass(frozen=True)
class Problem:
    """P products. `places`: facings now by layer; `free`: may go to other layers; `fixed`: keeps its facings;
    `least`: facings in all; `steps`: what each further facing adds, falling; `layers`: their widths; `cost` of a
    facing changed."""

    places: tuple[Mapping[int, int], ...]
    free: tuple[bool, ...]
    fixed: tuple[bool, ...]
    least: tuple[int, ...]
    steps: tuple[tuple[float, ...], ...]
    width_mm: tuple[float, ...]
    layers: Mapping[int, float]
    cost: float = 0.0

    @property
    def change_cost(self) -> float:
        """The cost of a facing changed, the tie-breaker included."""
        return self.cost + _TIE * max((step for steps in self.steps for step in steps), default=1.0)

    def only(self, products: Sequence[int]) -> "Problem":
        """The problem of some of the products, by their numbers, on the layers that are theirs."""
        mine = {layer for i in products for layer in self.places[i]}
        return Problem(
            places=tuple(self.places[i] for i in products),
            free=tuple(self.free[i] for i in products),
            fixed=tuple(self.fixed[i] for i in products),
            least=tuple(self.least[i] for i in products),
            steps=tuple(self.steps[i] for i in products),
            width_mm=tuple(self.width_mm[i] for i in products),
            layers=self.layers
            if any(self.free)
            else {layer: self.layers[layer] for layer in self.layers if layer in mine},
            cost=self.cost,
        )

    def independent(self) -> list[list[int]]:
        """Numbers of products in sets that share no layer: each may be solved by itself."""
        if any(self.free):
            return [list(range(len(self.places)))]
        sets: list[tuple[set[int], list[int]]] = []
        for i, places in enumerate(self.places):
            layers, numbers = set(places), [i]
            apart = []
            for other, theirs in sets:
                if other & layers:
                    layers, numbers = layers | other, theirs + numbers
                else:
                    apart.append((other, theirs))
            sets = [*apart, (layers, numbers)]
        return [sorted(numbers) for _, numbers in sets]


@dataclass
class _Rows:
    """Variables and constraints as they are written down."""

    value: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    row_low: list[float] = field(default_factory=list)
    row_high: list[float] = field(default_factory=list)

    def variable(self, value: float, low: float, high: float, *, whole: bool = True) -> int:
        self.value.append(value)
        self.low.append(low)
        self.high.append(high)
        self.whole.append(int(whole))
        return len(self.value) - 1

    def row(self, terms: Iterator[tuple[int, float]], low: float, high: float) -> None:
        number = len(self.row_low)
        self.entries += [(number, variable, factor) for variable, factor in terms]
        self.row_low.append(low)
        self.row_high.append(high)


@dataclass(frozen=True)
class Answer:
    """Facings by layer of each product; `proved`: no better answer is possible (within `_GAP` of the sum)."""

    facings: tuple[dict[int, int], ...]
    proved: bool


def solve(problem: Problem, seconds: float) -> Answer | Literal["no_fit", "too_long"]:
    """The best answer, or why there is none. After `seconds` a part's best answer so far counts, if it has one."""
    facings: list[dict[int, int]] = [{} for _ in problem.places]
    proved = True
    parts = problem.independent() if problem.places else []
    for part in parts:
        answer = _solve(problem.only(part), seconds / len(parts))
        if isinstance(answer, str):
            return answer
        proved = proved and answer.proved
        for number, found in zip(part, answer.facings, strict=True):
            facings[number] = found
    return Answer(tuple(facings), proved)


def _solve(problem: Problem, seconds: float) -> Answer | Literal["no_fit", "too_long"]:
    rows = _Rows()
    facings = [_write_product(rows, problem, number) for number in range(len(problem.places))]
    for layer, width in problem.layers.items():
        held = ((mine[layer], problem.width_mm[i]) for i, mine in enumerate(facings) if layer in mine)
        rows.row(held, -inf, width)
    row, column, factor = zip(*rows.entries, strict=True)
    matrix = coo_array((factor, (row, column)), shape=(len(rows.row_low), len(rows.value)))
    result = milp(
        -np.array(rows.value),
        integrality=np.array(rows.whole),
        bounds=Bounds(np.array(rows.low), np.array(rows.high)),
        constraints=LinearConstraint(matrix.tocsr(), np.array(rows.row_low), np.array(rows.row_high)),
        options={"time_limit": seconds, "mip_rel_gap": _GAP},
    )
    late = result.status == _LIMIT
    if result.x is None:
        return "too_long" if late else "no_fit"
    found = (
        {layer: count for layer, at in mine.items() if (count := round(float(result.x[at])))}
        for mine in facings
    )
    return Answer(tuple(found), proved=not late)


def _write_product(rows: _Rows, problem: Problem, number: int) -> dict[int, int]:
    """Its variables: facings by layer, steps, and changes; the numbers of the first are returned."""
    now, steps = problem.places[number], problem.steps[number]
    free, most = problem.free[number], problem.least[number] + len(problem.steps[number])
    facings: dict[int, int] = {}
    for layer in sorted(problem.layers) if free else sorted(now):
        kept = problem.fixed[number]
        low, high = (now[layer], now[layer]) if kept else (0 if free else 1, most)
        facings[layer] = rows.variable(0.0, low, high)
    taken = [rows.variable(step, 0, 1) for step in steps]
    least = float(problem.least[number])
    total = [(at, 1.0) for at in facings.values()] + [(at, -1.0) for at in taken]
    rows.row(iter(total), least, least)
    for layer, at in facings.items():
        change = rows.variable(-problem.change_cost, 0, inf, whole=False)
        before = float(now.get(layer, 0))
        rows.row(iter([(change, 1.0), (at, -1.0)]), -before, inf)
        rows.row(iter([(change, 1.0), (at, 1.0)]), before, inf)
    if free:
        there = []
        for at in facings.values():
            place = rows.variable(0.0, 0, 1)
            there.append(place)
            rows.row(iter([(at, 1.0), (place, -float(most))]), -inf, 0.0)
            rows.row(iter([(at, 1.0), (place, -1.0)]), 0.0, inf)
        rows.row(((place, 1.0) for place in there), float(len(now)), float(len(now)))
    return facings
