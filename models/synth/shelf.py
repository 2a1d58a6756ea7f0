"""A photo of a shelf with everything that is true of it."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from models.synth import fixture
from models.synth.camera import MARGIN, Conditions, aim, expose
from models.synth.colours import darker, lighter
from models.synth.fonts import Image
from models.synth.forms import FORMS
from models.synth.pack import draw_pack
from models.synth.plan import Plan, Unit, plan_shelf
from models.synth.scene import Canvas, View
from models.synth.sku import Sku
from models.synth.style import Style
from models.synth.survey import Numbered, survey
from models.synth.tickets import paint_talker
from models.synth.truth import ShelfTruth

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
    style = Style.random(rng)
    fixture.paint_room(canvas, view, plan, style, rng)
    cartons = fixture.paint_cartons(canvas, view, plan, rng)
    numbered = _paint_layers(rng, canvas, view, plan, style)
    matrix = aim(held, (canvas.bgr.shape[1], canvas.bgr.shape[0]), size_wh)
    bgr, owner = expose(canvas, matrix, size_wh, held, rng)
    return bgr, survey(plan, view, matrix, owner, numbered, cartons, size_wh)


def _stage(rng: np.random.Generator, plan: Plan, size_wh: tuple[int, int]) -> tuple[Canvas, View]:
    scale = 1 / (1 - 2 * MARGIN)
    canvas = Canvas(round(size_wh[0] * scale), round(size_wh[1] * scale))
    origin = (size_wh[0] * scale * MARGIN, size_wh[1] * scale * MARGIN)
    eye = plan.width * float(rng.uniform(0.35, 0.65)), plan.height * float(rng.uniform(0.3, 0.55))
    return canvas, View(
        size_wh[0] / plan.width, origin, eye[0], eye[1], float(rng.uniform(1.25, 1.9)) * plan.height
    )


def _paint_layers(rng: np.random.Generator, canvas: Canvas, view: View, plan: Plan, style: Style) -> Numbered:
    """Paint all boards; number → (layer index, front unit, pixels of its front)."""
    numbered: Numbered = {}
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
        front.sort(key=lambda unit: _back_to_front(view, unit))
        first = len(numbered) + 1
        heads = {unit.column: unit.level for unit in sorted(front, key=lambda unit: unit.level)}
        for number, unit in enumerate(front, start=first):
            area = int((sprites.get(unit)[..., 3] > 127).sum() * view.scale(unit.z) ** 2)
            numbered[number] = (index, unit, area)
            _paint_depth(
                canvas, view, sprites.get(unit), unit, number, rows, heads[unit.column] == unit.level
            )
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
                paint_talker(canvas, view, plan, layer, run, rng)
    return numbered


def _paint_behind(canvas: Canvas, view: View, sprite: Image, unit: Unit, rows: tuple[int, int]) -> None:
    small = _shrunk(sprite, view.scale(unit.z))
    x, y = view.at(unit.x, unit.y, unit.z)
    canvas.paste(small, x, y - small.shape[0], 0, rows, gain=0.74 * 0.72 ** (unit.row - 1))


def _paint_front(
    canvas: Canvas, view: View, sprite: Image, unit: Unit, number: int, rows: tuple[int, int]
) -> None:
    x, y = view.at(unit.x, unit.y, unit.z)
    sprite = _shrunk(sprite, view.scale(unit.z))
    if abs(unit.lean_deg) > 0.4:
        sprite, x, y = _leaning(sprite, unit.lean_deg, x, y)
    # No two units catch quite the same light; those further in stand in the shade of the board above.
    gain = 1.0 + 0.04 * (unit.variant - 1) - 0.0022 * max(0.0, unit.z - 25)
    canvas.paste(sprite, x, y - sprite.shape[0], number, rows, gain)


def _back_to_front(view: View, unit: Unit) -> tuple[int, float, int]:
    """Painting order on a board: deep before near, far from the eye before close to it, low before high."""
    return -int(unit.z // 30), -abs(unit.x + unit.sku.width_mm / 2 - view.eye_x), unit.level


def _shrunk(sprite: Image, scale: float) -> Image:
    size = max(1, round(sprite.shape[1] * scale)), max(1, round(sprite.shape[0] * scale))
    return np.asarray(cv2.resize(sprite, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _leaning(sprite: Image, degrees: float, x: float, y: float) -> tuple[Image, float, float]:
    """The sprite turned about its foot, on a larger ground."""
    height, width = sprite.shape[:2]
    pad = int(abs(np.sin(np.deg2rad(degrees))) * max(height, width)) + 2
    wide = cv2.copyMakeBorder(sprite, pad, 0, pad, pad, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    matrix = cv2.getRotationMatrix2D((wide.shape[1] / 2, wide.shape[0] - 1), degrees, 1.0)
    turned = cv2.warpAffine(wide, matrix, (wide.shape[1], wide.shape[0]), flags=cv2.INTER_LINEAR)
    return np.asarray(turned, np.uint8), x - pad, y


def _paint_depth(
    canvas: Canvas, view: View, sprite: Image, unit: Unit, number: int, rows: tuple[int, int], head_free: bool
) -> None:
    """The shadow round a unit, and the side, top or lid of it that the camera sees.

    What shows of a lid round the unit that stands on it (not `head_free`) is nobody's: the box ends at the rim.
    """
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
            canvas.fill(lid, lighter(darker(sku.look.ground, 0.12), 0.1), rows, number if head_free else 0)
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
            canvas.fill(ring, colour, rows, number if head_free else 0)
