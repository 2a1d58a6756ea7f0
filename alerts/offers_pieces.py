"""The lines of a poster made ready for rules: one spelling, misread signs mended, places of characters, neighbours."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from vision.posters import TextLine

Box = tuple[float, float, float, float]

_MENDED: Final = (
    # What the reader makes of a lone currency sign, and of 元, 折 and 一 in heavy type.
    (re.compile(r"^[夫羊丫Y半￥](?=\d)"), "¥"),
    (re.compile(r"(?<=\d)[夫羊￥]$"), "¥"),
    (re.compile(r"(?<=[\d])o(?=[\do元折.])"), "0"),
    (re.compile(r"(?<=[\d])o(?=[\do元折.])"), "0"),
    (re.compile(r"(?<=\d)[lI|](?=\d)"), "1"),
    (re.compile(r"(?<=\d)[无兀](?![\u4e00-\u9fff])"), "元"),
    (re.compile(r"(?<=\d)[析拆拆](?![\u4e00-\u9fff])"), "折"),
    (re.compile(r"(?<=[买送第满任赠免])[—\-–_](?=[件送赠瓶盒箱]|$)"), "一"),
    (re.compile(r"劵"), "券"),
    (re.compile(r"(€\d{1,3}),(?=\d\d(?!\d))"), r"\1."),
    (re.compile(r"[赔](?=品|送)"), "赠"),
)
_SIMPLE: Final = str.maketrans(
    "減滿價買贈優會員場團購單領獲紅現換還費訂個雙條張無產電熱禮劵圖曬評關註藏級節隨額項臺"
    "發開時億補貼選後號歡慶間動圓塊幣銷點殺搶驚隻賣對則積數貨專儲適報惡劃從週憑⁄",
    "减满价买赠优会员场团购单领获红现换还费订个双条张无产电热礼券图晒评关注藏级节随额项台"
    "发开时亿补贴选后号欢庆间动圆块币销点杀抢惊只卖对则积数货专储适报恶划从周凭/",
)
"""Traditional signs of the trade: Hong Kong posters print them, and readers take the simple ones for them."""
_BEGUN: Final = re.compile(
    r"(?:第[\d二两三四五六]+[件瓶盒份杯箱袋包支罐]|满[\d.]+[元件]?|[买购拍][\d一二两三四五六]+[件瓶盒份杯箱袋包支罐]?|buy\d"
    r"|任选\d+[件瓶盒份袋包]|[\d二两三四五]人(?:团|拼团|成团)|定金[\d.]+元?|加[\d.]+元|\d[件瓶盒份袋包])$"
)


@dataclass
class Piece:
    """One line: `text` in one spelling, `origin` the character of the line each sign came from.

    Blanks are left out but between digits: $18 2件 is no 182.
    `used` marks the signs that an offer has been made of, `aside` those that no number of an offer is read from.
    """

    index: int
    line: TextLine
    text: str
    origin: tuple[int, ...]
    used: list[bool] = field(default_factory=list)
    aside: list[bool] = field(default_factory=list)

    @property
    def box(self) -> Box:
        """Its place on the upright page."""
        return self.line.level

    @property
    def height(self) -> float:
        """Pixels on the upright page."""
        return max(self.line.height, 1.0)

    def part(self, begin: int, end: int) -> Box:
        """Where signs `begin` to `end` stand on the upright page."""
        x0, y0, x1, y1 = self.box
        middles = [self.line.chars[at] for at in self.origin]
        left = 0.0 if begin == 0 else (middles[begin - 1] + middles[begin]) / 2
        right = 1.0 if end == len(middles) else (middles[end - 1] + middles[end]) / 2
        return x0 + left * (x1 - x0), y0, x0 + right * (x1 - x0), y1

    def seen(self, begin: int, end: int) -> Box:
        """The upright box around signs `begin` to `end`, in pixels of the photo."""
        x0, _, x1, _ = self.box
        left, _, right, _ = self.part(begin, end)
        span = max(x1 - x0, 1e-6)
        quad = self.line.quad.astype(np.float64)
        steps = [(left - x0) / span, (right - x0) / span]
        corners = np.array(
            [quad[a] + (quad[b] - quad[a]) * step for a, b in ((0, 1), (3, 2)) for step in steps]
        )
        (a, b), (c, d) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        return a, b, c, d

    def printed(self, begin: int, end: int) -> str:
        """Signs `begin` to `end` as the reader gave them."""
        return self.line.text[self.origin[begin] : self.origin[end - 1] + 1] if end > begin else ""

    def free(self, begin: int, end: int) -> bool:
        """Whether signs `begin` to `end` may still become an offer."""
        return not any(self.used[begin:end]) and not any(self.aside[begin:end])

    def unsaid(self, begin: int, end: int) -> bool:
        """Whether no offer has been made of signs `begin` to `end`; dates and limits may be among them."""
        return not any(self.used[begin:end])

    def use(self, begin: int, end: int) -> None:
        """Mark signs `begin` to `end` as spoken for."""
        self.used[begin:end] = [True] * (end - begin)

    def set_aside(self, begin: int, end: int) -> None:
        """Mark signs `begin` to `end` as a date, a limit or a measure."""
        self.aside[begin:end] = [True] * (end - begin)


def pieces_of(lines: Sequence[TextLine]) -> list[Piece]:
    """The lines as pieces, in their order; a line of blanks gives an empty piece."""
    pieces = []
    for index, line in enumerate(lines):
        signs: list[str] = []
        origin: list[int] = []
        apart = False
        for at, char in enumerate(line.text):
            apart = apart or char.isspace()
            if apart and char.isdigit() and signs and signs[-1].isdigit():
                signs.append(" ")
                origin.append(at - 1)
            apart = char.isspace()
            for sign in unicodedata.normalize("NFKC", char):
                if not sign.isspace():
                    signs.append(sign.lower().translate(_SIMPLE))
                    origin.append(at)
        text = "".join(signs)
        for pattern, sign in _MENDED:
            text = pattern.sub(sign, text)
        pieces.append(Piece(index, line, text, tuple(origin), [False] * len(text), [False] * len(text)))
    return pieces


def shared(a: Box, b: Box, axis: int) -> float:
    """The stretch that both boxes cover, as a part of the shorter one; axis 0 is along x."""
    low, high = max(a[axis], b[axis]), min(a[axis + 2], b[axis + 2])
    return max(0.0, high - low) / max(min(a[axis + 2] - a[axis], b[axis + 2] - b[axis]), 1e-6)


def gaps(a: Box, b: Box) -> tuple[float, float]:
    """Pixels between the boxes along x and along y; negative where they overlap."""
    return max(a[0], b[0]) - min(a[2], b[2]), max(a[1], b[1]) - min(a[3], b[3])


def follows(a: Piece, b: Piece) -> bool:
    """Whether `b` reads on where `a` ends: to its right on the same row, or just below it."""
    return right_of(a, b) or below(a, b)


def right_of(a: Piece, b: Piece) -> bool:
    """Whether `b` stands to the right of `a`, on the same row and close."""
    reach = 0.9 * max(a.height, b.height)
    return (
        b.box[0] > a.box[0]
        and -0.4 * reach < b.box[0] - a.box[2] < reach
        and shared(a.box, b.box, 1) > 0.5
        and max(a.height, b.height) < 4 * min(a.height, b.height)
    )


def below(a: Piece, b: Piece) -> bool:
    """Whether `b` stands under `a`, close and in line with it."""
    reach = 0.8 * min(max(a.height, b.height), 2 * min(a.height, b.height))
    return (
        b.box[1] > a.box[1]
        and -0.5 * reach < b.box[1] - a.box[3] < reach
        and shared(a.box, b.box, 0) > 0.5
        and max(a.height, b.height) < 4 * min(a.height, b.height)
    )


def sentences(pieces: Sequence[Piece]) -> list[tuple[Piece, ...]]:
    """What may be read in one go: each piece, then pairs and triples that follow each other, the near ones first.

    Before all of them come those that begin with half a sentence (第二件, 满99元): 半价 below is not said alone.
    """
    full = [piece for piece in pieces if piece.text]
    after = {a.index: [b for b in full if b is not a and follows(a, b)] for a in full}
    single: list[tuple[Piece, ...]] = [(piece,) for piece in full]
    pairs = [(a, b) for a in full for b in after[a.index]]
    pairs.sort(key=lambda pair: sum(max(0.0, gap) for gap in gaps(pair[0].box, pair[1].box)))
    triples = [(a, b, c) for a, b in pairs for c in after[b.index] if c is not a]
    longer: list[tuple[Piece, ...]] = [*triples, *pairs]
    begun = [parts for parts in longer if all(_BEGUN.search(part.text) for part in parts[:-1])]
    return [*begun, *single, *pairs, *triples]
