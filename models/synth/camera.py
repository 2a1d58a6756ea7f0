"""From the painted shelf to a phone's photo: where the phone was held, the light, the lens, the sensor, the JPEG."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.synth.fonts import Image
from models.synth.scene import Canvas, Numbers

Matrix = npt.NDArray[np.float64]
Points = npt.NDArray[np.float64]
Light = npt.NDArray[np.float32]
MARGIN: Final = 0.09
"""Part of the canvas on each side that a crooked photo may reach into."""

SHOULDER: Final = 185


def _tone() -> Image:
    """(1024,) grey levels by light: bright things flatten out before they burn out, as a phone draws them."""
    light = np.arange(1024, dtype=np.float64)
    room = 255.0 - SHOULDER
    curve = np.where(light > SHOULDER, 255 - room * np.exp((SHOULDER - light) / room), light)
    return np.asarray(np.round(curve), np.uint8)


TONE: Final = _tone()


@dataclass(frozen=True)
class Conditions:
    """How a photo came about. Angles in parts of the picture's side, `noise` and `blur` in grey levels and px."""

    roll_deg: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    warmth: float = 0.0
    light: float = 1.0
    falloff: float = 0.15
    haze: float = 0.0
    glare: int = 0
    blur_px: float = 0.5
    motion_px: float = 0.0
    noise: float = 2.0
    saturation: float = 1.0
    jpeg_quality: int = 90

    @classmethod
    def random(cls, rng: np.random.Generator, *, trouble: float = 0.15) -> "Conditions":
        """An ordinary visit; with probability `trouble` each one that is hazy, shaken or dim."""
        return cls(
            roll_deg=float(rng.normal(0, 0.8)),
            yaw=float(rng.normal(0, 0.02)),
            pitch=float(rng.normal(0.012, 0.018)),
            warmth=float(rng.normal(0.0, 0.06)),
            light=float(rng.uniform(1.0, 1.25)) * (0.72 if rng.random() < trouble / 2 else 1.0),
            falloff=float(rng.uniform(0.08, 0.3)),
            haze=float(rng.uniform(0.12, 0.3)) if rng.random() < trouble else float(rng.uniform(0.0, 0.05)),
            glare=int(rng.integers(0, 3)),
            blur_px=float(rng.uniform(0.45, 0.9)),
            motion_px=float(rng.uniform(1.5, 3.5)) if rng.random() < trouble / 2 else 0.0,
            noise=float(rng.uniform(1.2, 4.5)),
            saturation=float(rng.uniform(0.85, 1.12)),
            jpeg_quality=int(rng.integers(82, 94)),
        )


def aim(conditions: Conditions, canvas_wh: tuple[int, int], size_wh: tuple[int, int]) -> Matrix:
    """(3, 3) homography from canvas pixels to photo pixels; the photo stays inside the canvas's margin."""
    cw, ch = canvas_wh
    half = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float64) * (0.5 - MARGIN) * (cw, ch)
    lean = np.clip([conditions.yaw, conditions.pitch], -0.06, 0.06)
    corners = half * np.stack(
        [1 + lean[1] * half[:, 1] / half[2, 1], 1 + lean[0] * half[:, 0] / half[2, 0]], axis=1
    )
    turn = np.deg2rad(np.clip(conditions.roll_deg, -2.0, 2.0))
    corners = corners @ np.array([(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))])
    corners += (cw / 2, ch / 2)
    w, h = size_wh
    photo = np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), photo), np.float64)


def moved(points: npt.ArrayLike, matrix: Matrix) -> Points:
    """(N, 2) canvas pixels → (N, 2) photo pixels."""
    flat = np.asarray(points, np.float64).reshape(-1, 1, 2)
    return np.asarray(cv2.perspectiveTransform(flat, matrix), np.float64).reshape(-1, 2)


def expose(
    canvas: Canvas, matrix: Matrix, size_wh: tuple[int, int], conditions: Conditions, rng: np.random.Generator
) -> tuple[Image, Numbers]:
    """The photo (H, W, 3) and, pixel by pixel, whose it is."""
    bgr = cv2.warpPerspective(
        canvas.bgr, matrix, size_wh, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    owner = cv2.warpPerspective(canvas.owner, matrix, size_wh, flags=cv2.INTER_NEAREST)
    light = np.asarray(bgr, np.float32)
    light *= _lamps(size_wh, conditions, rng)
    _bloom(light, conditions, rng)
    per_side = max(size_wh) / 2560
    if conditions.blur_px * per_side > 0.2:
        light = np.asarray(cv2.GaussianBlur(light, (0, 0), conditions.blur_px * per_side), np.float32)
    if conditions.motion_px * per_side > 1:
        light = _shake(light, conditions.motion_px * per_side, rng)
    light = np.asarray(cv2.transform(light, _saturation(conditions.saturation)), np.float32)
    _grain(light, conditions.noise, rng)
    soft = cv2.GaussianBlur(light, (0, 0), 1.3)
    light = np.asarray(
        cv2.addWeighted(light, 1.35, soft, -0.35, 0), np.float32
    )  # what a phone's sharpening does
    photo = TONE.take(light.astype(np.int16), mode="clip")
    done, packed = cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, conditions.jpeg_quality])
    if not done:
        raise RuntimeError("expected OpenCV to encode a JPEG")
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8), np.asarray(owner, np.uint16)


