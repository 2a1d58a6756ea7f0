"""The printed face of a pack, flat: ground, panel, motif, logo, name, small print, net content."""

from typing import Final

import numpy as np
import numpy.typing as npt

from models.synth.colours import darker, ink_on, lighter, mix
from models.synth.fonts import Box, Image, fit_text
from models.synth.motifs import MOTIFS
from models.synth.shapes import disc, polygon
from models.synth.sku import Bgr, Look, Sku

PLACES: Final[tuple[dict[str, Box], ...]] = (
    {
        "logo": (0.1, 0.05, 0.9, 0.25),
        "name": (0.08, 0.29, 0.92, 0.44),
        "art": (0.5, 0.68, 0.34, 0.0),
        "slogan": (0.14, 0.46, 0.86, 0.51),
    },
    {
        "logo": (0.08, 0.06, 0.92, 0.22),
        "name": (0.66, 0.26, 0.92, 0.8),
        "art": (0.36, 0.55, 0.34, 0.0),
        "slogan": (0.06, 0.82, 0.6, 0.87),
    },
    {
        "logo": (0.12, 0.36, 0.88, 0.55),
        "name": (0.1, 0.58, 0.9, 0.72),
        "art": (0.5, 0.19, 0.28, 0.0),
        "slogan": (0.14, 0.74, 0.86, 0.79),
    },
    {
        "logo": (0.06, 0.08, 0.7, 0.26),
        "name": (0.06, 0.3, 0.76, 0.43),
        "art": (0.62, 0.68, 0.33, 0.0),
        "slogan": (0.06, 0.45, 0.6, 0.5),
    },
)
WIDE: Final[dict[str, Box]] = {
    "logo": (0.04, 0.12, 0.34, 0.52),
    "name": (0.38, 0.12, 0.74, 0.52),
    "art": (0.85, 0.48, 0.4, 0.0),
    "slogan": (0.38, 0.6, 0.72, 0.74),
}
"""Parts of the face's width and height: x0, y0, x1, y1; for `art` centre x, y and radius over the shorter side."""
SMALL_PRINT: Final = (
    "配料见包装背面",
    "请置于阴凉干燥处",
    "生产日期见瓶身",
    "贮存条件常温",
    "执行标准",
    "保质期十二个月",
)


def draw_face(sku: Sku, width: int, height: int) -> Image:
    """(height, width, 3) print of `sku`; the same SKU gives the same face at any size, but for detail."""
    look, rng = sku.look, np.random.default_rng(sku.look.seed)
    image = _ground(look, width, height)
    _panel(image, look, rng)
    places = WIDE if width > 1.25 * height else PLACES[look.layout]
    short = min(width, height)
    x, y, size, _ = places["art"]
    MOTIFS[look.motif](image, x * width, y * height, size * short, look.motif_colour, rng)
    _logo(image, look, sku.brand, _scaled(places["logo"], width, height))
    box = _scaled(places["name"], width, height)
    upright = box[3] - box[1] > 1.3 * (box[2] - box[0])
    ink, edge = (
        look.ink,
        lighter(look.ground, 0.85) if look.ink != (255, 255, 255) else darker(look.ground, 0.45),
    )
    fit_text(image, _short(sku.name), box, ink, bold=True, outline=edge, vertical=upright)
    _burst(image, look, rng)
    fit_text(
        image,
        look.slogan,
        _scaled(places["slogan"], width, height),
        ink,
        outline=edge if short > 80 else None,
    )
    _foot(image, sku, rng)
    return image


def _short(name: str) -> str:
    return name.replace(" ", "")


def _scaled(box: Box, width: int, height: int) -> Box:
    return box[0] * width, box[1] * height, box[2] * width, box[3] * height


def _ground(look: Look, width: int, height: int) -> Image:
    t = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    top, low = (
        np.array(lighter(look.ground, 0.12), np.float32),
        np.array(darker(look.ground, 0.12), np.float32),
    )
    column = top + (low - top) * t
    return np.ascontiguousarray(np.broadcast_to(column, (height, width, 3)).astype(np.uint8))


