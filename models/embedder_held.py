"""A product held into the camera before a shelf: what a rep's reference picture looks like, composed."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.embedder_bank import Bank
from models.embedder_degrade import occlude, record, relight
from vision.crops import letterbox_crop

Picture = NDArray[np.uint8]


def shelf_ground(bank: Bank, side: int, rng: np.random.Generator) -> Picture:
    """A (side, side, 3) patchwork of crops that lie together in ``bank``, out of focus more or less."""
    columns, lines = int(rng.integers(2, 5)), int(rng.integers(2, 4))
    first = int(rng.integers(max(1, len(bank) - columns * lines)))
    out = np.full((side, side, 3), rng.uniform(20, 200), np.uint8)
    xs, ys = np.linspace(0, side, columns + 1).astype(int), np.linspace(0, side, lines + 1).astype(int)
    for number in range(min(columns * lines, len(bank) - first)):
        x, y = number % columns, number // columns
        cell = (int(xs[x + 1] - xs[x]), int(ys[y + 1] - ys[y]))
        out[ys[y] : ys[y + 1], xs[x] : xs[x + 1]] = cv2.resize(bank.picture(first + number), cell)
    return np.asarray(cv2.GaussianBlur(out, (0, 0), rng.uniform(0.5, 3)), np.uint8)


def held_view(
    picture: Picture,
    box: NDArray[np.float32],
    ground: Picture,
    canvas: Picture,
    rng: np.random.Generator,
) -> None:
    """Draw the product at ``box`` tilted and turned before ``ground``, a thumb on it, into ``canvas``."""
    side = ground.shape[0]
    x1, y1, x2, y2 = box
    width, height = x2 - x1, y2 - y1
    scale = side * rng.uniform(0.6, 1.0) / max(width, height)
    half = np.array([width, height]) * scale / 2
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    corners = corners + rng.normal(0, 0.04, (4, 2)) * half.max()
    turn = rng.normal(0, 0.22)
    corners = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    target = (corners + side / 2 + rng.normal(0, 0.06, 2) * side).astype(np.float32)
    source = np.array([[x1, y1], [x2, y1], [x2, y2], [x1, y2]], np.float32)
    warp = cv2.getPerspectiveTransform(source, target)
    laid = cv2.warpPerspective(picture, warp, (side, side), borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros((side, side), np.uint8)
    cv2.fillConvexPoly(mask, np.rint(target).astype(np.int32), 255, cv2.LINE_AA)
    out = np.where(mask[..., None] > 127, laid, ground).astype(np.uint8)
    if rng.random() < 0.6:
        _thumb(out, target, rng)
    if rng.random() < 0.1:
        out = occlude(out, rng)
    letterbox_crop(record(relight(out, rng), rng), canvas)


def _thumb(picture: Picture, quad: NDArray[np.float32], rng: np.random.Generator) -> None:
    """Skin over one flank of the product, in place."""
    flank = quad[[0, 3]] if rng.random() < 0.7 else quad[[1, 2]]
    at = flank[0] + (flank[1] - flank[0]) * rng.uniform(0.3, 0.9)
    skin = np.array([120, 150, 205]) * rng.uniform(0.45, 1.1)
    axes = (int(picture.shape[0] * rng.uniform(0.06, 0.16)), int(picture.shape[0] * rng.uniform(0.04, 0.09)))
    centre = (int(at[0]), int(at[1]))
    colour = tuple(float(v) for v in np.clip(skin, 0, 255))
    cv2.ellipse(picture, centre, axes, float(rng.normal(0, 30)), 0, 360, colour, -1, cv2.LINE_AA)
