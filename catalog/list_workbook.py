"""Templates of lists as XLSX: their titles, and how to fill them in."""

from typing import Final, Literal

from catalog import must_stock_import
from catalog.template_workbook import template_workbook

Locale = Literal["zh-CN", "en"]
Kind = Literal["must_stock", "scans", "stores"]

TITLES: Final[dict[Kind, dict[Locale, tuple[str, ...]]]] = {
    "must_stock": {"zh-CN": must_stock_import.TITLES["zh-CN"], "en": must_stock_import.TITLES["en"]},
    "scans": {"zh-CN": ("门店编码", "商品编码", "日期", "数量"), "en": ("store", "sku", "date", "units")},
    "stores": {
        "zh-CN": ("门店编码", "门店名称", "城市", "商圈", "店型"),
        "en": ("code", "name", "city", "trade area", "store class"),
    },
}
HELP: Final[dict[Kind, dict[Locale, tuple[str, ...]]]] = {
    "must_stock": {
        "zh-CN": (
            "每行一个必分销商品，必填商品编码（或条码）；店型留空表示所有门店，最少排面留空按 1。",
            "开始日期留空从今天起，结束日期留空表示长期有效；商品名称只供查看，导入时不读。",
            "同一店型、商品、开始日期再次导入时，更新原来的那一行。",
        ),
        "en": (
            "A row a product; only sku (code or barcode) is needed. No class is every store, no min facings is 1.",
            "No first day is today, no last day is open. Products' names are for the reader; they are not read.",
            "A row of the same class, product and first day changes the one that is there.",
        ),
    },
    "scans": {
        "zh-CN": (
            "每行是一家门店一个商品一天的销售数量，退货为负数；商品写编码或条码。",
            "一家门店一天里没有写到的商品视为没有卖出；整天没有任何一行则视为没有数据。",
            "文件里同一门店、商品、日期的几行会相加；再次导入时以新文件为准。",
        ),
        "en": (
            "A row is what one store sold of one product (code or barcode) on one day; returns are negative.",
            "Products that a store's day does not name sold nothing; a day without any row is no word at all.",
            "Rows of one store, product and day in a file are added up; a later file replaces an earlier one.",
        ),
    },
    "stores": {
        "zh-CN": (
            "每行一家门店，必填门店编码和门店名称。",
            "已有的编码会更新；留空的格子保持原样。",
        ),
        "en": (
            "A row a store; code and name are needed.",
            "A code that is known is changed; empty cells leave what is there.",
        ),
    },
}


def template(kind: Kind, locale: Locale) -> bytes:
    """An XLSX to fill in."""
    return template_workbook(
        kind, TITLES[kind][locale], "说明" if locale == "zh-CN" else "how to", HELP[kind][locale]
    )
