"""Posters drawn with known words: every price and offer on them is known exactly.

What varies: typefaces, colours, where label and number stand to each other, list prices (struck through), sums such
as 2499−300, one or two products, ribbons with mechanics, small print, a slight turn, quarter turns, perspective,
blur, noise and JPEG.
"""

import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import cv2
import numpy as np

from models.synth.fonts import Image, paint_mask
from models.synth.posters_faces import faces, word_mask
from models.synth.posters_terms import NONE, PHOTOGRAPHED, terms
from models.synth.posters_words import (
    BRANDS,
    LIST_LABELS,
    MEMBER_LABELS,
    PRODUCTS,
    SALE_LABELS,
    SMALL_PRINT,
    Said,
    plain,
    price_of,
    truth_of,
)
from models.synth.posters_words_more import mechanic

Colour = tuple[int, int, int]
PAPERS: Final[tuple[tuple[Colour, Colour], ...]] = (
    ((245, 245, 245), (30, 30, 30)),
    ((40, 30, 200), (255, 255, 255)),
    ((235, 250, 255), (40, 20, 190)),
    ((120, 30, 90), (90, 240, 255)),
    ((30, 200, 250), (20, 20, 20)),
    ((70, 50, 20), (245, 245, 245)),
    ((180, 90, 30), (255, 255, 255)),
)
"""Ground and ink, BGR."""


@dataclass(frozen=True)
class DrawnPoster:
    """`bgr` (H, W, 3) and `truth` in the shape of the command line's contract, sums as floats."""

    name: str
    bgr: Image
    truth: dict[str, Any]


@dataclass
class _Sheet:
    """A poster being drawn, from top to bottom."""

    rng: random.Random
    bgr: Image
    ink: Colour
    y: int = 20
    offers: list[dict[str, Any]] = field(default_factory=list)
    columns: bool = False

    def write(
        self, text: str, x: int, y: int, size: int, ink: Colour | None = None
    ) -> tuple[int, int, int, int]:
        """Write `text` at most as wide as the sheet allows; the box it took."""
        face = self.rng.choice(faces())
        room = self.bgr.shape[1] - x - 12
        mask = word_mask(text, size, face)
        if mask.shape[1] > room:
            mask = word_mask(text, max(12, int(size * room / mask.shape[1])), face)
        paint_mask(self.bgr, mask, x, y, ink or self.ink)
        return x, y, x + mask.shape[1], y + mask.shape[0]

    def row(self, text: str, x: int, size: int, ink: Colour | None = None) -> tuple[int, int, int, int]:
        """Write a row of its own and go on below it."""
        box = self.write(text, x, self.y, size, ink)
        self.y = box[3] + max(14, int(size * 0.45))
        return box


