"""What stands where on a shelf, in millimetres: boards, runs of facings, stacks, gaps."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from models.synth.forms import FORMS
from models.synth.sku import Shape, Sku

STACKED: Final[dict[Shape, int]] = {"box": 4, "brick": 2, "cup": 3, "pot": 3, "can": 2}
"""Bodies that are put on top of each other, and how many at most."""
TALL_STACK_MM: Final = 330
LOW: Final[dict[str, int]] = {"洗护": 3, "方便面": 1, "乳品": 1}
"""Categories that stand low in a bay, heavier ones lower."""


@dataclass(frozen=True)
class Unit:
    """One pack: left edge `x`, foot `y` (down from the top of the view), `z` behind the shelf's front, all in mm."""

    sku: Sku
    x: float
    y: float
    z: float
    lean_deg: float
    variant: int
    row: int
    """0 in front; behind it 1, 2 …, which nobody counts."""
    column: int
    level: int
    """0 stands on the board."""


@dataclass(frozen=True)
class Bare:
    """A stretch of board from `x0` to `x1` without product, which reached up `height` mm when it was there."""

    x0: float
    x1: float
    height: float
    sku: Sku


@dataclass(frozen=True)
class Run:
    """Neighbouring facings of one article, or where they should be: what one price tag is for."""

    sku: Sku
    x0: float
    x1: float


