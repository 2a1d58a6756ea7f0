"""Which column of a product list is which, and what its cells mean."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from catalog.errors import Invalid
from catalog.sheet import Line
from catalog.sku_draft import SkuDraft

HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "code": (
        "编码",
        "商品编码",
        "产品编码",
        "商品编号",
        "货号",
        "sku",
        "skucode",
        "skuid",
        "code",
        "itemcode",
    ),
    "brand": ("品牌", "品牌名称", "brand", "brandname"),
    "name": ("名称", "商品名称", "产品名称", "品名", "商品名", "name", "productname", "product"),
    "spec": ("规格", "商品规格", "产品规格", "包装规格", "净含量", "spec", "specification", "size"),
    "gtin": ("条码", "商品条码", "条形码", "国条码", "69码", "gtin", "ean", "ean13", "upc", "barcode"),
    "category": ("类别", "品类", "分类", "类目", "商品类别", "category"),
    "competitor": ("竞品", "是否竞品", "competitor", "iscompetitor"),
    "list_price": ("零售价", "标价", "建议零售价", "售价", "价格", "listprice", "price", "rrp"),
    "width_mm": ("宽", "宽度", "width", "widthmm"),
    "height_mm": ("高", "高度", "height", "heightmm"),
    "depth_mm": ("深", "深度", "厚", "厚度", "depth", "depthmm"),
}
REQUIRED: Final = ("code", "brand", "name")
_FIELD_OF: Final = {word: field for field, words in HEADERS.items() for word in words}
_YES: Final = frozenset({"是", "竞品", "y", "yes", "true", "1", "t", "√"})
_NO: Final = frozenset({"否", "不是", "本品", "自有", "n", "no", "false", "0", "f"})
HEADER_WORDS: Final = frozenset(_FIELD_OF) | {
    field.replace("_", sep) for field in HEADERS for sep in ("_", " ")
}
_CELL_ERROR: Final = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)")
HEADER_WITHIN_ROWS: Final = 10


@dataclass(frozen=True)
class Columns:
    """`width` in cells, `fields` by cell number, header texts by field, and the headers that mean nothing to us."""

    width: int
    fields: dict[int, str]
    titles: dict[str, str]
    ignored: tuple[str, ...]


def field_of(header: str) -> str | None:
    """The field that a header names: «零售价（元）» and «List Price» are both list_price."""
    plain = unicodedata.normalize("NFKC", header).lower()
    plain = re.sub(r"\(.*?\)|\[.*?\]|[\s_\-*:]", "", plain)
    return _FIELD_OF.get(plain) or _FIELD_OF.get(plain.removesuffix("mm").removesuffix("毫米"))


def read_header(line: Line) -> Columns | None:
    """The columns, if this row is a header row: it names at least two of the required ones.

    Raises:
        Invalid: `bad_file`, reason `duplicate_column` or `missing_column`.
    """
    fields: dict[int, str] = {}
    titles: dict[str, str] = {}
    named = [(number, title, field_of(title)) for number, title in enumerate(line.cells)]
    if len({field for _, _, field in named} & set(REQUIRED)) < 2:
        return None
    for number, title, field in named:
        if field in titles:
            raise Invalid(
                "bad_file", reason="duplicate_column", columns=[titles[field], title], line=line.number
            )
        if field is not None:
            fields[number], titles[field] = field, title
    missing = [HEADERS[field][0] for field in REQUIRED if field not in titles]
    if missing:
        raise Invalid("bad_file", reason="missing_column", columns=missing, line=line.number)
    ignored = tuple(title for _, title, field in named if title and field is None)
    width = max(number for number, title, _ in named if title) + 1
    return Columns(width, fields, titles, ignored)


def read_row(line: Line, columns: Columns) -> dict[str, Any]:
    """Values by field, blank cells left out; raises Invalid like `SkuDraft`, `bad_value` naming the field."""
    beyond = [cell for cell in line.cells[columns.width :] if cell]
    if line.separated and beyond:
        raise Invalid("bad_value", field="", value=beyond[0], reason="too_many_cells")
    values: dict[str, Any] = {}
    for number, field in columns.fields.items():
        text = line.cells[number].strip() if number < len(line.cells) else ""
        if text:
            values[field] = _value(field, text)
    for field in REQUIRED:
        if field not in values:
            raise Invalid("bad_value", field=field, value="", reason="empty")
    return values


def draft(values: dict[str, Any]) -> SkuDraft:
    """A row's values, checked; raises Invalid."""
    return SkuDraft(**values)


def _value(field: str, text: str) -> Any:
    if _CELL_ERROR.fullmatch(text):
        raise Invalid("bad_value", field=field, value=text, reason="cell_error")
    if field == "competitor":
        return _yes_or_no(text)
    if field == "list_price":
        return _number(field, text)
    return float(_number(field, text)) if field.endswith("_mm") else text


def _yes_or_no(text: str) -> bool:
    word = unicodedata.normalize("NFKC", text).lower()
    if word not in _YES | _NO:
        raise Invalid("bad_value", field="competitor", value=text, reason="yes_or_no")
    return word in _YES


def _number(field: str, text: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", text).lower().replace(" ", "")
    plain = re.sub(r"^[¥$€]|(元|mm|毫米)$", "", plain)
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)
    if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,12})?", plain):
        raise Invalid("bad_value", field=field, value=text, reason="number")
    try:
        return Decimal(plain)
    except InvalidOperation as error:
        raise Invalid("bad_value", field=field, value=text, reason="number") from error
