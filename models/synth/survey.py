"""What a photo shows of a plan: boxes from the pixels that each unit owns."""

from typing import Final

import numpy as np

from models.synth.camera import Matrix, moved
from models.synth.plan import Layer, Plan, Unit
from models.synth.scene import Numbers, View
from models.synth.truth import ShelfTruth, TrueGap, TrueProduct, Xyxy

COUNTED: Final = 0.5
"""A unit of which less than this part is to be seen is neither right nor wrong to find."""
GAP_SEEN: Final = 0.6

Numbered = dict[int, tuple[int, Unit, int]]
"""Number on the canvas → layer index in the plan, front unit, pixels of its front."""
Shown = tuple[int, Unit, Xyxy, float]
"""Layer index, unit, box, visible part."""


def survey(
    plan: Plan,
    view: View,
    matrix: Matrix,
    owner: Numbers,
    numbered: Numbered,
    cartons: list[Xyxy],
    size_wh: tuple[int, int],
) -> ShelfTruth:
    """Boxes, layers, positions and gaps of what `owner` (H, W) shows."""
    shown: list[Shown] = []
    ignored = [
        box for box in (_inside(view, matrix, carton, size_wh)[0] for carton in cartons) if box is not None
    ]
    for number, (index, unit, area) in numbered.items():
        box, pixels = _pixels_of(owner, number, _corners(view, matrix, unit), size_wh)
        if box is None:
            continue
        visible = min(1.0, pixels / max(1.0, area * _magnification(view, matrix, unit)))
        if visible > 0.05:
            shown.append((index, unit, box, visible))
    cut = _cut_columns(shown, size_wh[0])
    seen = [row for row in shown if cut.get(row[1].column, row[3]) >= COUNTED]
    ignored += [row[2] for row in shown if cut.get(row[1].column, row[3]) < COUNTED]
    layers = {index: place for place, index in enumerate(sorted({row[0] for row in seen}), start=1)}
    places = {index: _places([row for row in seen if row[0] == index]) for index in layers}
    columns = {unit.column: 0 for _, unit, _, _ in seen}
    for index in layers:
        for column in places[index]:
            columns[column] = sum(len(places[k]) for k in layers if k < index) + places[index][column] - 1
    products = [
        TrueProduct(
            box, unit.sku.code, unit.sku.brand, unit.sku.spec, layers[index], places[index][unit.column],
            columns[unit.column], unit.level, round(visible, 3),
        )
        for index, unit, box, visible in seen
    ]  # fmt: skip
    products.sort(key=lambda product: (product.layer, product.position, -product.level))
    gaps = _gaps(plan, view, matrix, size_wh, layers, products)
    return ShelfTruth(size_wh, tuple(products), tuple(gaps), tuple(ignored))


def _cut_columns(shown: list[Shown], width: int) -> dict[int, float]:
    """Mean visible part of the stacks that the photo's left or right edge cuts: they count whole or not at all."""
    stacks: dict[int, list[Shown]] = {}
    for row in shown:
        stacks.setdefault(row[1].column, []).append(row)
    return {
        column: sum(row[3] for row in rows) / len(rows)
        for column, rows in stacks.items()
        if any(row[2][0] <= 0 or row[2][2] >= width for row in rows)
    }


def _places(rows: list[Shown]) -> dict[int, int]:
    left: dict[int, float] = {}
    for _, unit, _, _ in rows:
        left[unit.column] = min(left.get(unit.column, unit.x), unit.x)
    return {column: place for place, column in enumerate(sorted(left, key=lambda c: left[c]), start=1)}


def _corners(view: View, matrix: Matrix, unit: Unit) -> Xyxy:
    """A generous box round a unit in photo pixels: front, side and top."""
    sku = unit.sku
    ends = [
        view.at(x, y, z)
        for x in (unit.x, unit.x + sku.width_mm)
        for y in (unit.y, unit.y - sku.height_mm)
        for z in (unit.z, unit.z + sku.depth_mm)
    ]
    points = moved(ends, matrix)
    slack = 0.12 * sku.height_mm * view.px_per_mm + 6
    (x0, y0), (x1, y1) = points.min(axis=0) - slack, points.max(axis=0) + slack
    return float(x0), float(y0), float(x1), float(y1)


def _pixels_of(owner: Numbers, number: int, near: Xyxy, size_wh: tuple[int, int]) -> tuple[Xyxy | None, int]:
    x0, y0 = max(0, int(near[0])), max(0, int(near[1]))
    x1, y1 = min(size_wh[0], int(near[2]) + 1), min(size_wh[1], int(near[3]) + 1)
    if x1 <= x0 or y1 <= y0:
        return None, 0
    mine = owner[y0:y1, x0:x1] == number
    ys, xs = np.flatnonzero(mine.any(axis=1)), np.flatnonzero(mine.any(axis=0))
    if len(ys) == 0:
        return None, 0
    box = (float(x0 + xs[0]), float(y0 + ys[0]), float(x0 + xs[-1] + 1), float(y0 + ys[-1] + 1))
    return box, int(mine.sum())


def _magnification(view: View, matrix: Matrix, unit: Unit) -> float:
    """Photo pixels per canvas pixel at the unit's place."""
    x, y = view.at(unit.x + unit.sku.width_mm / 2, unit.y - unit.sku.height_mm / 2, unit.z)
    p = moved([(x, y), (x + 1, y), (x, y + 1)], matrix)
    (a, b), (c, d) = p[1] - p[0], p[2] - p[0]
    return float(abs(a * d - b * c))


def _inside(view: View, matrix: Matrix, mm: Xyxy, size_wh: tuple[int, int]) -> tuple[Xyxy | None, float]:
    """A rectangle on the shelf's front, in photo pixels, cut to the photo, and the part of it that is left."""
    points = moved([view.at(x, y) for x in (mm[0], mm[2]) for y in (mm[1], mm[3])], matrix)
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    left, top, right, bottom = (
        max(x0, 0.0),
        max(y0, 0.0),
        min(x1, float(size_wh[0])),
        min(y1, float(size_wh[1])),
    )
    if right <= left or bottom <= top:
        return None, 0.0
    part = (right - left) * (bottom - top) / ((x1 - x0) * (y1 - y0))
    return (float(left), float(top), float(right), float(bottom)), float(part)


def _gaps(
    plan: Plan,
    view: View,
    matrix: Matrix,
    size_wh: tuple[int, int],
    layers: dict[int, int],
    products: list[TrueProduct],
) -> list[TrueGap]:
    found: list[TrueGap] = []
    for index, layer in _kept(plan, layers):
        for gap in layer.gaps:
            top = layer.y - min(gap.height, layer.clear)
            box, part = _inside(view, matrix, (gap.x0, top, gap.x1, layer.y), size_wh)
            if box is None or part < GAP_SEEN:
                continue
            x0, x1 = box[0], box[2]
            before = {
                p.column
                for p in products
                if p.layer == layers[index] and (p.xyxy[0] + p.xyxy[2]) / 2 < (x0 + x1) / 2
            }
            found.append(TrueGap(box, layers[index], len(before), gap.sku.code))
    return sorted(found, key=lambda gap: (gap.layer, gap.xyxy[0]))


def _kept(plan: Plan, layers: dict[int, int]) -> list[tuple[int, Layer]]:
    return [(index, layer) for index, layer in enumerate(plan.layers) if index in layers]
