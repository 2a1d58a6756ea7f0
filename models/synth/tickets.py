"""Price tags on the rails, and promotion cards that hang over what is for sale."""

from typing import Final

import cv2
import numpy as np

from models.synth.colours import darker, hsv, ink_on, luma
from models.synth.fonts import fit_text
from models.synth.plan import Layer, Plan, Run
from models.synth.scene import Canvas, View
from models.synth.sku import Bgr
from models.synth.style import Style

OFFERS: Final = ("特价", "买一送一", "第二件半价", "会员价", "满50减10", "新品上市", "热卖")


def paint_tag(
    canvas: Canvas, view: View, plan: Plan, layer: Layer, style: Style, run: Run, rng: np.random.Generator
) -> None:
    """The tag of `run` on the rail; one in eight stands out in yellow and hangs lower."""
    wide = float(rng.uniform(62, 78))
    left = run.x0 + (run.x1 - run.x0 - wide) * float(rng.uniform(0.1, 0.6))
    offer = bool(rng.random() < 0.12)
    tall = plan.rail * (0.82 if not offer else 1.5)
    x0, y0 = view.at(left, layer.y + plan.rail * 0.1 - (0 if not offer else plan.rail * 0.35))
    x1, y1 = x0 + wide * view.px_per_mm, y0 + tall * view.px_per_mm
    ground: Bgr = (40, 214, 252) if offer else style.tag
    canvas.fill(
        [(x0 + 1, y0 + 2), (x1 + 2, y0 + 2), (x1 + 2, y1 + 2), (x0 + 1, y1 + 2)],
        darker(style.rail, 0.55),
        (0, len(canvas.bgr)),
    )
    canvas.fill([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], ground, (0, len(canvas.bgr)))
    w, h = x1 - x0, y1 - y0
    ink: Bgr = (30, 20, 190) if offer else (36, 30, 28)
    fit_text(
        canvas.bgr,
        f"{run.sku.list_price}",
        (x0 + 0.5 * w, y0 + 0.3 * h, x1 - 0.04 * w, y0 + 0.86 * h),
        ink,
        bold=True,
    )
    fit_text(
        canvas.bgr,
        run.sku.brand + run.sku.name,
        (x0 + 0.04 * w, y0 + 0.07 * h, x1 - 0.04 * w, y0 + 0.27 * h),
        (70, 66, 64),
    )
    fit_text(
        canvas.bgr,
        "特价" if offer else "零售价",
        (x0 + 0.04 * w, y0 + 0.35 * h, x0 + 0.3 * w, y0 + 0.58 * h),
        ink,
    )
    bars = np.flatnonzero(np.random.default_rng(int(run.sku.gtin)).random(max(2, int(0.4 * w))) < 0.5)
    for bar in bars:
        px = int(x0 + 0.05 * w) + int(bar)
        cv2.line(canvas.bgr, (px, int(y0 + 0.66 * h)), (px, int(y0 + 0.9 * h)), (50, 46, 44), 1)


def paint_talker(
    canvas: Canvas, view: View, plan: Plan, layer: Layer, run: Run, rng: np.random.Generator
) -> None:
    """A promotion card clipped to the rail that hangs over what stands below or rises before what stands above."""
    size = float(rng.uniform(75, 120))
    x0, y0 = view.at(
        float(rng.uniform(run.x0, max(run.x0 + 1, run.x1 - size))),
        layer.y - size * float(rng.choice([0.25, -0.2])),
    )
    w, h = size * view.px_per_mm, size * float(rng.uniform(0.6, 1.0)) * view.px_per_mm
    red = hsv(float(rng.choice([0.0, 0.01, 0.14, 0.98])), 0.9, 0.92)
    tilt = float(rng.normal(0, 0.03)) * w
    corners = np.array([(x0, y0 + tilt), (x0 + w, y0 - tilt), (x0 + w, y0 + h - tilt), (x0, y0 + h + tilt)])
    whole = (0, len(canvas.bgr))
    canvas.fill(corners + 4, (30, 30, 30), whole)
    canvas.fill(corners, red, whole)
    fit_text(
        canvas.bgr,
        str(rng.choice(OFFERS)),
        (x0 + 0.08 * w, y0 + 0.1 * h, x0 + 0.92 * w, y0 + 0.48 * h),
        ink_on(red),
        bold=True,
    )
    price = f"{float(run.sku.list_price) * 0.8:.1f}"
    fit_text(
        canvas.bgr,
        price,
        (x0 + 0.2 * w, y0 + 0.52 * h, x0 + 0.8 * w, y0 + 0.93 * h),
        (60, 240, 255) if luma(red) < 0.5 else (30, 20, 200),
        bold=True,
    )
