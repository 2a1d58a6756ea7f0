"""A photo of a shelf with everything that is true of it."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from models.synth import fixture
from models.synth.camera import MARGIN, Conditions, Matrix, aim, expose, moved
from models.synth.colours import darker, lighter
from models.synth.fonts import Image
from models.synth.forms import FORMS
from models.synth.pack import draw_pack
from models.synth.plan import Layer, Plan, Unit, plan_shelf
from models.synth.scene import Canvas, Numbers, View
from models.synth.sku import Sku
from models.synth.truth import ShelfTruth, TrueGap, TrueProduct, Xyxy

COUNTED: Final = 0.5
"""A unit of which less than this part is to be seen is neither right nor wrong to find."""
GAP_SEEN: Final = 0.6
OPEN_TOP: Final = frozenset({"can", "cup", "pot", "tube"})
"""Bodies whose round lid one looks down on."""
SOFT: Final = np.asarray(
    cv2.GaussianBlur(np.pad(np.full((12, 12), 0.55, np.float32), 5, constant_values=1), (0, 0), 2.2),
    np.float32,
)


@dataclass(frozen=True)
class _Sprites:
    """Packs drawn once per photo, three variants each, at the size they have in front."""

    px_per_mm: float
    rng: np.random.Generator
    drawn: dict[tuple[str, int], Image]

    def get(self, unit: Unit) -> Image:
        key = (unit.sku.gtin, unit.variant)
        if key not in self.drawn:
            self.drawn[key] = draw_pack(
                unit.sku, max(16, round(unit.sku.height_mm * self.px_per_mm)), self.rng
            )
        return self.drawn[key]


def render_shelf(
    rng: np.random.Generator,
    skus: tuple[Sku, ...],
    *,
    size_wh: tuple[int, int] = (1920, 2560),
    width_mm: float | None = None,
    conditions: Conditions | None = None,
    gap_rate: float = 0.07,
) -> tuple[Image, ShelfTruth]:
    """A photo (H, W, 3) of a shelf that sells `skus`, and its truth; the same generator state gives the same photo.

    `width_mm` is how much of the shelf is in view (by default 1,000 to 1,800 mm); `gap_rate` is about the share of
    facings that are sold out.
    """
    seen_mm = float(rng.uniform(1000, 1800)) if width_mm is None else width_mm
    held = Conditions.random(rng) if conditions is None else conditions
    plan = plan_shelf(rng, skus, width=seen_mm, height=seen_mm * size_wh[1] / size_wh[0], gap_rate=gap_rate)
    canvas, view = _stage(rng, plan, size_wh)
    style = fixture.Style.random(rng)
    fixture.paint_room(canvas, view, plan, style, rng)
    numbered = _paint_layers(rng, canvas, view, plan, style)
    matrix = aim(held, (canvas.bgr.shape[1], canvas.bgr.shape[0]), size_wh)
    bgr, owner = expose(canvas, matrix, size_wh, held, rng)
    return bgr, _truth(plan, view, matrix, owner, numbered, size_wh)


def _stage(rng: np.random.Generator, plan: Plan, size_wh: tuple[int, int]) -> tuple[Canvas, View]:
    scale = 1 / (1 - 2 * MARGIN)
    canvas = Canvas(round(size_wh[0] * scale), round(size_wh[1] * scale))
    origin = (size_wh[0] * scale * MARGIN, size_wh[1] * scale * MARGIN)
    eye = plan.width * float(rng.uniform(0.35, 0.65)), plan.height * float(rng.uniform(0.3, 0.55))
    return canvas, View(
        size_wh[0] / plan.width, origin, eye[0], eye[1], float(rng.uniform(1.25, 1.9)) * plan.height
    )


def _paint_layers(
    rng: np.random.Generator, canvas: Canvas, view: View, plan: Plan, style: fixture.Style
) -> dict[int, tuple[int, Unit, int]]:
    """Paint all boards; number → (layer index, front unit, pixels of its front)."""
    numbered: dict[int, tuple[int, Unit, int]] = {}
    sprites = _Sprites(view.px_per_mm, rng, {})
    height = len(canvas.bgr)
    for index, layer in enumerate(plan.layers):
        rows = (
            int(np.clip(view.at(0, layer.y - layer.clear)[1], 0, height)),
            int(np.clip(view.at(0, layer.y)[1], 0, height)),
        )
        if rows[1] - rows[0] < 2:
            continue
        fixture.paint_inside(canvas, view, plan, layer, style, rows)
        for row in (3, 2, 1):
            for unit in (unit for unit in layer.units if unit.row == row):
                _paint_behind(canvas, view, sprites.get(unit), unit, rows)
        front = [unit for unit in layer.units if unit.row == 0]
        front.sort(key=lambda unit: (-abs(unit.x + unit.sku.width_mm / 2 - view.eye_x), unit.level))
        first = len(numbered) + 1
        for number, unit in enumerate(front, start=first):
            numbered[number] = (index, unit, int((sprites.get(unit)[..., 3] > 127).sum()))
            _paint_depth(canvas, view, sprites.get(unit), unit, number, rows)
        for number, unit in enumerate(front, start=first):
            _paint_front(canvas, view, sprites.get(unit), unit, number, rows)
        dim = np.interp(np.linspace(0, 1, 12), [0, 0.12, 0.35, 1], [0.62, 0.82, 0.97, 1.02]) * rng.uniform(
            0.9, 1.03
        )
        canvas.shade(0, rows[0], canvas.bgr.shape[1], rows[1], dim.astype(np.float32)[:, None])
    for layer in plan.layers:
        fixture.paint_rail(canvas, view, plan, layer, style, rng)
        for run in layer.runs:
            if rng.random() < 0.05:
                fixture.paint_talker(canvas, view, plan, layer, run, rng)
    return numbered


def _paint_behind(canvas: Canvas, view: View, sprite: Image, unit: Unit, rows: tuple[int, int]) -> None:
    f = view.scale(unit.z)
    size = max(1, round(sprite.shape[1] * f)), max(1, round(sprite.shape[0] * f))
    small = np.asarray(cv2.resize(sprite, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    x, y = view.at(unit.x, unit.y, unit.z)
    canvas.paste(small, x, y - size[1], 0, rows, gain=0.74 * 0.72 ** (unit.row - 1))


def _paint_front(
    canvas: Canvas, view: View, sprite: Image, unit: Unit, number: int, rows: tuple[int, int]
) -> None:
    x, y = view.at(unit.x, unit.y, unit.z)
    if abs(unit.lean_deg) > 0.4:
        sprite, x, y = _leaning(sprite, unit.lean_deg, x, y)
    canvas.paste(sprite, x, y - sprite.shape[0], number, rows)


def _leaning(sprite: Image, degrees: float, x: float, y: float) -> tuple[Image, float, float]:
    """The sprite turned about its foot, on a larger ground."""
    height, width = sprite.shape[:2]
    pad = int(abs(np.sin(np.deg2rad(degrees))) * max(height, width)) + 2
    wide = cv2.copyMakeBorder(sprite, pad, 0, pad, pad, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    matrix = cv2.getRotationMatrix2D((wide.shape[1] / 2, wide.shape[0] - 1), degrees, 1.0)
    turned = cv2.warpAffine(wide, matrix, (wide.shape[1], wide.shape[0]), flags=cv2.INTER_LINEAR)
    return np.asarray(turned, np.uint8), x - pad, y


def _paint_depth(
    canvas: Canvas, view: View, sprite: Image, unit: Unit, number: int, rows: tuple[int, int]
) -> None:
    """The shadow round a unit, and the side, top or lid of it that the camera sees."""
    sku, near, far = unit.sku, unit.z, unit.z + unit.sku.depth_mm
    x, y = view.at(unit.x, unit.y, near)
    soft = max(3.0, 0.05 * sprite.shape[1])
    top = max(y - sprite.shape[0] - soft, rows[0])
    canvas.shade(x - soft, top, x + sprite.shape[1] + soft, min(y + soft, rows[1]), SOFT)
    head, form = unit.y - sku.height_mm, FORMS[sku.look.shape]
    left, right = unit.x, unit.x + sku.width_mm
    if form.boxy:
        edge, other = (right, left) if right < view.eye_x else (left, right)
        if (edge - view.eye_x) * (other - view.eye_x) > 0:
            side = np.array(
                [
                    view.at(edge, head, near),
                    view.at(edge, head, far),
                    view.at(edge, unit.y, far),
                    view.at(edge, unit.y, near),
                ],
                np.float32,
            )
            if abs(side[1, 0] - side[0, 0]) > 2:
                canvas.quad(sprite[..., :3], side, rows, number, 0.62)
        if head > view.eye_y:
            lid = [
                view.at(left, head, near),
                view.at(right, head, near),
                view.at(right, head, far),
                view.at(left, head, far),
            ]
            canvas.fill(lid, lighter(darker(sku.look.ground, 0.12), 0.1), rows, number)
    elif sku.look.shape in OPEN_TOP and head > view.eye_y:
        reach = form.profile[0][1] * (right - left) / 2
        (x0, y0), (_, y1) = (
            view.at((left + right) / 2, head, near + sku.depth_mm / 2),
            view.at(left, head, far),
        )
        turn = np.linspace(0, 2 * np.pi, 40)
        flat = max(1.0, abs(view.at(left, head, near)[1] - y1) / 2)
        for grow, colour in ((1.0, darker(sku.look.cap, 0.25)), (0.9, lighter(sku.look.cap, 0.25))):
            ring = np.stack(
                [x0 + grow * reach * view.px_per_mm * np.cos(turn), y0 + grow * flat * np.sin(turn)], axis=1
            )
            canvas.fill(ring, colour, rows, number)


def _truth(
    plan: Plan,
    view: View,
    matrix: Matrix,
    owner: Numbers,
    numbered: dict[int, tuple[int, Unit, int]],
    size_wh: tuple[int, int],
) -> ShelfTruth:
    seen: list[tuple[int, Unit, Xyxy, float]] = []
    ignored: list[Xyxy] = []
    for number, (index, unit, area) in numbered.items():
        box, pixels = _pixels_of(owner, number, _corners(view, matrix, unit), size_wh)
        if box is None:
            continue
        visible = min(1.0, pixels / max(1.0, area * _magnification(view, matrix, unit)))
        if visible >= COUNTED:
            seen.append((index, unit, box, visible))
        elif visible > 0.05:
            ignored.append(box)
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


def _places(rows: list[tuple[int, Unit, Xyxy, float]]) -> dict[int, int]:
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
            ends = [view.at(x, y) for x in (gap.x0, gap.x1) for y in (top, layer.y)]
            points = moved(ends, matrix)
            (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
            cx0, cy0, cx1, cy1 = (
                max(x0, 0.0),
                max(y0, 0.0),
                min(x1, float(size_wh[0])),
                min(y1, float(size_wh[1])),
            )
            if (cx1 - cx0) * (cy1 - cy0) < GAP_SEEN * (x1 - x0) * (y1 - y0) or cx1 <= cx0 or cy1 <= cy0:
                continue
            before = {
                p.column
                for p in products
                if p.layer == layers[index] and (p.xyxy[0] + p.xyxy[2]) / 2 < (x0 + x1) / 2
            }
            box = (float(cx0), float(cy0), float(cx1), float(cy1))
            found.append(TrueGap(box, layers[index], len(before), gap.sku.code))
    return sorted(found, key=lambda gap: (gap.layer, gap.xyxy[0]))


def _kept(plan: Plan, layers: dict[int, int]) -> list[tuple[int, Layer]]:
    return [(index, layer) for index, layer in enumerate(plan.layers) if index in layers]
