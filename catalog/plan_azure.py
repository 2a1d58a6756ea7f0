"""Reading planograms in the shape of Azure AI Vision's planogram matching: products, fixtures, positions.

    {"width": 900, "height": 1800, "products": [{"id", "name", "w", "h"}],
     "fixtures": [{"id", "w", "h", "x", "y"}], "positions": [{"id", "productId", "fixtureId", "x", "y"}]}

(also inside `{"planogram": ...}`, as its request had it). x and y are from the top left, boxes go right and down, and
lengths have no unit (learn.microsoft.com, «Shelf planogram compliance»; the service ended on 2025-03-31, its files
are still about). A position is one unit of a product; here units on top of each other become a stack, stacks of one
product side by side a slot, and fixtures side by side a layer. Fixtures without positions (headers, backs) are none.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from catalog.errors import Invalid
from catalog.plan_columns import LAYERS_MAX, STACK_MAX, BadCell
from catalog.plans import FACINGS_MAX, SLOTS_MAX, Plan, PlanSlot

SAME_COLUMN: Final = 0.5
"""Units that share more than this part of the narrower one's width stand on top of each other."""
OVERLAP: Final = 0.1
"""Units that share more than this part stand in each other's place; less is rounding."""
_LOWEST_LAYER_MM: Final = 30


@dataclass(frozen=True)
class Box:
    """A fixture, or a unit of a product: its place in the list from 1, and its box in the file's own unit."""

    row: int
    name: str
    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w


@dataclass
class Column:
    """Units of one SKU on top of each other, `units` of them."""

    sku: str
    x: float
    right: float
    units: list[Box] = field(default_factory=list)


def is_azure(body: Any) -> bool:
    """The value has this shape."""
    inner = body.get("planogram", body) if isinstance(body, dict) else None
    return isinstance(inner, dict) and {"products", "fixtures", "positions"} <= inner.keys()


def read_azure(
    body: Any, skus_by_word: Mapping[str, str], code: str, *, unit_mm: float | None = None
) -> tuple[tuple[Plan, ...], tuple[BadCell, ...]]:
    """The plan, none when nothing good is left of it, and what was left out.

    `unit_mm` is what the file's unit counts in mm; where it is not known, lengths are not kept, only order and
    counts. A product is the SKU of its id or else of its name.

    Raises:
        Invalid: `bad_file`, reason `not_a_planogram`.
    """
    inner = body.get("planogram", body)
    bad: list[BadCell] = []
    sizes, skus = _products(inner, skus_by_word, bad)
    fixtures = {box.name: box for box in _boxes(inner, "fixtures", ("w", "h", "x", "y"), bad)}
    shelves: dict[str, list[tuple[str, Box]]] = {}
    for row, position in _entries(inner, "positions"):
        spot = _position(row, position, sizes, fixtures, bad)
        if spot is not None and spot[0] in skus:
            product, fixture, box = spot
            shelves.setdefault(fixture, []).append((skus[product], box))
    slots: list[PlanSlot] = []
    heights: list[float | None] = []
    for layer, names in enumerate(_layers([fixtures[name] for name in shelves]), 1):
        units = [unit for name in names for unit in shelves[name]]
        slots += _slots(layer, _columns(units, bad), unit_mm)
        heights.append(_height([fixtures[name] for name in names], units, unit_mm))
    bad.sort(key=lambda cell: (["products", "fixtures", "positions"].index(cell.sheet), cell.row))
    if len(slots) > SLOTS_MAX or len(heights) > LAYERS_MAX:
        raise Invalid("bad_file", reason="not_a_planogram", slots=len(slots), layers=len(heights))
    width = inner.get("width")
    wide = float(width) * unit_mm if unit_mm is not None and _is_length(width) else None
    plans = (Plan(code, code, tuple(slots), tuple(heights), wide),) if slots else ()
    return plans, tuple(bad)


def _entries(inner: Mapping[str, Any], part: str) -> Iterable[tuple[int, dict[str, Any]]]:
    found = inner[part]
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise Invalid("bad_file", reason="not_a_planogram", path=part, expected="list")
    return enumerate(found, 1)


