"""Motifs on labels: fruit, leaves, milk, bowls … drawn with a few shaded shapes each."""

from collections.abc import Callable
from typing import Final

import numpy as np

from models.synth.colours import darker, lighter, mix, rgb
from models.synth.fonts import Image
from models.synth.shapes import LEAF, ball, disc, leaf, polygon, stroke
from models.synth.sku import Bgr

Motif = Callable[[Image, float, float, float, Bgr, np.random.Generator], None]


def _leaves(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    for k in range(7):
        leaf(
            image,
            x,
            y + 0.5 * r,
            r * rng.uniform(0.9, 1.4),
            -175 + 28 * k + rng.uniform(-8, 8),
            mix(colour, LEAF, rng.uniform(0, 0.4)),
        )


def _citrus(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    leaf(image, x + 0.3 * r, y - 0.5 * r, r * 0.9, -35, LEAF)
    ball(image, x + 0.42 * r, y - 0.2 * r, 0.75 * r, colour)
    cx, cy, radius = x - 0.25 * r, y + 0.2 * r, 0.8 * r
    for part, tone in ((1.0, colour), (0.9, lighter(colour, 0.75)), (0.82, lighter(colour, 0.25))):
        disc(image, cx, cy, radius * part, radius * part, tone)
    start = rng.uniform(0, 1)
    for k in range(9):
        turn = (k + start) * 2 * np.pi / 9
        end = cx + 0.84 * radius * np.cos(turn), cy + 0.84 * radius * np.sin(turn)
        stroke(image, [(cx, cy), end], lighter(colour, 0.75), radius * 0.05)


def _peach(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    for dx, dy, size in ((-0.45, 0.2, 0.72), (0.4, -0.05, 0.8)):
        leaf(image, x + dx * r, y + (dy - 0.6) * r, r * 0.7, -40 - 90 * rng.uniform(0, 1), LEAF)
        ball(image, x + dx * r, y + dy * r, size * r, colour)
        bend = [
            (x + (dx + 0.05 - 0.15 * np.sin(t * 3)) * r, y + (dy - size + 2 * size * t) * r)
            for t in np.linspace(0.1, 0.8, 8)
        ]
        stroke(image, bend, darker(colour, 0.25), r * 0.04)


def _berries(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    leaf(image, x, y - 0.5 * r, r * 0.8, -30, LEAF)
    leaf(image, x, y - 0.5 * r, r * 0.8, -150, LEAF)
    for k in range(11):
        angle, far = k * 2.4, 0.27 * np.sqrt(k)
        ball(
            image,
            x + far * r * np.cos(angle),
            y + far * r * np.sin(angle),
            r * rng.uniform(0.27, 0.34),
            colour,
        )


def _drops(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    for k in range(3):
        disc(
            image, x, y + 0.7 * r, r * (1.1 - 0.3 * k), r * (0.3 - 0.08 * k), lighter(colour, 0.25 + 0.25 * k)
        )
    for dx, dy, size in ((0.0, 0.0, 0.6), (-0.7, 0.25, 0.28), (0.65, 0.1, 0.33), (0.4, -0.75, 0.18)):
        cx, cy, s = x + dx * r, y + dy * r, size * r
        polygon(image, [(cx, cy - 1.7 * s), (cx + 0.85 * s, cy), (cx - 0.85 * s, cy)], darker(colour, 0.05))
        ball(image, cx, cy, s, colour)


def _bubbles(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    for _ in range(22):
        cx, cy, size = x + r * rng.normal(0, 0.75), y + r * rng.normal(0, 0.75), r * rng.uniform(0.06, 0.3)
        disc(image, cx, cy, size, size, lighter(colour, 0.3))
        disc(image, cx + 0.1 * size, cy + 0.1 * size, size * 0.85, size * 0.85, colour)
        disc(image, cx - 0.35 * size, cy - 0.35 * size, size * 0.25, size * 0.2, (255, 255, 255))


def _milk(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    for k in range(4):
        disc(
            image,
            x + (k - 1.5) * 0.8 * r,
            y + 1.05 * r,
            1.1 * r,
            (0.45 + 0.1 * (k % 2)) * r,
            mix(colour, LEAF, 0.6 + 0.1 * k),
        )
    angle = np.linspace(0, 2 * np.pi, 60)
    crown = 0.72 + 0.16 * np.sin(7 * angle + rng.uniform(0, 6)) + 0.06 * np.sin(15 * angle)
    splash = np.stack([x + r * crown * np.cos(angle), y + 0.85 * r * crown * np.sin(angle)], axis=1)
    polygon(image, splash + 0.05 * r, (228, 222, 214))
    polygon(image, splash, (252, 251, 248))
    for k in range(5):
        turn = k * 1.3 + rng.uniform(0, 0.6)
        disc(
            image,
            x + 0.35 * r * np.cos(turn),
            y + 0.3 * r * np.sin(turn),
            0.17 * r,
            0.11 * r,
            mix(colour, (235, 230, 225), 0.35),
            k * 50,
        )


def _bowl(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    half = [(x + 1.15 * r * np.cos(t), y + 1.0 * r * np.sin(t)) for t in np.linspace(0, np.pi, 20)]
    polygon(image, half, rgb("22242c"))
    disc(image, x, y, 1.15 * r, 0.52 * r, rgb("efe7d6"))
    disc(image, x, y, 1.05 * r, 0.45 * r, colour)
    for _ in range(16):
        t = np.linspace(0, 1, 8)
        x0, y0, bend = rng.uniform(-0.8, 0.2), rng.uniform(-0.25, 0.3), rng.uniform(2, 6)
        line = np.stack([x + r * (x0 + 0.7 * t), y + r * (y0 * 0.9 + 0.07 * np.sin(bend * t * 2))], axis=1)
        stroke(image, line, lighter(rgb("f0c060"), rng.uniform(0, 0.4)), r * 0.07)
    for k in range(4):
        ball(
            image,
            x + r * (-0.5 + 0.33 * k),
            y + r * rng.uniform(-0.25, 0.1),
            r * 0.17,
            darker(mix(colour, rgb("7a3a1c"), 0.6), 0.1),
            0.7,
        )
    for k in range(9):
        disc(
            image,
            x + r * rng.uniform(-0.8, 0.8),
            y + r * rng.uniform(-0.28, 0.3),
            r * 0.06,
            r * 0.04,
            rgb("56b13c"),
            40 * k,
        )


def _chips(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    for k in range(8):
        cx, cy, turn = x + r * rng.normal(0, 0.5), y + r * (0.5 - 0.14 * k), rng.uniform(-60, 60)
        gold = mix(rgb("f2b632"), colour, 0.15 * rng.uniform(0, 1))
        disc(image, cx + 0.03 * r, cy + 0.06 * r, 0.56 * r, 0.36 * r, darker(gold, 0.45), turn)
        disc(image, cx, cy, 0.55 * r, 0.35 * r, gold, turn)
        disc(image, cx - 0.05 * r, cy - 0.04 * r, 0.4 * r, 0.22 * r, lighter(gold, 0.35), turn)


def _flower(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    for dx, dy, size in ((-0.5, 0.35, 0.5), (0.55, 0.3, 0.42), (0.05, -0.3, 0.62)):
        cx, cy, start = x + dx * r, y + dy * r, rng.uniform(0, 72)
        leaf(image, cx, cy, 1.2 * size * r, 60 + start, LEAF)
        for k in range(6):
            turn = np.deg2rad(start + 60 * k)
            petal = cx + 0.55 * size * r * np.cos(turn), cy + 0.55 * size * r * np.sin(turn)
            disc(
                image,
                *petal,
                0.52 * size * r,
                0.3 * size * r,
                mix(colour, lighter(colour, 0.5), (k % 2) * 0.6),
                start + 60 * k,
            )
        ball(image, cx, cy, 0.24 * size * r, rgb("f3c22b"))


def _lavender(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    for k in range(7):
        foot, tip = x + (k - 3) * 0.14 * r, x + (k - 3) * 0.34 * r
        stroke(image, [(foot, y + 1.1 * r), (tip, y - 0.6 * r)], LEAF, r * 0.04)
        for step in range(8):
            t = 0.45 + 0.55 * step / 8
            cx, cy = foot + (tip - foot) * t, y + 1.1 * r - 1.7 * r * t
            disc(
                image,
                cx + r * rng.uniform(-0.05, 0.05),
                cy,
                0.12 * r,
                0.09 * r,
                mix(colour, lighter(colour, 0.5), rng.uniform(0, 0.8)),
            )


def _peaks(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    for k in range(4):
        ridge = [(x - 1.8 * r, y + 1.2 * r)]
        ridge += [
            (x + (s - 1.8) * r, y + r * (0.28 * k - rng.uniform(0.1, 0.8))) for s in np.arange(0, 3.7, 0.45)
        ]
        polygon(image, [*ridge, (x + 1.8 * r, y + 1.2 * r)], lighter(colour, 0.6 - 0.2 * k))


def _wheat(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    for lean in (-0.6, -0.2, 0.25, 0.65):
        stroke(
            image,
            [(x + 0.3 * lean * r, y + 1.1 * r), (x + lean * r, y - 0.8 * r)],
            darker(colour, 0.25),
            r * 0.04,
        )
        for step in range(7):
            t = step / 7
            cx, cy = x + lean * r * (0.55 + 0.45 * t), y + r * (0.1 - 0.95 * t)
            for side in (-1, 1):
                disc(
                    image,
                    cx + side * 0.1 * r,
                    cy,
                    0.16 * r,
                    0.07 * r,
                    mix(colour, lighter(colour, 0.4), rng.uniform(0, 1)),
                    -90 + side * 40,
                )


def _stars(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    disc(image, x, y, 0.95 * r, 0.95 * r, lighter(colour, 0.35))
    disc(image, x, y, 0.8 * r, 0.8 * r, colour)
    for _ in range(7):
        cx, cy, size = (
            x + r * rng.uniform(-0.8, 0.8),
            y + r * rng.uniform(-0.8, 0.8),
            r * rng.uniform(0.15, 0.45),
        )
        turn = np.arange(8) * np.pi / 4
        far = np.where(np.arange(8) % 2 == 0, size, size * 0.22)
        polygon(image, np.stack([cx + far * np.cos(turn), cy + far * np.sin(turn)], axis=1), (255, 255, 255))


def _chilli(image: Image, x: float, y: float, r: float, colour: Bgr, rng: np.random.Generator) -> None:
    t = np.linspace(0, 1, 14)
    for k in range(3):
        turn, dy = rng.uniform(-0.5, 0.5), (k - 1) * 0.45 * r
        path = np.stack([x + r * (-0.9 + 1.8 * t), y + dy + r * (turn * t + 0.35 * np.sin(2.2 * t))], axis=1)
        for part in range(13):
            stroke(
                image,
                path[part : part + 2],
                mix(lighter(colour, 0.1), darker(colour, 0.2), part / 13),
                r * 0.3 * (1 - part / 14),
            )
        leaf(image, float(path[0, 0]), float(path[0, 1]), 0.35 * r, 200, LEAF)


MOTIFS: Final[dict[str, Motif]] = {
    "leaves": _leaves, "citrus": _citrus, "peach": _peach, "berries": _berries, "drops": _drops, "bubbles": _bubbles,
    "milk": _milk, "bowl": _bowl, "chips": _chips, "flower": _flower, "lavender": _lavender, "peaks": _peaks,
    "wheat": _wheat, "stars": _stars, "chilli": _chilli,
}  # fmt: skip
