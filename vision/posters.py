"""The text on a photo of a poster: found, made upright, read line by line."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from vision.boxes import Floats
from vision.photo import Picture
from vision.posters_upright import cut_line, lengths, page_angle, sideways, turned, turned_back

LONGEST_SIDE: Final = 1600
"""Pixels: photos beyond it are made smaller before anything is looked for; a poster fills its photo."""
LEAST_CONFIDENCE: Final = 0.5
PROBES: Final = 5
"""So many of the largest lines decide which way up the page is."""
ASSURED: Final = 0.9
"""Mean confidence of their signs from which on nothing else is tried: upside down they come to .5 to .75."""
UPSIDE_DOWN: Final = 1.1
"""The other way up must read so much better: most posters are photographed upright."""

Reading = tuple[str, float, tuple[float, ...]]
"""Text, confidence 0..1, and for each character where its middle lies along the line, 0..1."""


class TextReader(Protocol):
    """An engine that finds lines of text and reads them."""

    name: str

    def find(self, bgr: Picture) -> Floats:
        """(H, W, 3) → (N, 4, 2) corners in pixels, clockwise, the side where a level line would begin first."""
        ...

    def read(self, crops: Sequence[Picture]) -> list[Reading]:
        """One level line a crop."""
        ...


@dataclass(frozen=True)
class TextLine:
    """A line as read.

    `quad` (4, 2) are its corners in pixels of the photo, in the order of reading: begin top, end top, end bottom,
    begin bottom. `level` is its box on the page made upright, x0, y0, x1, y1, in pixels too: what lies beside, above
    and below is asked there. `chars` are the middles of the characters along the line, 0..1.
    """

    text: str
    confidence: float
    quad: Floats
    level: tuple[float, float, float, float]
    chars: tuple[float, ...]

    def __post_init__(self) -> None:
        if self.quad.shape != (4, 2) or len(self.chars) != len(self.text):
            raise ValueError(
                f"expected 4 corners and {len(self.text)} characters, got {self.quad.shape}, {len(self.chars)}"
            )

    @property
    def xyxy(self) -> tuple[float, float, float, float]:
        """The upright box around the corners, in pixels of the photo."""
        (x0, y0), (x1, y1) = self.quad.min(axis=0).tolist(), self.quad.max(axis=0).tolist()
        return x0, y0, x1, y1

    @property
    def height(self) -> float:
        """How tall the text stands on the upright page, in pixels."""
        return self.level[3] - self.level[1]

    @staticmethod
    def at(text: str, x0: float, y0: float, x1: float, y1: float, *, confidence: float = 1.0) -> "TextLine":
        """A level line in a box, its characters evenly spread."""
        quad = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
        return TextLine(text, confidence, quad, (x0, y0, x1, y1), spread(text))


@dataclass(frozen=True)
class PosterText:
    """All lines of a photo, in the reader's order; `seconds` a step: find, read."""

    size_wh: tuple[int, int]
    lines: tuple[TextLine, ...]
    angle: float
    """Degrees clockwise by which the page lies in the photo, -180..180."""
    engine: str
    seconds: dict[str, float]


def spread(text: str) -> tuple[float, ...]:
    """Middles of the characters along a line, 0..1, where the reader tells none: wide signs take twice the room."""
    widths = np.array([1.0 if ord(char) > 0x2E80 else 0.55 for char in text])
    if not len(widths):
        return ()
    middles = np.cumsum(widths) - widths / 2
    return tuple((middles / widths.sum()).tolist())


def read_poster(bgr: Picture, reader: TextReader) -> PosterText:
    """Find the lines, turn the page upright (quarter turns and small angles), read every line level.

    A photo without text gives no lines; nothing is raised.
    """
    since = time.perf_counter()
    height, width = bgr.shape[:2]
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    small = _shrunk(bgr, scale)
    quads = reader.find(small)
    found = time.perf_counter()
    readings: list[Reading] | None = None
    if sideways(quads):
        turn = _way_up(small, quads, 1, reader)
    else:
        readings = reader.read([cut_line(small, quad) for quad in quads])
        turn = 0 if _assured(quads, readings) else _way_up(small, quads, 0, reader)
    if turn:
        # Text is found best where it stands upright, so it is looked for again there.
        upright = np.ascontiguousarray(np.rot90(small, turn))
        quads = turned_back(reader.find(upright), turn, (small.shape[1], small.shape[0]))
    if readings is None or turn:
        readings = reader.read([cut_line(small, quad) for quad in quads])
    angle = page_angle(quads)
    lines = tuple(
        TextLine(text, round(confidence, 4), quad / np.float32(scale), level, chars)
        for quad, level, (text, confidence, chars) in zip(
            quads, levels(quads / np.float32(scale), angle), readings, strict=True
        )
        if text.strip() and confidence >= LEAST_CONFIDENCE
    )
    seconds = {"find": round(found - since, 4), "read": round(time.perf_counter() - found, 4)}
    return PosterText((width, height), lines, round(angle, 2), reader.name, seconds)


def _shrunk(bgr: Picture, scale: float) -> Picture:
    if scale == 1.0:
        return bgr
    size = (max(1, round(bgr.shape[1] * scale)), max(1, round(bgr.shape[0] * scale)))
    return np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA), np.uint8)


def _way_up(bgr: Picture, quads: Floats, base: int, reader: TextReader) -> int:
    """Quarter turns, `base` or `base` + 2: the way in which the largest lines read better."""
    if not len(quads):
        return base
    chosen = _largest(turned(quads, base))
    crops = [cut_line(bgr, quad) for turn in (base, base + 2) for quad in turned(quads[chosen], turn)]
    marks = [confidence**2 * len(text) for text, confidence, _ in reader.read(crops)]
    half = len(chosen)
    return base + 2 if sum(marks[half:]) > UPSIDE_DOWN * sum(marks[:half]) else base


def _largest(quads: Floats) -> npt.NDArray[np.intp]:
    """Rows of the largest lines, long ones before single signs: those tell which way up they stand."""
    along, across = lengths(quads)
    area = along * across * np.where(along >= 1.8 * across, 1.0, 0.05)
    return np.argsort(-area, kind="stable")[:PROBES]


def _assured(quads: Floats, readings: Sequence[Reading]) -> bool:
    """Whether the largest lines read so well that the page cannot be upside down."""
    if not len(quads):
        return True
    told = [readings[row] for row in _largest(quads)]
    signs = sum(len(text) for text, _, _ in told)
    return bool(sum(sure * len(text) for text, sure, _ in told) >= ASSURED * max(signs, 1))


def levels(quads: Floats, angle: float) -> list[tuple[float, float, float, float]]:
    """The boxes of the lines once the page is turned back by `angle` degrees."""
    cos, sin = np.cos(np.deg2rad(-angle)), np.sin(np.deg2rad(-angle))
    turn: npt.NDArray[np.float64] = np.array([[cos, sin], [-sin, cos]])
    levels = []
    for quad in quads.astype(np.float64):
        centre = quad.mean(axis=0) @ turn
        corners = (quad - quad.mean(axis=0)) @ turn
        along = float(np.linalg.norm(corners[1] - corners[0] + corners[2] - corners[3])) / 2
        across = float(np.linalg.norm(corners[3] - corners[0] + corners[2] - corners[1])) / 2
        x, y = float(centre[0]), float(centre[1])
        levels.append((x - along / 2, y - across / 2, x + along / 2, y + across / 2))
    return levels