@dataclass(frozen=True)
class Layer:
    """One board: its surface at `y`, free height above it `clear`, and what stands on it."""

    y: float
    clear: float
    units: tuple[Unit, ...]
    gaps: tuple[Bare, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Plan:
    """A view of `width`×`height` mm on a shelf `depth` mm deep; `top` and `floor` bound the furniture."""

    width: float
    height: float
    depth: float
    rail: float
    top: float
    floor: float
    layers: tuple[Layer, ...]


@dataclass
class _Column:
    at: float
    next_column: int = 0
    units: list[Unit] = field(default_factory=list)


def plan_shelf(
    rng: np.random.Generator, skus: tuple[Sku, ...], *, width: float, height: float, gap_rate: float = 0.07
) -> Plan:
    """Fill a view of `width`×`height` mm with `skus`: brands side by side, alike heights on one board.

    Raises:
        ValueError: there are no SKUs.
    """
    if not skus:
        raise ValueError("expected at least one SKU to put on the shelf, got none")
    rail, depth = float(rng.uniform(32, 46)), float(rng.uniform(330, 460))
    plinth = float(rng.uniform(70, 150))
    floor = height * float(rng.uniform(0.93, 1.05))
    y, layers, groups = floor - plinth, list[Layer](), _groups(rng, skus)
    column = 0
    for group in groups:
        clear = _clearance(rng, group)
        layer = _fill(rng, group, y, clear, width, depth, gap_rate, column)
        column += 1 + max((unit.column for unit in layer.units), default=0)
        layers.append(layer)
        y -= clear + rail + 6
        if y < 0.1 * height:
            break
    return Plan(width, height, depth, rail, y + rail, floor, tuple(reversed(layers)))


def _groups(rng: np.random.Generator, skus: tuple[Sku, ...]) -> list[tuple[Sku, ...]]:
    """What goes on each board, from the bottom up: a category's tall or low articles, then again from the start."""
    by_kind: dict[tuple[str, bool], list[Sku]] = {}
    for sku in skus:
        by_kind.setdefault((sku.category, sku.height_mm >= 175), []).append(sku)
    for category, tall in [key for key, members in by_kind.items() if len(members) < 3]:
        # A board for one or two articles looks odd: they move in with the next category of their height.
        hosts = [key for key in by_kind if key[1] == tall and key[0] != category]
        if hosts:
            by_kind[hosts[int(rng.integers(len(hosts)))]] += by_kind.pop((category, tall))
    kinds = [key for key in by_kind for _ in range(1 + (len(by_kind[key]) > 4))]
    order = rng.permutation(len(kinds))
    kinds = sorted((kinds[int(i)] for i in order), key=lambda key: -LOW.get(key[0], 0))
    groups: list[tuple[Sku, ...]] = []
    for key in kinds * 9:
        members = by_kind[key]
        kept = rng.permutation(len(members))[: int(rng.integers(3, 7))]
        chosen = sorted(
            (members[int(i)] for i in kept), key=lambda sku: (sku.competitor, sku.brand, sku.name)
        )
        groups.append(tuple(chosen))
    return groups


def _clearance(rng: np.random.Generator, group: tuple[Sku, ...]) -> float:
    tallest = max(sku.height_mm * _stack(sku) for sku in group)
    return float(tallest + rng.uniform(20, 80))


def _stack(sku: Sku) -> int:
    most = STACKED.get(sku.look.shape, 1)
    return max(1, min(most, int(TALL_STACK_MM / 1.15 / sku.height_mm)))


def _fill(
    rng: np.random.Generator,
    group: tuple[Sku, ...],
    y: float,
    clear: float,
    width: float,
    depth: float,
    gap_rate: float,
    column: int,
) -> Layer:
    """One board from beyond the left edge of the view to beyond the right."""
    units, gaps, runs = list[Unit](), list[Bare](), list[Run]()
    x, k = -0.12 * width - float(rng.uniform(0, 90)), int(rng.integers(len(group)))
    while x < 1.12 * width:
        sku = group[k % len(group)]
        k += 1
        facings = int(np.clip(rng.poisson(260 / sku.width_mm) + 1, 1, 7))
        start, bare_from = x, x
        hole = set[int]()
        if rng.random() < gap_rate * 2:
            first, length = int(rng.integers(facings)), int(rng.choice([1, 1, 1, 2, 2, 3]))
            hole = set(range(first, min(first + length, facings)))
        stack, setback = _stack(sku), float(rng.uniform(2, 22))
        tight = {"bag": -2.0, "doypack": 0.0}.get(sku.look.shape, 2.5)
        for place in range(facings):
            pitch = sku.width_mm + tight + abs(float(rng.normal(0, 1.6)))
            if place in hole:
                if place - 1 not in hole:
                    bare_from = x
                if place + 1 not in hole:
                    gaps.append(Bare(bare_from, x + pitch, float(sku.height_mm * stack), sku))
            else:
                units += _column(rng, sku, x, y, stack, setback, depth, column)
                column += 1
            x += pitch
        runs.append(Run(sku, start, x))
        x += float(rng.uniform(2, 9)) if rng.random() < 0.85 else float(rng.uniform(15, 45))
    return Layer(y, clear, tuple(units), tuple(gaps), tuple(runs))


def _column(
    rng: np.random.Generator,
    sku: Sku,
    x: float,
    y: float,
    stack: int,
    setback: float,
    depth: float,
    column: int,
) -> list[Unit]:
    """A stack in front and, behind it, rows to the back of the shelf, some sold out."""
    made: list[Unit] = []
    levels = stack if stack == 1 or rng.random() < 0.75 else int(rng.integers(1, stack + 1))
    soft = FORMS[sku.look.shape].light == "film"
    rows = max(1, min(4, int(depth / sku.depth_mm)))
    filled = rows if rng.random() < 0.7 else int(rng.integers(1, rows + 1))
    # Customers take the first; what is left stands further back until somebody pulls it forward.
    taken = int(rng.random() < 0.08 and sku.depth_mm < 100) + int(rng.random() < 0.02 and sku.depth_mm < 80)
    for row in range(filled):
        z = setback + (row + taken) * (sku.depth_mm + 3) + abs(float(rng.normal(0, 3)))
        for level in range(levels):
            shift = float(rng.normal(0, 1.0 if level == 0 else 1.8))
            lean = float(rng.normal(0, 1.6 if soft else 0.25))
            made.append(
                Unit(
                    sku,
                    x + shift,
                    y - level * sku.height_mm,
                    z,
                    lean,
                    int(rng.integers(3)),
                    row,
                    column,
                    level,
                )
            )
    return made
