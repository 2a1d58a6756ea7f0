"""Facings per product that sell the most on the layers there are: a suggestion, each change with its reason.

With f facings instead of the f0 it has, a product sells S(f) = S0 (f / f0)^β a day (`alerts.elasticity`). Chosen is

    max  Σ worth · S(f)  -  cost · Σ |f - f0|      over whole numbers f, min <= f <= max,
    so that on each layer the widths of its facings fit.

S is concave, so its steps as binaries are exact: a later, lesser step is never taken before an earlier one. Solved to
the optimum, within a millionth, by HiGHS (`scipy.optimize.milp`), layers that share no product each by itself. Worth is
the price where every product that sells has one, else 1 (units).

What it does not know: how many units a facing holds and how often it is refilled, and what it would cost to leave the
range of facings that sales were seen with. The least and the most facings are there to say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from alerts.elasticity import DEFAULT_ELASTICITY, sales_at
from alerts.space_problem import Problem, solve
from catalog.plans import FACINGS_MAX

Outcome = Literal["changes", "best_already", "too_narrow", "no_fit", "too_long"]
Why = Literal["sells_more", "makes_room", "below_min", "above_max", "other_layer"]
Measure = Literal["money", "units"]

_CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class SpaceProduct:
    """A product as it stands: `places` are (layer, facings), each layer once; `rate` units a day over all of them.

    `min_facings` and `max_facings` bound all its facings together; without a rate it keeps those it has. Each layer
    that it is on keeps at least one.
    """

    sku: str
    name: str
    width_mm: float
    places: tuple[tuple[int, int], ...]
    rate: Decimal | None = None
    price: Decimal | None = None
    min_facings: int = 1
    max_facings: int = FACINGS_MAX
    elasticity: float = DEFAULT_ELASTICITY

    def __post_init__(self) -> None:
        layers = [layer for layer, _ in self.places]
        if not layers or len(set(layers)) != len(layers) or any(count < 1 for _, count in self.places):
            raise ValueError(
                f"expected places, each layer once, with facings, got {self.places} of {self.sku}"
            )
        if not 1 <= self.min_facings <= self.max_facings or not self.width_mm > 0:
            raise ValueError(
                f"expected 1 <= min <= max facings and a width, "
                f"got {self.min_facings}, {self.max_facings}, {self.width_mm} of {self.sku}"
            )
        if not 0 <= self.elasticity <= 1:
            raise ValueError(f"expected an elasticity within 0..1, got {self.elasticity} of {self.sku}")

    @property
    def facings(self) -> int:
        """All its facings now."""
        return sum(count for _, count in self.places)

    @property
    def bounds(self) -> tuple[int, int]:
        """Least and most facings that the suggestion may give it."""
        if self.rate is None:
            return self.facings, self.facings
        least = max(self.min_facings, len(self.places))
        return least, max(least, self.max_facings)

    def sells(self, facings: int) -> float:
        """Units a day expected with so many facings; 0 without a rate, or where returns exceed sales."""
        return sales_at(float(max(self.rate or 0, 0)), self.facings, facings, self.elasticity)


@dataclass(frozen=True)
class SpaceLayer:
    """A board and the width that products may fill."""

    layer: int
    width_mm: float


@dataclass(frozen=True)
class FacingChange:
    """A product's facings on a layer, `before` and `after` (0: not there). `gain` a day, money or units as the
    suggestion says, is of all its facings together and stands in the first of its changes, 0 in the others.

    `makes_room` names the products that grow on the layer; `rate` and `total` are its units a day and facings now.
    """

    sku: str
    name: str
    layer: int
    before: int
    after: int
    why: Why
    rate: Decimal
    total: int
    gain: Decimal
    makes_room: tuple[str, ...] = ()


@dataclass(frozen=True)
class SpaceSuggestion:
    """What to change; nothing is changed by it. `now` and `then` are a day's worth of all products that sell.

    - changes, best_already: solved; the second has none.
    - too_narrow: `layer` lacks `lacking_mm` for the least facings. no_fit: products on several layers, or moved ones,
      do not fit on these together. too_long: no answer in time.

    `proved` is False where time ended before a better answer could be ruled out.
    """

    outcome: Outcome
    measure: Measure
    changes: tuple[FacingChange, ...] = ()
    now: Decimal = Decimal(0)
    then: Decimal = Decimal(0)
    layer: int | None = None
    lacking_mm: float | None = None
    proved: bool = True

    def facings_after(self, product: SpaceProduct) -> dict[int, int]:
        """A product's layers and facings once the changes are made."""
        after = dict(product.places)
        for change in self.changes:
            if change.sku == product.sku:
                after[change.layer] = change.after
        return {layer: count for layer, count in sorted(after.items()) if count}


