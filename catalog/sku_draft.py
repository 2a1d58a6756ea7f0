"""A SKU as somebody states it: checked and made canonical before anything is written."""

import math
import unicodedata
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from catalog.errors import Invalid
from catalog.gtin import parse_gtin
from catalog.spec import parse_spec

LENGTHS: Final = {"code": 64, "brand": 100, "name": 200, "category": 100, "spec": 64}
MAX_PRICE: Final = Decimal(10_000_000)
MAX_MM: Final = 10_000.0
_SAME: Final = ("name", "category", "list_price", "width_mm", "height_mm", "depth_mm", "active")


@dataclass(frozen=True)
class SkuChange:
    """What to change about a SKU; None leaves a field as it is, a GTIN of "" takes it away.

    GTIN and spec are as people write them.

    Raises:
        Invalid: `bad_gtin`, `bad_spec`, or `bad_value` with `field`, `value` and reason `empty`, `too_long`,
            `control_character`, `slash`, `number` or `out_of_range`.
    """

    brand: str | None = None
    name: str | None = None
    spec: str | None = None
    category: str | None = None
    gtin: str | None = None
    competitor: bool | None = None
    list_price: Decimal | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    depth_mm: float | None = None
    active: bool | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str) and field.name in LENGTHS:
                required = field.name in {"brand", "name"}
                object.__setattr__(self, field.name, clean_text(field.name, value, required=required))
            elif value is not None and field.name.endswith("_mm"):
                object.__setattr__(self, field.name, _millimetres(field.name, float(value)))
        if self.list_price is not None:
            _check_price(self.list_price)
        self.columns()

    def columns(self) -> dict[str, Any]:
        """Values by column of the SKU table, of what is given: GTIN of 14 digits, spec taken apart."""
        return dict(self._columns)

    @cached_property
    def _columns(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in _SAME if getattr(self, name) is not None}
        if self.gtin is not None:
            values["gtin"] = parse_gtin(self.gtin) if self.gtin.strip() else None
        return values | ({} if self.spec is None else spec_columns(self.spec))


@dataclass(frozen=True)
class SkuDraft:
    """A new SKU; without a code it gets one. `competitor` is said of the brand: None leaves a known brand alone."""

    brand: str
    name: str
    spec: str = ""
    code: str | None = None
    category: str = ""
    gtin: str | None = None
    competitor: bool | None = None
    list_price: Decimal | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    depth_mm: float | None = None

    def __post_init__(self) -> None:
        if self.code is not None:
            object.__setattr__(self, "code", clean_text("code", self.code, required=True))
        change = self.change()
        for field in ("brand", "name", "spec", "category"):
            object.__setattr__(self, field, getattr(change, field))
        object.__setattr__(self, "gtin", change.columns().get("gtin"))

    def change(self) -> SkuChange:
        """The same as a change of an existing SKU."""
        return self._change

    def columns(self) -> dict[str, Any]:
        """Values by column of the SKU table."""
        return self._change.columns()

    @cached_property
    def _change(self) -> SkuChange:
        return SkuChange(**{f.name: getattr(self, f.name) for f in fields(self) if f.name != "code"})


def spec_columns(text: str) -> dict[str, Any]:
    """The four spec columns. Words without a figure («家庭装») stay as they are: they hold no content to misread."""
    if not any(c.isdigit() for c in text):
        return {"spec": text, "net_content": None, "net_unit": None, "pack_count": 1}
    spec = parse_spec(text)
    return {
        "spec": str(spec),
        "net_content": spec.net_content,
        "net_unit": spec.unit,
        "pack_count": spec.pack_count,
    }


def clean_text(field: str, value: str, *, required: bool) -> str:
    """NFC, single spaces; refuses what is too long, empty though required, or holds control characters."""
    text = " ".join(unicodedata.normalize("NFC", value).split())
    if required and not text:
        raise Invalid("bad_value", field=field, value=value, reason="empty")
    if len(text) > LENGTHS[field]:
        raise Invalid("bad_value", field=field, value=text[:40], reason="too_long", longest=LENGTHS[field])
    if any(unicodedata.category(c) in {"Cc", "Cs"} for c in text):
        raise Invalid("bad_value", field=field, value=repr(text[:40]), reason="control_character")
    if field == "code" and ("/" in text or text in {".", ".."}):
        # A code is a part of addresses, and these would be read as other addresses.
        raise Invalid("bad_value", field=field, value=text, reason="slash")
    return text


def _millimetres(field: str, value: float) -> float:
    if not math.isfinite(value) or not 0 < value <= MAX_MM:
        raise Invalid("bad_value", field=field, value=value, reason="out_of_range", most=MAX_MM)
    return value


def _check_price(value: Decimal) -> None:
    if not value.is_finite():
        raise Invalid("bad_value", field="list_price", value=str(value), reason="number")
    if not 0 <= value <= MAX_PRICE or value != round(value, 4):
        raise Invalid(
            "bad_value", field="list_price", value=str(value), reason="out_of_range", most=int(MAX_PRICE)
        )