def _panel(image: Image, look: Look, rng: np.random.Generator) -> None:
    height, width = image.shape[:2]
    x = np.linspace(0, width, 24)
    start, second, accent = rng.uniform(0, 6), look.second, look.accent
    if look.panel == "wave":
        for offset, colour in ((0.5, accent), (0.53, second), (0.86, darker(second, 0.2))):
            y = height * (offset + 0.045 * np.sin(x / width * 5 + start))
            polygon(image, _below(x, y, height), colour)
    elif look.panel == "slant":
        for offset, colour in ((0.42, accent), (0.46, second)):
            polygon(image, _below(x, height * (offset + 0.35 * (0.5 - x / width)), height), colour)
    elif look.panel == "arch":
        disc(image, width / 2, height, width * 0.62, height * 0.56, accent)
        disc(image, width / 2, height, width * 0.57, height * 0.53, second)
    elif look.panel == "bands":
        for y0, y1, colour in (
            (0.0, 0.03, accent),
            (0.27, 0.29, accent),
            (0.29, 0.8, second),
            (0.8, 0.82, accent),
        ):
            image[round(y0 * height) : round(y1 * height)] = colour
    elif look.panel == "disc":
        r = 0.52 * min(width, 0.9 * height)
        disc(image, width / 2, height * 0.6, r, r, accent)
        disc(image, width / 2, height * 0.6, r * 0.93, r * 0.93, second)
    elif look.panel == "split":
        image[:, : round(width * 0.34)] = second
        image[:, round(width * 0.34) : round(width * 0.34) + max(1, width // 60)] = accent
    elif look.panel == "rays":
        for k in range(18):
            turn = np.array([k, k + 0.5]) * 2 * np.pi / 18 + start
            far = np.stack(
                [width / 2 + 2 * height * np.cos(turn), height * 0.6 + 2 * height * np.sin(turn)], axis=1
            )
            polygon(image, [(width / 2, height * 0.6), *far.tolist()], mix(look.ground, second, 0.7))
    elif look.panel == "window":
        m = round(0.07 * min(width, height))
        image[m : height - m, m : width - m] = accent
        m += max(1, m // 3)
        image[m : height - m, m : width - m] = second


def _below(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], height: int) -> npt.NDArray[np.float64]:
    line = np.stack([x, y], axis=1)
    return np.concatenate([line, [[x[-1], height], [x[0], height]]])


def _logo(image: Image, look: Look, brand: str, box: Box) -> None:
    x0, y0, x1, y1 = box
    width, height, ground, edge = x1 - x0, y1 - y0, look.plate_ground, lighter(look.plate_ground, 0.7)
    inner = (x0 + 0.12 * width, y0 + 0.14 * height, x1 - 0.12 * width, y1 - 0.14 * height)
    line = max(1.0, height * 0.06)
    if look.plate == "plain":
        fit_text(
            image, brand, box, look.plate_ground, bold=True, outline=ink_on(look.plate_ground), slant=0.12
        )
        return
    if look.plate == "oval":
        for grow, colour in ((line, edge), (0.0, ground)):
            disc(image, (x0 + x1) / 2, (y0 + y1) / 2, width / 2 + grow, height / 2 + grow, colour)
    elif look.plate == "bar":
        polygon(image, [(x0, y0), (x1, y0), (x1, y1), (x0, y1)], ground)
        polygon(image, [(x0, y1), (x1, y1), (x1, y1 + line), (x0, y1 + line)], edge)
    elif look.plate == "shield":
        for grow, colour in ((line, edge), (0.0, ground)):
            polygon(
                image,
                [
                    (x0 - grow, y0 - grow),
                    (x1 + grow, y0 - grow),
                    (x1 + grow, y0 + 0.7 * height),
                    ((x0 + x1) / 2, y1 + 0.35 * height + grow),
                    (x0 - grow, y0 + 0.7 * height),
                ],
                colour,
            )
    elif look.plate == "ribbon":
        polygon(
            image,
            [
                (x0 - 0.1 * width, y0 + 0.2 * height),
                (x1 + 0.1 * width, y0 + 0.2 * height),
                (x1, y1),
                (x1 + 0.1 * width, y1 + 0.15 * height),
                (x0 - 0.1 * width, y1 + 0.15 * height),
                (x0, y1),
            ],
            darker(ground, 0.35),
        )
        polygon(image, [(x0, y0), (x1, y0), (x1, y1), (x0, y1)], ground)
    else:
        r = min(width, height) * 0.62
        disc(image, (x0 + x1) / 2, (y0 + y1) / 2, r + line, r + line, edge)
        disc(image, (x0 + x1) / 2, (y0 + y1) / 2, r, r, ground)
        inner = (
            (x0 + x1) / 2 - 0.8 * r,
            (y0 + y1) / 2 - 0.5 * r,
            (x0 + x1) / 2 + 0.8 * r,
            (y0 + y1) / 2 + 0.5 * r,
        )
    fit_text(
        image, brand, inner, look.plate_ink, bold=True, slant=0.0 if look.layout % 2 else 0.15, squeeze=1.5
    )


def _burst(image: Image, look: Look, rng: np.random.Generator) -> None:
    """The «new» or «more in it» star that some packs have."""
    word = ("新品", "加量", "优选", "零糖", "爆款", "", "", "")[int(rng.integers(8))]
    height, width = image.shape[:2]
    if not word:
        return
    r, turn = 0.13 * min(width, height), np.arange(28) * 2 * np.pi / 28
    x, y = width * (0.84 if look.layout != 1 else 0.16), height * rng.uniform(0.6, 0.74)
    far = np.where(np.arange(28) % 2 == 0, 1.15, 0.9) * r
    red: Bgr = (36, 28, 214) if look.ground[2] < 180 or look.ground[1] > 120 else (40, 210, 250)
    polygon(image, np.stack([x + far * np.cos(turn), y + far * np.sin(turn)], axis=1), red)
    fit_text(image, word, (x - 0.7 * r, y - 0.45 * r, x + 0.7 * r, y + 0.45 * r), ink_on(red), bold=True)


def _foot(image: Image, sku: Sku, rng: np.random.Generator) -> None:
    """Net content where the eye looks for it, and a line of what nobody reads."""
    height, width = image.shape[:2]
    strip = (0.05 * width, 0.905 * height, 0.5 * width, 0.945 * height)
    under = image[int(0.88 * height) : int(0.97 * height)].mean(axis=(0, 1))
    ground: Bgr = (int(under[0]), int(under[1]), int(under[2]))
    fit_text(
        image, SMALL_PRINT[int(rng.integers(len(SMALL_PRINT)))], strip, mix(ink_on(ground), ground, 0.25)
    )
    fit_text(
        image, sku.spec, (0.56 * width, 0.87 * height, 0.96 * width, 0.97 * height), ink_on(ground), bold=True
    )
