"""Shaded shapes that motifs and panels are put together from."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.synth.colours import darker, lighter, mix, rgb
from models.synth.fonts import Image
from models.synth.sku import Bgr

SHIFT: Final = 4
"""Fractional bits of the coordinates given to OpenCV."""
LEAF: Final = rgb("3f8f2f")


def disc(image: Image, x: float, y: float, rx: float, ry: float, colour: Bgr, turn_deg: float = 0.0) -> None:
    """A filled ellipse with soft edges."""
    unit = 1 << SHIFT
    centre, axes = (round(x * unit), round(y * unit)), (max(1, round(rx * unit)), max(1, round(ry * unit)))
    cv2.ellipse(image, centre, axes, turn_deg, 0, 360, colour, -1, cv2.LINE_AA, SHIFT)


def polygon(image: Image, points: npt.ArrayLike, colour: Bgr) -> None:
    """A filled (N, 2) polygon with soft edges."""
    scaled = np.round(np.asarray(points, np.float64) * (1 << SHIFT)).astype(np.int32)
    cv2.fillPoly(image, [scaled], colour, cv2.LINE_AA, SHIFT)


def stroke(image: Image, points: npt.ArrayLike, colour: Bgr, width: float) -> None:
    """An open line through (N, 2) points."""
    scaled = np.round(np.asarray(points, np.float64) * (1 << SHIFT)).astype(np.int32)
    cv2.polylines(image, [scaled], False, colour, max(1, round(width)), cv2.LINE_AA, SHIFT)


def ball(image: Image, x: float, y: float, r: float, colour: Bgr, flat: float = 1.0) -> None:
    """A sphere lit from the upper left."""
    for step in range(5):
        part = step / 4
        tone = mix(darker(colour, 0.35), lighter(colour, 0.25), part)
        disc(
            image,
            x - 0.22 * r * part,
            y - 0.25 * r * part * flat,
            r * (1 - 0.62 * part),
            r * flat * (1 - 0.62 * part),
            tone,
        )
    disc(image, x - 0.35 * r, y - 0.4 * r * flat, r * 0.13, r * 0.09, lighter(colour, 0.8), -30)


def leaf(image: Image, x: float, y: float, length: float, turn_deg: float, colour: Bgr) -> None:
    """One leaf from its stalk at x, y."""
    t = np.linspace(0, 1, 12)
    half = 0.22 * np.sin(np.pi * t**0.8)
    turn = np.deg2rad(turn_deg)
    axis, side = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    stem = np.array([x, y]) + length * t[:, None] * axis
    upper, lower = stem + length * half[:, None] * side, stem - length * half[:, None] * side
    polygon(image, np.concatenate([upper, lower[::-1]]), colour)
    polygon(image, np.concatenate([upper, stem[::-1]]), lighter(colour, 0.18))
    stroke(image, stem, darker(colour, 0.3), length * 0.02)
