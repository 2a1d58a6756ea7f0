"""The furniture: back panel, boards, rails with price tags, header, plinth, floor, promotion cards."""

from typing import Final

import cv2
import numpy as np

from models.synth.colours import darker, ink_on, lighter, mix, rgb
from models.synth.fonts import fit_text
from models.synth.plan import Layer, Plan
from models.synth.scene import Canvas, View
from models.synth.style import Style
from models.synth.tickets import paint_tag

HEADERS: Final = (
    "饮料酒水",
    "牛奶乳品",
    "休闲食品",
    "方便速食",
    "家居洗护",
    "今日特惠",
    "天天低价",
    "品质生活",
    "会员专享",
)
CARTONS_RATE: Final = 0.35
Stored = tuple[float, float, float, float]
"""A carton's left, top, right and foot in mm."""


def paint_room(canvas: Canvas, view: View, plan: Plan, style: Style, rng: np.random.Generator) -> None:
    """All that lies behind and around the boards: wall or header above, plinth and floor below."""
    height, width = canvas.bgr.shape[:2]
    top, floor = view.at(0, plan.top)[1], view.at(0, plan.floor)[1]
    canvas.bgr[:] = darker(style.back, 0.45)
    _sky(canvas, max(0, int(top)), style, rng)
    plinth = view.at(0, plan.layers[-1].y + plan.rail)[1]
    canvas.bgr[int(plinth) : int(floor)] = darker(style.board, 0.35)
    _floor(canvas, max(0, int(floor)), style, rng)
    canvas.shade(
        0, floor - 4, width, floor + 0.05 * height, np.linspace(0.35, 1, 8, dtype=np.float32)[:, None]
    )


def paint_cartons(canvas: Canvas, view: View, plan: Plan, rng: np.random.Generator) -> list[Stored]:
    """Stock in shipping cartons on top of the bay, in some stores: looks like product, is not on sale."""
    if rng.random() > CARTONS_RATE or view.at(0, plan.top)[1] < 40:
        return []
    found: list[Stored] = []
    x = float(rng.uniform(-0.1, 0.5)) * plan.width
    while x < plan.width * float(rng.uniform(0.5, 1.1)):
        width, height = float(rng.uniform(220, 420)), float(rng.uniform(140, 260))
        kraft = mix(rgb("b98f5f"), rgb("d8c3a0"), float(rng.random()))
        x0, y0 = view.at(x, plan.top - height)
        x1, y1 = view.at(x + width, plan.top)
        rows = (0, len(canvas.bgr))
        canvas.fill([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], kraft, rows)
        w, h = x1 - x0, y1 - y0
        canvas.fill(
            [(x0, y0 + 0.46 * h), (x1, y0 + 0.46 * h), (x1, y0 + 0.53 * h), (x0, y0 + 0.53 * h)],
            lighter(kraft, 0.3),
            rows,
        )
        word = str(rng.choice(("易碎品", "小心轻放", "向上", "防潮", "整箱")))
        fit_text(
            canvas.bgr, word, (x0 + 0.1 * w, y0 + 0.1 * h, x0 + 0.6 * w, y0 + 0.4 * h), darker(kraft, 0.55)
        )
        fit_text(
            canvas.bgr,
            "24×500ml",
            (x0 + 0.5 * w, y0 + 0.66 * h, x0 + 0.92 * w, y0 + 0.86 * h),
            darker(kraft, 0.55),
        )
        canvas.shade(x0, y0, x1, y1, np.linspace(1.05, 0.82, 8, dtype=np.float32)[None, :].repeat(2, axis=0))
        found.append((x, plan.top - height, x + width, plan.top))
        x += width + float(rng.exponential(25)) + 3
    return found