def suggest_space(
    products: Sequence[SpaceProduct],
    layers: Sequence[SpaceLayer],
    *,
    move: bool = False,
    change_cost: Decimal = Decimal(0),
    seconds: float = 20,
) -> SpaceSuggestion:
    """The best facings. Products stay on their layers unless `move` lets those that sell change them.

    `change_cost` is what a facing added or taken away must bring a day to be worth the work; of answers as good the
    one with the fewest changes is given. Raises ValueError for a product given twice or on a layer that is not given.
    """
    _check(products, layers)
    priced = all(product.price is not None for product in products if product.rate is not None)
    measure: Measure = "money" if priced else "units"
    if not move and (narrow := _too_narrow(products, layers)) is not None:
        return SpaceSuggestion("too_narrow", measure, layer=narrow[0], lacking_mm=narrow[1])
    worth = [float(product.price or 0) if priced else 1.0 for product in products]
    steps = tuple(
        tuple(
            value * (product.sells(count + 1) - product.sells(count))
            for count in range(product.bounds[0], _most(product, layers, move))
        )
        for product, value in zip(products, worth, strict=True)
    )
    problem = Problem(
        places=tuple(dict(product.places) for product in products),
        free=tuple(move and product.rate is not None for product in products),
        fixed=tuple(product.rate is None for product in products),
        least=tuple(product.bounds[0] for product in products),
        steps=steps,
        width_mm=tuple(product.width_mm for product in products),
        layers={layer.layer: layer.width_mm for layer in layers},
        cost=float(change_cost),
    )
    answer = solve(problem, seconds)
    if isinstance(answer, str):
        return SpaceSuggestion(answer, measure)
    changes = _changes(products, worth, answer.facings)
    pairs = list(zip(products, worth, answer.facings, strict=True))
    now = sum(value * one.sells(one.facings) for one, value, _ in pairs)
    then = sum(value * one.sells(sum(after.values())) for one, value, after in pairs)
    return SpaceSuggestion(
        "changes" if changes else "best_already",
        measure,
        changes,
        _cents(now),
        _cents(then),
        proved=answer.proved,
    )


def _check(products: Sequence[SpaceProduct], layers: Sequence[SpaceLayer]) -> None:
    codes = [product.sku for product in products]
    if len(set(codes)) != len(codes):
        raise ValueError("expected each product once")
    known = {layer.layer for layer in layers}
    if len(known) != len(layers):
        raise ValueError("expected each layer once")
    if strange := sorted({layer for product in products for layer, _ in product.places} - known):
        raise ValueError(f"expected products on layers {sorted(known)}, got {strange}")


def _too_narrow(products: Sequence[SpaceProduct], layers: Sequence[SpaceLayer]) -> tuple[int, float] | None:
    """The layer that lacks the most width for what must stand on it, and how much.

    Of a product on several layers one facing each must; of one on a single layer its least; of one without sales all.
    """
    lacking = []
    for layer in layers:
        need = 0.0
        for product in products:
            for place, count in product.places:
                if place == layer.layer:
                    alone = product.bounds[0] if len(product.places) == 1 else 1
                    need += product.width_mm * (count if product.rate is None else alone)
        lacking.append((need - layer.width_mm, layer.layer))
    worst = max(lacking, default=(0.0, 0))
    return (worst[1], round(worst[0], 1)) if worst[0] > 1e-6 else None


def _most(product: SpaceProduct, layers: Sequence[SpaceLayer], move: bool) -> int:
    """No more facings than its layers could hold if they were empty."""
    least, most = product.bounds
    mine = {layer for layer, _ in product.places}
    room = sum(int(one.width_mm / product.width_mm) for one in layers if move or one.layer in mine)
    return max(least, min(most, room))


def _changes(
    products: Sequence[SpaceProduct], worth: Sequence[float], answer: Sequence[dict[int, int]]
) -> tuple[FacingChange, ...]:
    """Layer by layer, what grows first."""
    grows: dict[int, list[str]] = {}
    for product, after in zip(products, answer, strict=True):
        before = dict(product.places)
        for layer, count in after.items():
            if count > before.get(layer, 0):
                grows.setdefault(layer, []).append(product.name)
    found = []
    for product, value, after in zip(products, worth, answer, strict=True):
        before = dict(product.places)
        total = sum(after.values())
        gain = _cents(value * (product.sells(total) - product.sells(product.facings)))
        for layer in sorted(before.keys() | after.keys()):
            was, will = before.get(layer, 0), after.get(layer, 0)
            if was == will:
                continue
            why = _why(product, total, was, will, layer in before and bool(will))
            room = tuple(grows.get(layer, ())) if why == "makes_room" else ()
            found.append(
                FacingChange(
                    sku=product.sku,
                    name=product.name,
                    layer=layer,
                    before=was,
                    after=will,
                    why=why,
                    rate=product.rate or Decimal(0),
                    total=product.facings,
                    gain=gain,
                    makes_room=room,
                )
            )
            gain = Decimal(0)
    return tuple(sorted(found, key=lambda c: (c.layer, c.before - c.after, c.sku)))


def _why(product: SpaceProduct, total: int, was: int, will: int, stays: bool) -> Why:
    if not stays:
        return "other_layer"
    if will > was:
        return "below_min" if product.facings < product.min_facings >= total else "sells_more"
    return "above_max" if product.facings > product.max_facings <= total else "makes_room"


def _cents(value: float) -> Decimal:
    return Decimal(value).quantize(_CENT, ROUND_HALF_UP)
