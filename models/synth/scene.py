"""The picture being painted: pixels and, beside them, whose pixel it is."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.synth.fonts import Image
from models.synth.sku import Bgr

Numbers = npt.NDArray[np.uint16]
Quad = npt.NDArray[np.float32]


@dataclass(frozen=True)
class View:
    """A pinhole before the shelf: the front plane (z = 0) is the picture, `px_per_mm` at `origin` px.

    `eye_x`, `eye_y` in mm is where the camera looks straight at; it stands `distance` mm before the front.
    """

    px_per_mm: float
    origin: tuple[float, float]
    eye_x: float
    eye_y: float
    distance: float

    def scale(self, z: float) -> float:
        """How much smaller things look `z` mm behind the front."""
        return self.distance / (self.distance + z)

    def at(self, x: float, y: float, z: float = 0.0) -> tuple[float, float]:
        """Millimetres → pixels."""
        f = self.scale(z)
        px = (self.eye_x + (x - self.eye_x) * f) * self.px_per_mm + self.origin[0]
        py = (self.eye_y + (y - self.eye_y) * f) * self.px_per_mm + self.origin[1]
        return px, py


class Canvas:
    """(H, W, 3) `bgr` and (H, W) `owner`: the number of the thing that one sees there, 0 for none."""

    def __init__(self, width: int, height: int) -> None:
        self.bgr: Image = np.zeros((height, width, 3), np.uint8)
        self.owner: Numbers = np.zeros((height, width), np.uint16)

    def paste(
        self, sprite: Image, x: float, y: float, number: int, rows: tuple[int, int], gain: float = 1.0
    ) -> None:
        """Put a BGRA sprite with its upper left at x, y, to whole pixels, inside `rows`; it owns what it covers."""
        left, top = round(x), round(y)
        x0, x1 = max(left, 0), min(left + sprite.shape[1], self.bgr.shape[1])
        y0, y1 = max(top, rows[0], 0), min(top + sprite.shape[0], rows[1], self.bgr.shape[0])
        if x1 <= x0 or y1 <= y0:
            return
        part = sprite[y0 - top : y1 - top, x0 - left : x1 - left]
        cover = part[..., 3:].astype(np.float32) * (1 / 255)
        under = self.bgr[y0:y1, x0:x1]
        ink = part[..., :3].astype(np.float32)
        if gain != 1.0:
            ink *= gain
        under[:] = np.clip(under + (ink - under) * cover + 0.5, 0, 255)
        self.owner[y0:y1, x0:x1][part[..., 3] > 127] = number

    def fill(self, quad: npt.ArrayLike, colour: Bgr, rows: tuple[int, int], number: int = 0) -> None:
        """A polygon of (N, 2) pixels with soft edges, inside `rows`."""
        points = np.asarray(quad, np.float64) - (0, rows[0])
        window, owner = self.bgr[rows[0] : rows[1]], self.owner[rows[0] : rows[1]]
        if window.size == 0:
            return
        cv2.fillPoly(window, [np.round(points * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)
        cv2.fillPoly(owner, [np.round(points).astype(np.int32)], (number,))

    def quad(self, texture: Image, quad: Quad, rows: tuple[int, int], number: int, gain: float) -> None:
        """`texture` (BGR) seen as a (4, 2) quadrilateral: upper left, upper right, lower right, lower left."""
        x0, y0 = np.floor(quad.min(axis=0)).astype(int) - 1
        x1, y1 = np.ceil(quad.max(axis=0)).astype(int) + 2
        height, width = texture.shape[:2]
        source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        move = cv2.getPerspectiveTransform(source, (quad - (x0, y0)).astype(np.float32))
        lit = np.clip(texture.astype(np.float32) * gain, 0, 255).astype(np.uint8)
        bgra = np.dstack([lit, np.full((height, width), 255, np.uint8)])
        seen = cv2.warpPerspective(bgra, move, (int(x1 - x0), int(y1 - y0)), flags=cv2.INTER_LINEAR)
        # The warp mixes the rim with black before it is laid on: take the colour back out.
        cover = np.maximum(seen[..., 3:], 1).astype(np.float32) / 255
        seen[..., :3] = np.clip(seen[..., :3] / cover, 0, 255)
        self.paste(np.asarray(seen, np.uint8), float(x0), float(y0), number, rows)

    def shade(self, x0: float, y0: float, x1: float, y1: float, gain: npt.NDArray[np.float32]) -> None:
        """Multiply a rectangle by `gain`, which is stretched over it."""
        left, top = max(round(x0), 0), max(round(y0), 0)
        right, bottom = min(round(x1), self.bgr.shape[1]), min(round(y1), self.bgr.shape[0])
        if right <= left or bottom <= top:
            return
        wide = cv2.resize(
            gain, (round(x1) - round(x0), round(y1) - round(y0)), interpolation=cv2.INTER_LINEAR
        )
        wide = wide[top - round(y0) : bottom - round(y0), left - round(x0) : right - round(x0)]
        part = self.bgr[top:bottom, left:right]
        part[:] = np.clip(part * wide[..., None], 0, 255)