def draw_poster(seed: int) -> DrawnPoster:
    """The poster of a seed: the same one every time on one machine."""
    rng = random.Random(seed)
    width, height = rng.choice(((800, 800), (720, 960), (900, 900), (800, 1100)))
    paper, ink = rng.choice(PAPERS)
    bgr = np.empty((height, width, 3), np.uint8)
    shade = np.linspace(1.0, rng.uniform(0.75, 1.0), height)[:, None, None]
    bgr[:] = (np.array(paper, np.float64)[None, None] * shade).astype(np.uint8)
    sheet = _Sheet(rng, bgr, ink)
    _pack_shot(sheet)
    brand = rng.choice(BRANDS)
    product, spec = rng.choice(PRODUCTS)
    sheet.row(brand, 24, rng.randint(40, 64))
    sheet.row(f"{brand}{product}" if rng.random() < 0.5 else product, 24, rng.randint(50, 84))
    if spec and rng.random() < 0.7:
        sheet.row(spec, 24, rng.randint(26, 36))
    else:
        spec = None
    if rng.random() < 0.12:
        _two_products(sheet)
    else:
        _price_block(sheet)
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        _ribbon(sheet)
    said = dict(NONE)
    for text, fields in terms(rng):
        # Under two columns it stands between them, so that it is about both.
        x = width // 2 - len(text) * 10 if sheet.columns else rng.randint(20, width // 6)
        if sheet.y < height - 50:
            sheet.row(text, x, rng.randint(24, 36))
            said |= fields
    sheet.offers = [{**offer, **said} for offer in sheet.offers]
    for text in rng.sample(SMALL_PRINT, rng.randint(1, 3)):
        if sheet.y < height - 40:
            sheet.row(text, rng.randint(20, width // 4), rng.randint(20, 30))
    truth = {
        "brand": brand,
        "product": product,
        "spec": spec,
        "offers": sheet.offers,
        "today": PHOTOGRAPHED.isoformat(),
    }
    return DrawnPoster(f"drawn-{seed}", photographed(bgr, rng), truth)


def draw_posters(count: int, *, first: int = 0) -> list[DrawnPoster]:
    """Posters of the seeds `first` and on."""
    return [draw_poster(seed) for seed in range(first, first + count)]


def _pack_shot(sheet: _Sheet) -> None:
    """A bottle, a box or a pouch without words, where the text leaves room: at the right, lower half."""
    rng, (height, width) = sheet.rng, sheet.bgr.shape[:2]
    colour = tuple(rng.randint(30, 230) for _ in range(3))
    tall = rng.randint(height // 4, height // 3)
    wide = int(tall * rng.uniform(0.35, 0.6))
    x, y = width - wide - rng.randint(20, 60), height - tall - rng.randint(20, 60)
    cv2.rectangle(sheet.bgr, (x, y), (x + wide, y + tall), colour, -1)
    shape = rng.random()
    if shape < 0.5:
        neck = wide // 3
        cv2.rectangle(sheet.bgr, (x + neck, y - tall // 5), (x + wide - neck, y), colour, -1)
    lighter = tuple(min(255, part + 60) for part in colour)
    cv2.rectangle(
        sheet.bgr, (x + wide // 6, y + tall // 3), (x + wide - wide // 6, y + tall // 2), lighter, -1
    )


def _price_block(sheet: _Sheet) -> None:
    rng = sheet.rng
    price = price_of(rng)
    size = rng.randint(80, 170)
    style = rng.choice(("above", "above", "left", "inline", "bare", "sum", "none"))
    if style == "none":
        return
    listed = (price * Decimal(rng.choice(("1.2", "1.5", "1.25", "2")))).quantize(Decimal("0.1"))
    with_list = rng.random() < 0.4 and style not in {"bare", "sum"}
    member = rng.random() < 0.12 and style in {"above", "inline"}
    label = rng.choice(MEMBER_LABELS if member else SALE_LABELS)
    number = rng.choice(("¥{}", "¥{}", "{}元", "￥{}", "¥{}起", "{}元/件")).format(plain(price))
    said = Said("member_price" if member else "special_price", (label, number), {"price": price})
    if style == "sum":
        less = Decimal(rng.choice((10, 20, 50, 100, 300)))
        listed = price + less
        equation = rng.choice(("{a}-{b}={c}元", "¥{c}={a}-{b}"))
        sheet.row(equation.format(a=plain(listed), b=plain(less), c=plain(price)), 24, size // 2)
        sheet.offers.append(truth_of(Said("money_off", (plain(less),), {"amount": less})))
        with_list = True
    elif style == "above":
        sheet.row(label, 40, int(size * rng.uniform(0.28, 0.45)))
        sheet.row(number, 30, size)
    elif style == "left":
        box = sheet.write(label, 24, sheet.y + size // 3, int(size * 0.36))
        sheet.y = sheet.write(number, box[2] + 16, sheet.y, size)[3] + 30
    elif style == "inline":
        sheet.row(f"{label}{rng.choice((':', '', ' '))}{number}", 24, int(size * 0.6))
    else:
        said = Said("special_price", (number,), {"price": price})
        sheet.row(number, 24, size)
    if with_list and style != "sum":
        text = f"{rng.choice(LIST_LABELS)}{rng.choice(('', ':', ' '))}¥{plain(listed)}"
        box = sheet.row(text, 40, rng.randint(26, 38))
        if rng.random() < 0.5:
            middle = (box[1] + box[3]) // 2
            cv2.line(sheet.bgr, (box[0], middle), (box[2], middle), sheet.ink, 2)
    more = {"list_price": listed} if with_list else {}
    sheet.offers.append(truth_of(said, **more))


def _two_products(sheet: _Sheet) -> None:
    rng, top, low = sheet.rng, sheet.y, sheet.y
    half = sheet.bgr.shape[1] // 2
    sheet.columns = True
    names = rng.sample([name for name, _ in PRODUCTS], 2)
    prices = {price_of(rng), price_of(rng)}
    for column, price in enumerate(sorted(prices)):
        x, y = 24 + column * half, top
        for text, size in (
            (names[column], 34),
            (rng.choice(SALE_LABELS[:8]), 30),
            (f"¥{plain(price)}", 64),
        ):
            y = sheet.write(text, x, y, size)[3] + 16
        low = max(low, y)
        sheet.offers.append(truth_of(Said("special_price", (f"¥{plain(price)}",), {"price": price})))
    sheet.y = low + 20


def _ribbon(sheet: _Sheet) -> None:
    """A mechanic on a band of its own colour."""
    rng = sheet.rng
    said = mechanic(rng)
    if any(offer["kind"] == said.kind for offer in sheet.offers):
        return
    size = rng.randint(38, 76)
    need = sum(int(size * 1.5) for _ in said.rows) + 30
    if sheet.y + need > sheet.bgr.shape[0] - 20:
        return
    paper, ink = rng.choice(PAPERS)
    x, width = rng.randint(16, 80), max(len(row) for row in said.rows) * size + 60
    right = min(sheet.bgr.shape[1] - 10, x + width)
    cv2.rectangle(sheet.bgr, (x, sheet.y), (right, sheet.y + need - 10), paper, -1)
    y = sheet.y + 14
    for row in said.rows:
        y = sheet.write(row, x + 20, y, size, ink)[3] + size // 3
    sheet.y += need + 14
    sheet.offers.append(truth_of(said))


def photographed(bgr: Image, rng: random.Random) -> Image:
    """The sheet as a phone sees it: turned, seen at an angle, blurred, noisy, compressed."""
    height, width = bgr.shape[:2]
    out = bgr
    if rng.random() < 0.5:
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        shift = rng.choice((0.0, 0.03, 0.06)) * width
        moved = corners + np.array([[rng.uniform(0, shift) for _ in range(2)] for _ in range(4)], np.float32)
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-7, 7), 0.92)
        moved = (moved @ turn[:, :2].T + turn[:, 2]).astype(np.float32)
        warp = cv2.getPerspectiveTransform(corners, moved)
        out = np.asarray(
            cv2.warpPerspective(out, warp, (width, height), borderValue=(150, 160, 165)), np.uint8
        )
    if rng.random() < 0.15:
        out = np.ascontiguousarray(np.rot90(out, rng.randint(1, 3)))
    if rng.random() < 0.3:
        out = np.asarray(cv2.GaussianBlur(out, (0, 0), rng.uniform(0.5, 1.3)), np.uint8)
    if rng.random() < 0.4:
        noise = np.random.default_rng(rng.randrange(2**32)).normal(0, rng.uniform(3, 10), out.shape)
        out = np.clip(out + noise, 0, 255).astype(np.uint8)
    ok, data = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(45, 95)])
    if not ok:
        raise RuntimeError("expected a poster that can be written as JPEG")
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