def _grey(light: Light) -> Light:
    return np.asarray(cv2.cvtColor(light, cv2.COLOR_BGR2GRAY), np.float32)


def _saturation(part: float) -> Matrix:
    """(3, 3) that moves colours from grey by `part`."""
    return part * np.eye(3) + (1 - part) / 3


def _lamps(size_wh: tuple[int, int], conditions: Conditions, rng: np.random.Generator) -> Light:
    """(H, W, 3) gain: tubes along the ceiling, darker corners and floor, white balance."""
    y, x = np.mgrid[-1:1:24j, -1:1:18j]
    patches = np.asarray(
        cv2.resize(rng.standard_normal((4, 3)).astype(np.float32), (18, 24), interpolation=cv2.INTER_CUBIC)
    )
    gain = (
        1.06
        - conditions.falloff * (0.55 * (x**2 + y**2) + 0.35 * y)
        + 0.035 * patches
        + 0.05 * float(rng.normal()) * x
    )
    balance = np.array([1 - conditions.warmth, 1.0, 1 + conditions.warmth], np.float32)
    small = (gain[..., None] * balance * conditions.light).astype(np.float32)
    return np.asarray(cv2.resize(small, size_wh, interpolation=cv2.INTER_LINEAR), np.float32)


def _bloom(light: Light, conditions: Conditions, rng: np.random.Generator) -> None:
    """Lamps mirrored in film and glass, and stray light over the whole lens."""
    height, width = light.shape[:2]
    veil = np.zeros((height // 16 + 1, width // 16 + 1), np.float32)
    for _ in range(conditions.glare):
        x, y = rng.uniform(0, veil.shape[1]), rng.uniform(0, veil.shape[0] * 0.8)
        axes = (
            max(1, int(rng.uniform(0.01, 0.05) * veil.shape[1])),
            max(1, int(rng.uniform(0.005, 0.02) * veil.shape[0])),
        )
        cv2.ellipse(
            veil,
            (int(x), int(y)),
            axes,
            float(rng.uniform(-40, 40)),
            0,
            360,
            (float(rng.uniform(60, 150)),),
            -1,
        )
    veil = np.asarray(cv2.GaussianBlur(veil, (0, 0), veil.shape[1] / 60), np.float32)
    glow = np.asarray(cv2.resize(veil, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)[
        ..., None
    ]
    if conditions.glare:
        # Dark, matt things mirror less of a lamp than printed film does.
        light += glow * (0.4 + _grey(light)[..., None] / 255)
    if conditions.haze > 0:
        ramp = np.linspace(1.3, 0.7, height, dtype=np.float32)[:, None, None]
        light *= 1 - conditions.haze
        light += 235 * conditions.haze * ramp


def _shake(light: Light, length: float, rng: np.random.Generator) -> Light:
    size = 2 * int(length) + 3
    kernel, turn = np.zeros((size, size), np.float32), float(rng.uniform(0, np.pi))
    reach = np.array([np.cos(turn), np.sin(turn)]) * length / 2
    ends = [
        tuple(np.round(np.array([size // 2] * 2) + sign * reach).astype(int).tolist()) for sign in (-1, 1)
    ]
    cv2.line(kernel, ends[0], ends[1], (1.0,), 1, cv2.LINE_AA)
    return np.asarray(cv2.filter2D(light, -1, kernel / kernel.sum()), np.float32)


def _grain(light: Light, level: float, rng: np.random.Generator) -> None:
    """Sensor noise, added in place: finer in brightness than in colour, stronger in the dark; one tile repeated."""
    height, width = light.shape[:2]
    tile = rng.standard_normal((509, 503, 1)).astype(np.float32)
    blotch = cv2.resize(rng.standard_normal((171, 169, 3)).astype(np.float32), (503, 509))
    both = level * (tile + 0.8 * np.asarray(blotch, np.float32))
    strength = 1.25 - _grey(light)[..., None] / 340
    for y in range(0, height, 509):
        for x in range(0, width, 503):
            part = light[y : y + 509, x : x + 503]
            part += both[: part.shape[0], : part.shape[1]] * strength[y : y + 509, x : x + 503]
