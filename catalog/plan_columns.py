"""Columns of the planogram table, and one row of it as values; JSON is read through the same rows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from catalog.cell_values import millimetres, plain, refuse, whole
from catalog.errors import Invalid
from catalog.header_row import Table
from catalog.planograms import CATEGORY_MAX, CODE_MAX, NAME_MAX
from catalog.plans import FACINGS_MAX, SLOTS_MAX, UNKNOWN_SKU

PLAN_TABLE: Final = Table(
    {
        "planogram": ("棚格图编号", "棚格图编码", "棚格图", "陈列图编号", "pog", "planogramcode", "plan"),
        "name": ("棚格图名称", "陈列图名称", "名称", "planogramname", "planname"),
        "category": ("品类", "类别", "分类", "category"),
        "plan_width": ("棚格宽度", "货架宽度", "货架宽", "planogramwidth", "fixturewidth", "baywidth"),
        "layer": ("层", "层号", "第几层", "层板", "shelf", "shelfno", "layerno"),
        "layer_height": ("层高", "层高度", "shelfheight"),
        "position": ("位置", "序号", "顺序", "列", "slot", "order", "positionno"),
        "sku": (
            "商品编码",
            "商品条码",
            "编码",
            "条码",
            "货号",
            "gtin",
            "barcode",
            "skucode",
            "code",
            "productid",
        ),
        "facings": ("排面", "排面数", "陈列面", "陈列面数", "facing", "facingcount"),
        "stack": ("叠放", "层叠", "叠放数", "堆叠", "high", "unitshigh"),
        "x": ("左边距", "起点", "横坐标", "xmm", "left"),
        "width": ("陈列宽度", "宽度", "宽", "slotwidth"),
        "product": ("商品", "商品名称", "品名", "productname"),
    },
    required=("layer", "sku", "facings"),
)
"""`product` is for people: an export writes it and an import does not read it."""
LAYERS_MAX: Final = 50
STACK_MAX: Final = 100
UNKNOWN_WORDS: Final = frozenset({UNKNOWN_SKU, "未知", "未知商品", "unknown"})
"""In place of a SKU: something stands there that nobody could name."""
_LAYER: Final = re.compile(r"(?:第|layer|shelf|l)?\s*(.+?)\s*层?")


@dataclass(frozen=True)
class BadCell:
    """What was left out: sheet and row as a person sees them (of JSON: the plan's place and the slot's number in it),
    the column's title or path, "" for the row as a whole, a stable word for the reason, and what stands there."""

    sheet: str
    row: int
    column: str
    reason: str
    value: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PlanRow:
    """A row on its way into a plan: where it stands, its cells as text, and what its columns are called there;
    `problem` is set when it cannot be read at all."""

    sheet: str
    row: int
    values: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict)
    mm_of_one: Mapping[str, float] = field(default_factory=dict)
    problem: Invalid | None = None

    def bad(self, name: str, reason: str, value: str | None = None, **params: Any) -> BadCell:
        """What to list for a cell of this row."""
        shown = self.values.get(name, "") if value is None else value
        return BadCell(self.sheet, self.row, self.titles.get(name, name), reason, shown, params)

    def raised(self, error: Invalid) -> BadCell:
        """What to list for an error that a cell of this row raised."""
        params = dict(error.params)
        name, value, reason = (str(params.pop(part, "")) for part in ("field", "value", "reason"))
        return self.bad(name, reason, value, **params)


@dataclass(frozen=True)
class PlanCells:
    """A row's cells, read. Without a SKU the row only says that there is such a layer; `UNKNOWN_SKU` is a place."""

    planogram: str
    name: str
    category: str
    plan_width: float | None
    layer: int
    layer_height: float | None
    position: int | None
    sku: str | None
    facings: int
    stack: int
    x: float | None
    width: float | None


def read_cells(row: PlanRow, skus_by_word: Mapping[str, str], code: str) -> PlanCells:
    """The row's values; `code` is the planogram's where no column names it. Raises Invalid `bad_value`.

    Lengths must be such as shelves have: a bay 200 mm to 30 m wide, a layer 30 mm to 3 m high, a facing 10 mm wide
    or more; what would be true in cm or m is refused as a wrong unit.
    """
    if row.problem is not None:
        raise row.problem
    cells = row.values
    planogram = _text(cells, "planogram", CODE_MAX) if "planogram" in row.titles else code
    if not planogram:
        raise refuse("planogram", "", "empty")
    place = _LAYER.fullmatch(plain(_needed(cells, "layer")))
    layer = whole("layer", place[1] if place else cells["layer"], 1, LAYERS_MAX)
    alone = not any(name in cells for name in ("sku", "facings", "position", "stack", "x", "width"))
    sku = None if alone else _sku(_needed(cells, "sku"), skus_by_word)
    facings = 1 if alone else whole("facings", _needed(cells, "facings"), 1, FACINGS_MAX)
    with_position = "position" in row.titles and not alone
    return PlanCells(
        planogram=planogram,
        name=_text(cells, "name", NAME_MAX),
        category=_text(cells, "category", CATEGORY_MAX),
        plan_width=_length(row, "plan_width", 200, 30_000),
        layer=layer,
        layer_height=_length(row, "layer_height", 30, 3_000),
        position=whole("position", _needed(cells, "position"), 1, SLOTS_MAX) if with_position else None,
        sku=sku,
        facings=facings,
        stack=whole("stack", cells.get("stack", "1"), 1, STACK_MAX),
        x=_length(row, "x", 0, 30_000),
        width=_length(row, "width", 10 * facings, 30_000),
    )


def _needed(cells: Mapping[str, str], name: str) -> str:
    if not cells.get(name):
        raise refuse(name, "", "empty")
    return cells[name]


def _text(cells: Mapping[str, str], name: str, most: int) -> str:
    text = cells.get(name, "").strip()
    if len(text) > most:
        raise refuse(name, text, "too_long", most=most)
    if not text.isprintable():
        raise refuse(name, text, "control_character")
    return text


def _sku(word: str, skus_by_word: Mapping[str, str]) -> str:
    for form in (word, plain(word).upper(), plain(word)):
        if form in skus_by_word:
            return skus_by_word[form]
    if plain(word).lower() in UNKNOWN_WORDS:
        return UNKNOWN_SKU
    raise refuse("sku", word, "unknown_sku")


def _length(row: PlanRow, name: str, low: float, high: float) -> float | None:
    text = row.values.get(name)
    if text is None:
        return None
    return millimetres(name, text, low=low, high=high, mm_of_one=row.mm_of_one.get(name, 1))
