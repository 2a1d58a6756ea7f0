"""Templates of lists as XLSX: their titles, and how to fill them in."""

from typing import Final, Literal

from catalog import must_stock_import, people_import
from catalog.template_workbook import template_workbook

Locale = Literal["zh-CN", "en"]
Kind = Literal["people", "must_stock", "scans", "stores", "listing", "stock", "closure", "successor"]

TITLES: Final[dict[Kind, dict[Locale, tuple[str, ...]]]] = {
    "people": {"zh-CN": people_import.TITLES["zh-CN"], "en": people_import.TITLES["en"]},
    "must_stock": {"zh-CN": must_stock_import.TITLES["zh-CN"], "en": must_stock_import.TITLES["en"]},
    "scans": {"zh-CN": ("门店编码", "商品编码", "日期", "数量"), "en": ("store", "sku", "date", "units")},
    "stores": {
        "zh-CN": ("门店编码", "门店名称", "城市", "商圈", "店型"),
        "en": ("code", "name", "city", "trade area", "store class"),
    },
    "listing": {
        "zh-CN": ("门店编码", "商品编码", "上架日期", "下架日期"),
        "en": ("store", "sku", "since", "until"),
    },
    "stock": {"zh-CN": ("门店编码", "商品编码", "库存", "日期"), "en": ("store", "sku", "units", "date")},
    "closure": {
        "zh-CN": ("门店编码", "开始日期", "结束日期", "原因"),
        "en": ("store", "first day", "last day", "reason"),
    },
    "successor": {"zh-CN": ("旧编码", "新编码", "开始日期"), "en": ("old sku", "new sku", "since")},
}
HELP: Final[dict[Kind, dict[Locale, tuple[str, ...]]]] = {
    "people": {
        "zh-CN": (
            "每行一个人，必填用户名和角色（业务员、店长、督导、品类经理、总监、管理员）。",
            "门店写编码，多个用空格或逗号隔开；品类经理、总监、管理员看全部门店，不用填。",
            "已有的用户名会更新，留空的格子保持原样；新用户的密码只在导入后显示一次。",
        ),
        "en": (
            "A row a person; username and role (rep, store manager, supervisor, category manager, director, admin).",
            "Stores by code, parted by blanks or commas; category managers, directors and admins see all of them.",
            "A known user name is changed, empty cells leave what is there; new passwords are shown once.",
        ),
    },
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
    "listing": {
        "zh-CN": (
            "每行是一家门店经营的一个商品（编码或条码）；下架日期留空表示仍在经营。",
            "没有写到的门店和商品，从第一次有销量起算作在经营；同一门店、商品再次导入时更新。",
        ),
        "en": (
            "A row is a product (code or barcode) that a store carries; no last day is to this day.",
            "What no row names is carried from its first sale on; a row of the same store and product is replaced.",
        ),
    },
    "stock": {
        "zh-CN": ("每行是一家门店一个商品的账面库存；日期留空表示今天。", "同一门店、商品再次导入时更新。"),
        "en": (
            "A row is what a store's books say it has of a product; no date is today.",
            "A row of the same store and product is replaced.",
        ),
    },
    "closure": {
        "zh-CN": ("每行是门店停业的一段日期，含首尾两天；门店留空表示所有门店。", "停业的日子不算没有销量。"),
        "en": (
            "A row is a time that a store is shut, both days included; no store is all of them.",
            "Days that a store is shut are no silent days.",
        ),
    },
    "successor": {
        "zh-CN": (
            "每行是一个被新编码替换的旧编码，例如换了包装和条码；日期留空表示今天。",
            "从这一天起旧编码没有销量不再预警。",
        ),
        "en": (
            "A row is a code that a new one took the place of, after a change of the pack, say; no date is today.",
            "From that day on the old one's silence is no alert.",
        ),
    },
}


def template(kind: Kind, locale: Locale) -> bytes:
    """An XLSX to fill in."""
    return template_workbook(
        kind, TITLES[kind][locale], "说明" if locale == "zh-CN" else "how to", HELP[kind][locale]
    )
