"""规格: net content, unit and pack count, read from what people write on labels and in spreadsheets."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from catalog.errors import Invalid
from catalog.tables import NetUnit

_UNITS: Final[dict[str, tuple[NetUnit, Decimal]]] = {
    **dict.fromkeys(("ml", "毫升", "cc"), ("ml", Decimal(1))),
    **dict.fromkeys(("cl", "厘升"), ("ml", Decimal(10))),
    **dict.fromkeys(("l", "升", "公升", "lt", "ltr", "liter", "litre"), ("ml", Decimal(1000))),
    **dict.fromkeys(("mg", "毫克"), ("g", Decimal("0.001"))),
    **dict.fromkeys(("g", "克", "gr"), ("g", Decimal(1))),
    **dict.fromkeys(("kg", "千克", "公斤"), ("g", Decimal(1000))),
    **dict.fromkeys(("斤", "市斤"), ("g", Decimal(500))),
}
_INNER: Final = (
    "片",
    "粒",
    "颗",
    "枚",
    "张",
    "抽",
    "支",
    "根",
    "条",
    "块",
    "只",
    "个",
    "贴",
    "pcs",
    "pc",
    "ct",
)
_OUTER: Final = tuple("包袋瓶罐听盒杯桶箱提件组排板卷双对套份连入")
_COUNTS: Final = "|".join(_INNER + _OUTER)
_MEASURES: Final = "|".join(sorted(_UNITS, key=len, reverse=True))
_PACKAGE: Final = rf"(?:(?:{_COUNTS})?装?)(?:/(?:{_COUNTS}))?"
_MEASURE: Final = re.compile(rf"(\d+(?:\.\d+)?)({_MEASURES}){_PACKAGE}")
_COUNT: Final = re.compile(rf"(\d+)({_COUNTS})?装?(?:/(?:{_COUNTS}))?")
MAX_LENGTH: Final = 64
MAX_PACK: Final = 9999
MAX_CONTENT: Final = Decimal(10_000_000)


@dataclass(frozen=True)
class Spec:
    """`net_content` ml, g or pieces in one unit of a pack of `pack_count`; at most 4 decimals."""

    net_content: Decimal
    unit: NetUnit
    pack_count: int = 1

    def __post_init__(self) -> None:
        fine = self.net_content == round(self.net_content, 4) and 0 < self.net_content <= MAX_CONTENT
        if not fine or not 1 <= self.pack_count <= MAX_PACK:
            raise ValueError(f"expected 0 < content <= {MAX_CONTENT}, 1 <= pack <= {MAX_PACK}, got {self!r}")

    def __str__(self) -> str:
        """The canonical text, e.g. `330ml`, `1.25L`, `250ml×6`, `75g`, `24pc`; `parse_spec` reads it back."""
        content, unit = self.net_content, str(self.unit)
        if unit != "pc" and content >= 1000:
            content, unit = content / 1000, {"ml": "L", "g": "kg"}[unit]
        return f"{_plain(content)}{unit}" + (f"×{self.pack_count}" if self.pack_count > 1 else "")

    @property
    def total(self) -> Decimal:
        """Content of the whole pack, in `unit`."""
        return self.net_content * self.pack_count


def parse_spec(text: str) -> Spec:
    """Read e.g. 330ml, 1.25L, 500毫升, 250ml×6, 6x250ml, 12*1L, 330ml/罐*24, 75g, 1.5kg, 24包, 10片×3包.

    Raises:
        Invalid: `bad_spec` with reason `empty`, `unreadable`, `two_contents` or `out_of_range`.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
    plain = re.sub(r"^(净含量|规格|约)*:?约?", "", plain)
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)
    if len(plain) > MAX_LENGTH:
        raise Invalid("bad_spec", value=text[:MAX_LENGTH], reason="unreadable")
    if not plain:
        raise Invalid("bad_spec", value=text, reason="empty")
    factors = re.split(r"[x×*✕✖╳]", plain)
    measures = [m for m in map(_MEASURE.fullmatch, factors) if m]
    counts = [m for m in map(_COUNT.fullmatch, factors) if m]
    if len(measures) > 1:
        raise Invalid("bad_spec", value=text, reason="two_contents")
    if len(measures) + len(counts) != len(factors):
        raise Invalid("bad_spec", value=text, reason="unreadable")
    if measures:
        unit, scale = _UNITS[measures[0][2]]
        content = Decimal(measures[0][1]) * scale
    else:
        content, unit = Decimal(_pieces(text, counts)), "pc"
    pack = 1
    for count in counts:
        pack *= int(count[1])
    try:
        return Spec(_plain(content), unit, pack)
    except ValueError as error:
        raise Invalid("bad_spec", value=text, reason="out_of_range") from error


def _plain(number: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _pieces(text: str, counts: list[re.Match[str]]) -> int:
    """Take from `counts` the factor that counts single pieces: 片 before 包; a bare number counts packs."""
    ranked = [c for c in counts if c[2] in _INNER] + [c for c in counts if c[2] is not None]
    if not ranked:
        raise Invalid("bad_spec", value=text, reason="unreadable")
    counts.remove(ranked[0])
    return int(ranked[0][1])