def _is_length(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9


def _lengths(
    part: str, row: int, entry: Mapping[str, Any], names: tuple[str, ...], bad: list[BadCell]
) -> tuple[float, ...] | None:
    for name in names:
        if not _is_length(entry.get(name)):
            reason = "number" if name in entry else "empty"
            bad.append(BadCell(part, row, name, reason, str(entry.get(name, ""))[:80]))
            return None
    return tuple(float(entry[name]) for name in names)


def _boxes(inner: Mapping[str, Any], part: str, names: tuple[str, ...], bad: list[BadCell]) -> Iterable[Box]:
    seen: dict[str, int] = {}
    for row, entry in _entries(inner, part):
        name = str(entry.get("id", ""))
        if name in seen:
            bad.append(BadCell(part, row, "id", "duplicate_id", name, {"first_row": seen[name]}))
            continue
        seen[name] = row
        found = _lengths(part, row, entry, names, bad)
        if found is not None:
            w, h, x, y = (*found, 0.0, 0.0)[:4]
            yield Box(row, name, x, y, w, h)


def _products(
    inner: Mapping[str, Any], skus_by_word: Mapping[str, str], bad: list[BadCell]
) -> tuple[dict[str, Box], dict[str, str]]:
    sizes = {box.name: box for box in _boxes(inner, "products", ("w", "h"), bad)}
    entries = dict(_entries(inner, "products"))
    skus = {}
    for name, box in sizes.items():
        words = (name, str(entries[box.row].get("name", "")))
        sku = next((skus_by_word[word] for word in words if word in skus_by_word), None)
        if sku is None:
            bad.append(BadCell("products", box.row, "id", "unknown_sku", name, {"name": words[1][:80]}))
        else:
            skus[name] = sku
    return sizes, skus


def _position(
    row: int,
    entry: Mapping[str, Any],
    sizes: Mapping[str, Box],
    fixtures: Mapping[str, Box],
    bad: list[BadCell],
) -> tuple[str, str, Box] | None:
    product, fixture = str(entry.get("productId", "")), str(entry.get("fixtureId", ""))
    for name, word, known in (("productId", product, sizes), ("fixtureId", fixture, fixtures)):
        if word not in known:
            bad.append(BadCell("positions", row, name, "unknown" if word else "empty", word[:80]))
            return None
    found = _lengths("positions", row, entry, ("x", "y"), bad)
    if found is None:
        return None
    size = sizes[product]
    return product, fixture, Box(row, str(entry.get("id", "")), found[0], found[1], size.w, size.h)


def _layers(fixtures: list[Box]) -> list[list[str]]:
    """Fixtures by layer, the top first: side by side at the same height is one layer."""
    layers: list[list[Box]] = []
    for box in sorted(fixtures, key=lambda box: (box.y, box.x)):
        last = layers[-1] if layers else []
        shared = min(box.y + box.h, last[0].y + last[0].h) - max(box.y, last[0].y) if last else -1.0
        level = bool(last) and (shared > min(box.h, last[0].h) / 2 or box.y == last[0].y)
        if level and all(box.x >= other.right or box.right <= other.x for other in last):
            last.append(box)
        else:
            layers.append([box])
    return [[box.name for box in layer] for layer in layers]


def _columns(units: list[tuple[str, Box]], bad: list[BadCell]) -> list[Column]:
    """Stacks from left to right; of different products on top of each other the lowest one counts."""
    columns: list[Column] = []
    for sku, box in sorted(units, key=lambda unit: (unit[1].x, -unit[1].y)):
        last = columns[-1] if columns else None
        shared = 0.0
        if last is not None:
            narrow = min(box.w, last.right - last.x)
            shared = (last.right - box.x) / narrow if narrow > 0 else float(box.x <= last.right)
        if last is None or shared <= OVERLAP:
            columns.append(Column(sku, box.x, box.right, [box]))
        elif shared <= SAME_COLUMN or any(abs(box.y - unit.y) < unit.h * OVERLAP for unit in last.units):
            first = last.units[0].row
            bad.append(BadCell("positions", box.row, "x", "overlap", str(box.x), {"first_row": first}))
        elif sku != last.sku or len(last.units) >= STACK_MAX:
            first = last.units[0].row
            bad.append(BadCell("positions", box.row, "productId", "mixed_stack", sku, {"first_row": first}))
        else:
            last.units.append(box)
    return columns


def _slots(layer: int, columns: list[Column], unit_mm: float | None) -> list[PlanSlot]:
    """Stacks of one SKU and height side by side, less than another product's room between them."""
    runs: list[list[Column]] = []
    for column in columns:
        run = runs[-1] if runs else []
        alike = bool(run) and run[-1].sku == column.sku and len(run[-1].units) == len(column.units)
        if alike and column.x - run[-1].right < column.right - column.x and len(run) < FACINGS_MAX:
            run.append(column)
        else:
            runs.append([column])
    length: Callable[[float], float | None] = lambda size: None if unit_mm is None else size * unit_mm  # noqa: E731
    return [
        PlanSlot(
            layer,
            position,
            run[0].sku,
            facings=len(run),
            stack=len(run[0].units),
            x_mm=length(run[0].x),
            width_mm=length(run[-1].right - run[0].x),
        )
        for position, run in enumerate(runs, 1)
    ]


def _height(fixtures: list[Box], units: list[tuple[str, Box]], unit_mm: float | None) -> float | None:
    """The layer's height where fixtures are the room of a layer and not its board: all units stand within."""
    top, bottom = min(box.y for box in fixtures), max(box.y + box.h for box in fixtures)
    within = all(top <= box.y and box.y + box.h <= bottom + 1e-6 for _, box in units)
    if unit_mm is None or not within or (bottom - top) * unit_mm < _LOWEST_LAYER_MM:
        return None
    return (bottom - top) * unit_mm
