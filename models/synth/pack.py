"""One pack as a camera sees it from the front: the face on its body, under light, cut out."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.synth.colours import darker, lighter, mix
from models.synth.face import draw_face
from models.synth.fonts import Image
from models.synth.forms import FORMS, Form
from models.synth.sku import Look, Sku

Plane = npt.NDArray[np.float32]
OVERSAMPLE_BELOW_PX: Final = 320
"""Smaller packs are drawn at twice their size and reduced, for clean edges and small print that blurs as it should."""


def draw_pack(sku: Sku, height_px: int, rng: np.random.Generator | None = None) -> Image:
    """(height_px, W, 4) BGRA of the front of `sku`, W after its proportions in mm.

    Without `rng` the clean pack shot; with it the pack is turned a little, lit from elsewhere and creased anew.

    Raises:
        ValueError: `height_px` is below 16.
    """
    if height_px < 16:
        raise ValueError(f"expected at least 16 px of height, got {height_px}")
    width_px = max(8, round(height_px * sku.width_mm / sku.height_mm))
    scale = 2 if height_px < OVERSAMPLE_BELOW_PX else 1
    height, width = height_px * scale, width_px * scale
    form = FORMS[sku.look.shape]
    across, cover = _across(form, height, width)
    turn = float(rng.normal(0, 0.08)) if rng is not None and form.light == "round" else 0.0
    bgr = _wrap(sku, form, across, turn)
    fresh = rng if rng is not None else np.random.default_rng(sku.look.seed)
    side = float(fresh.uniform(-0.25, 0.25)) if rng is not None else 0.0
    lit = _light(bgr, sku.look, form, across, side, fresh)
    if sku.look.shape == "jug":
        _handle(lit, cover, sku.look)
    bgra = np.dstack([lit, cover])
    if scale > 1:
        bgra = np.asarray(cv2.resize(bgra, (width_px, height_px), interpolation=cv2.INTER_AREA), np.uint8)
    return np.ascontiguousarray(bgra)


def _across(form: Form, height: int, width: int) -> tuple[Plane, Image]:
    """(H, W) place across the body, -1 at its left edge and 1 at its right, and the (H, W) coverage."""
    half = np.maximum(form.half_width(height) * (width / 2), 1.0)[:, None]
    off = (np.arange(width, dtype=np.float32) + 0.5 - width / 2)[None, :]
    cover = np.clip((half - np.abs(off) + 0.5) * 255, 0, 255).astype(np.uint8)
    if form.light == "flat":
        corner = max(1, min(width, height) // 40)
        cover[0, :corner] = cover[0, -corner:] = cover[-1, :corner] = cover[-1, -corner:] = 0
    return np.clip(off / half, -1, 1).astype(np.float32), cover


def _wrap(sku: Sku, form: Form, across: Plane, turn: float) -> Image:
    """(H, W, 3) materials without light: body, cap, and the face bent round the body."""
    height, width = across.shape
    look = sku.look
    y0, y1 = round(form.print_rows[0] * height), round(form.print_rows[1] * height)
    face = draw_face(sku, width, y1 - y0)
    base = np.empty((height, width, 3), np.uint8)
    base[:] = look.ground if form.whole else look.body
    if form.whole:
        base[:y0], base[y1:] = face[:1].mean(axis=(0, 1)), face[-1:].mean(axis=(0, 1))
    if form.light == "round":
        # A printed label covers about 200° of the girth in view; arcsin is where a ray meets the cylinder.
        u = np.arcsin(across[y0:y1]) / np.pi * 1.25 + 0.5 + turn
        map_x = (np.clip(u, 0, 1) * (width - 1)).astype(np.float32)
        map_y = np.broadcast_to(np.arange(y1 - y0, dtype=np.float32)[:, None], map_x.shape)
        face = np.asarray(cv2.remap(face, map_x, np.ascontiguousarray(map_y), cv2.INTER_LINEAR), np.uint8)
    base[y0:y1] = face
    if form.cap_rows is not None:
        c0, c1 = round(form.cap_rows[0] * height), max(1, round(form.cap_rows[1] * height))
        base[c0:c1] = look.cap
        ribs = max(2, width // 24)
        if look.shape in ("bottle", "jug"):
            base[c0 + (c1 - c0) // 3 : c1, ::ribs] = darker(look.cap, 0.25)
        base[c1 - 1 : c1 + 1] = darker(look.cap, 0.45)
    if look.shape == "gable":
        ridge = round(0.055 * height)
        base[:ridge] = lighter(look.ground, 0.35)
        base[ridge : ridge + 2] = darker(look.ground, 0.35)
        base[y0 : y0 + max(1, height // 150)] = darker(look.ground, 0.25)
    return base


def _light(bgr: Image, look: Look, form: Form, across: Plane, side: float, rng: np.random.Generator) -> Image:
    height, width = across.shape
    gain: Plane = np.ones((height, width), np.float32)
    gloss: Plane = np.zeros((height, width), np.float32)
    if form.light == "round":
        gain = 1.04 - 0.5 * np.abs(across - 0.25 * side) ** 2.6
        gloss = 70 * np.exp(-(((across + 0.48 - side) / 0.09) ** 2)) + 26 * np.exp(
            -(((across - 0.72 - side) / 0.07) ** 2)
        )
        _see_through(bgr, look, form, across)
    elif form.light == "film":
        gain, gloss = _creases(height, width, across, rng)
        _crimp(gain, form, height, look)
    else:
        slope = np.linspace(1.04 + 0.12 * side, 0.99 - 0.12 * side, width, dtype=np.float32)[None, :]
        gain = (
            np.broadcast_to(slope, (height, width))
            * np.linspace(1.03, 0.96, height, dtype=np.float32)[:, None]
        )
        edge = max(1, min(height, width) // 70)
        gain = gain.copy()
        gain[:, :edge] *= 1.12
        gain[:, -edge:] *= 0.78
        gain[-edge:] *= 0.75
        gain[:edge] *= 1.1
    lit = np.clip(bgr.astype(np.float32) * gain[..., None] + gloss[..., None], 0, 255)
    return np.asarray(lit, np.uint8)


def _see_through(bgr: Image, look: Look, form: Form, across: Plane) -> None:
    """Where a clear bottle shows its drink: brighter in the middle, grooves, the level of the liquid."""
    if not look.clear or look.shape not in ("bottle", "pot"):
        return
    height = across.shape[0]
    rows = np.zeros(height, bool)
    rows[round(0.077 * height) : round(form.print_rows[0] * height)] = True
    rows[round(form.print_rows[1] * height) :] = True
    body = np.array(look.body, np.float32)
    centre = np.exp(-((across[rows] / 0.6) ** 2))[..., None]
    groove = 1 + 0.1 * np.sin(np.flatnonzero(rows) / height * 150)[:, None, None]
    glass = (body * (0.72 + 0.42 * centre)) * groove
    bgr[rows] = np.clip(glass, 0, 255).astype(np.uint8)
    level = slice(round(0.077 * height), round(0.16 * height))
    bgr[level] = np.clip(np.array(mix(look.body, (225, 225, 222), 0.65)), 0, 255).astype(np.uint8)


def _creases(height: int, width: int, across: Plane, rng: np.random.Generator) -> tuple[Plane, Plane]:
    """Film pulled over soft goods: slow bumps, lit from above, with bright folds."""
    coarse = rng.standard_normal((max(4, height // 28), max(3, width // 28))).astype(np.float32)
    bumps = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    gain = (1.06 - 0.32 * np.abs(across) ** 4 - 0.22 * np.abs(y) ** 5 - 0.1 * y) * (1 + 0.07 * bumps)
    fold = np.clip(bumps - 0.9, 0, 1.2) * np.clip(1 - 0.5 * np.abs(across), 0, 1)
    return gain.astype(np.float32), (85 * fold).astype(np.float32)


def _crimp(gain: Plane, form: Form, height: int, look: Look) -> None:
    if look.shape != "bag":
        return
    seam = round(form.print_rows[0] * height)
    ribs = np.where(np.arange(gain.shape[1]) // max(2, height // 120) % 2 == 0, 1.12, 0.84).astype(np.float32)
    gain[: round(seam * 0.8)] *= ribs
    gain[-round(seam * 0.8) :] *= ribs
    gain[round(seam * 0.85) : seam] *= 0.8


def _handle(bgr: Image, cover: Image, look: Look) -> None:
    """A detergent jug is held by a hole in its right shoulder."""
    height, width = cover.shape
    hole = np.zeros((height, width), np.uint8)
    cv2.ellipse(
        hole,
        (round(0.8 * width), round(0.27 * height)),
        (round(0.07 * width), round(0.075 * height)),
        -12,
        0,
        360,
        (255,),
        -1,
        cv2.LINE_AA,
    )
    ring = np.asarray(cv2.dilate(hole, np.ones((max(3, width // 20),) * 2, np.uint8)), np.uint8)
    shade = np.array(darker(look.body, 0.35), np.float32)
    part = (ring.astype(np.float32) / 255)[..., None] * 0.6
    bgr[:] = (bgr * (1 - part) + shade * part).astype(np.uint8)
    cover[:] = np.minimum(cover, 255 - hole)