def _sky(canvas: Canvas, top: int, style: Style, rng: np.random.Generator) -> None:
    """Above the bay: a header with the category's name, the hall's ceiling over it."""
    if top < 8:
        return
    width = canvas.bgr.shape[1]
    ramp = np.linspace(1.0, 0.82, top)[:, None, None]
    wall = np.array(mix(style.floor, (236, 238, 238), 0.6), np.float32)
    canvas.bgr[:top] = (wall * ramp).astype(np.uint8)
    for _ in range(int(rng.integers(1, 4))):
        x, slope = rng.uniform(0, width), rng.uniform(-0.5, 0.5)
        line = np.array([(x, 0), (x + slope * top, top * 0.75)])
        cv2.line(
            canvas.bgr,
            line[0].astype(int).tolist(),
            line[1].astype(int).tolist(),
            (252, 254, 254),
            max(4, top // 14),
            cv2.LINE_AA,
        )
    sign = int(top * rng.uniform(0.35, 0.7))
    canvas.bgr[top - sign : top] = style.header
    canvas.bgr[top - sign : top - sign + max(2, sign // 18)] = lighter(style.header, 0.5)
    word, at = str(rng.choice(HEADERS)), rng.uniform(0.05, 0.3) * width
    box = (at, top - 0.85 * sign, at + 0.6 * width, top - 0.15 * sign)
    fit_text(canvas.bgr, word, box, ink_on(style.header), bold=True)


def _floor(canvas: Canvas, start: int, style: Style, rng: np.random.Generator) -> None:
    height, width = canvas.bgr.shape[:2]
    if start >= height:
        return
    rows = height - start
    shine = np.linspace(0.72, 1.02, rows)[:, None, None] * np.ones((rows, width, 1))
    canvas.bgr[start:] = np.clip(np.array(style.floor, np.float32) * shine, 0, 255).astype(np.uint8)
    joint, vanish = darker(style.floor, 0.3), (width * rng.uniform(0.3, 0.7), start - 1.2 * height)
    for x in np.arange(-2 * width, 3 * width, width * 0.19):
        foot = vanish[0] + (x - vanish[0]) * 1.0
        t = (start - vanish[1]) / (height - vanish[1])
        cv2.line(
            canvas.bgr,
            (int(vanish[0] + (foot - vanish[0]) * t), start),
            (int(foot), height),
            joint,
            2,
            cv2.LINE_AA,
        )
    y, step = float(start), width * 0.06
    while y < height:
        cv2.line(canvas.bgr, (0, int(y)), (width, int(y)), joint, 2, cv2.LINE_AA)
        y, step = y + step, step * 1.18


def paint_inside(
    canvas: Canvas, view: View, plan: Plan, layer: Layer, style: Style, rows: tuple[int, int]
) -> None:
    """The compartment over a board, empty: panel, underside of the board above, surface of its own board."""
    width = canvas.bgr.shape[1]
    left, right = -0.4 * plan.width, 1.4 * plan.width
    canvas.bgr[rows[0] : rows[1]] = darker(style.back, 0.18)
    _panel(canvas, view, plan, style, rows)
    ceiling = layer.y - layer.clear
    under = [
        view.at(left, ceiling),
        view.at(right, ceiling),
        view.at(right, ceiling, plan.depth),
        view.at(left, ceiling, plan.depth),
    ]
    if under[2][1] > under[1][1]:
        canvas.fill(under, darker(style.board, 0.45), rows)
    board = [
        view.at(left, layer.y, plan.depth),
        view.at(right, layer.y, plan.depth),
        view.at(right, layer.y),
        view.at(left, layer.y),
    ]
    if board[0][1] < board[3][1]:
        canvas.fill(board, darker(style.board, 0.1), rows)
        y0 = board[0][1]
        canvas.shade(0, y0, width, board[3][1], np.linspace(0.5, 1.0, 6, dtype=np.float32)[:, None])
    deep = np.interp(np.linspace(0, 1, 16), [0, 0.35, 0.8, 1], [0.5, 0.8, 0.98, 0.85]).astype(np.float32)[
        :, None
    ]
    canvas.shade(0, rows[0], width, rows[1], deep)


def _panel(canvas: Canvas, view: View, plan: Plan, style: Style, rows: tuple[int, int]) -> None:
    """Seams of the back panel and, in some stores, the holes of a pegboard."""
    seam = darker(style.back, 0.5)
    for x in np.arange(-300, plan.width + 300, 450.0):
        px = int(view.at(float(x), 0, plan.depth)[0])
        cv2.line(canvas.bgr, (px, rows[0]), (px, rows[1] - 1), seam, 2, cv2.LINE_AA)
    if not style.holes:
        return
    pitch = max(9.0, 25.0 * view.px_per_mm * view.scale(plan.depth))
    for down in np.arange(rows[0] + pitch / 2, rows[1], pitch):
        for across in np.arange(pitch / 2, canvas.bgr.shape[1], pitch):
            cv2.circle(canvas.bgr, (int(across), int(down)), max(1, int(pitch * 0.11)), seam, -1)


def paint_rail(
    canvas: Canvas, view: View, plan: Plan, layer: Layer, style: Style, rng: np.random.Generator
) -> None:
    """The board's front edge with a price tag for each run."""
    width = canvas.bgr.shape[1]
    y0, y1 = round(view.at(0, layer.y)[1]), round(view.at(0, layer.y + plan.rail)[1])
    band = canvas.bgr[max(y0, 0) : y1]
    if len(band) == 0:
        return
    profile = np.interp(np.linspace(0, 1, len(band)), [0, 0.1, 0.2, 0.85, 1], [1.15, 1.1, 0.98, 0.9, 0.6])
    band[:] = np.clip(np.array(style.rail, np.float32) * profile[:, None, None], 0, 255).astype(np.uint8)
    canvas.owner[max(y0, 0) : y1] = 0
    if style.tag_strip:
        canvas.bgr[y0 + len(band) // 6 : y1 - len(band) // 8] = darker(style.tag, 0.08)
    for x in np.arange(-200, plan.width + 300, 900.0):
        px = round(view.at(float(x) + 120, 0)[0])
        cv2.line(canvas.bgr, (px, y0), (px, y1), darker(style.rail, 0.6), 2)
    drop = round((y1 - y0) * 0.9)
    canvas.shade(0, y1, width, y1 + drop, np.linspace(0.5, 1.0, 6, dtype=np.float32)[:, None])
    for run in layer.runs:
        paint_tag(canvas, view, plan, layer, style, run, rng)
