"""Depth by hand: what each mechanic comes to, worked out on paper before the code.

Columns: the mechanic, its figures, the list price of one unit, the depth, the effective price of one.
"""

from decimal import Decimal
from typing import Any, Final

Case = tuple[str, str, dict[str, Any], str | None, str | None, str | None]


def figures(values: dict[str, Any]) -> dict[str, Any]:
    """Sums of a case as decimals, counts as they are."""
    return {name: Decimal(value) if isinstance(value, str) else value for name, value in values.items()}


CASES: Final[tuple[Case, ...]] = (
    # 特价, 到手价: (list - price) / list
    ("特价 9.9, 原价 12.8", "special_price", {"price": "9.9", "list_price": "12.8"}, None, "0.2266", "9.90"),
    (
        "到手价 2199, 日常价 2499",
        "special_price",
        {"price": "2199", "list_price": "2499"},
        None,
        "0.1200",
        "2199.00",
    ),
    (
        "到手价 4299, 日常价 4999",
        "special_price",
        {"price": "4299", "list_price": "4999"},
        None,
        "0.1400",
        "4299.00",
    ),
    ("秒杀 1, 原价 100", "special_price", {"price": "1", "list_price": "100"}, None, "0.9900", "1.00"),
    ("价同原价", "special_price", {"price": "5", "list_price": "5"}, None, "0.0000", "5.00"),
    ("价高于原价", "special_price", {"price": "6", "list_price": "5"}, None, None, None),
    ("只有特价", "special_price", {"price": "5.9"}, None, None, "5.90"),
    ("特价, 目录知原价", "special_price", {"price": "7.5"}, "10", "0.2500", "7.50"),
    ("海报原价先于目录", "special_price", {"price": "6", "list_price": "8"}, "12", "0.2500", "6.00"),
    ("原价为零", "special_price", {"price": "6", "list_price": "0"}, None, None, "6.00"),
    # 会员价
    ("会员价 8, 原价 10", "member_price", {"price": "8", "list_price": "10"}, None, "0.2000", "8.00"),
    ("会员 9 折", "member_price", {"rate": "0.9"}, "20", "0.1000", "18.00"),
    # X折: 1 - rate
    ("8折", "discount_rate", {"rate": "0.8"}, None, "0.2000", None),
    ("8折, 原价 25", "discount_rate", {"rate": "0.8"}, "25", "0.2000", "20.00"),
    ("85折, 原价 19.9", "discount_rate", {"rate": "0.85"}, "19.9", "0.1500", "16.92"),
    ("对折", "discount_rate", {"rate": "0.5"}, "7", "0.5000", "3.50"),
    ("9.5折", "discount_rate", {"rate": "0.95"}, "100", "0.0500", "95.00"),
    ("10折", "discount_rate", {"rate": "1"}, "10", "0.0000", "10.00"),
    ("12折", "discount_rate", {"rate": "1.2"}, "10", None, None),
    ("0折", "discount_rate", {"rate": "0"}, "10", "1.0000", "0.00"),
    # 立减, 直降: amount / list
    ("立减 300, 2499", "money_off", {"amount": "300"}, "2499", "0.1200", "2199.00"),
    ("立减 3, 12.8", "money_off", {"amount": "3", "list_price": "12.8"}, None, "0.2344", "9.80"),
    ("立减 10, 原价不知", "money_off", {"amount": "10"}, None, None, None),
    ("立减超过原价", "money_off", {"amount": "30"}, "20", None, None),
    ("立减等于原价", "money_off", {"amount": "20"}, "20", "1.0000", "0.00"),
    # 满A减B: the basket that just reaches A
    ("满99减30, 单价不知", "threshold_off", {"threshold": "99", "amount": "30"}, None, "0.3030", None),
    ("满38减8, 单价不知", "threshold_off", {"threshold": "38", "amount": "8"}, None, "0.2105", None),
    (
        "满99减30, 单价 33: 3 件 99",
        "threshold_off",
        {"threshold": "99", "amount": "30"},
        "33",
        "0.3030",
        "23.00",
    ),
    (
        "满99减30, 单价 50: 2 件 100",
        "threshold_off",
        {"threshold": "99", "amount": "30"},
        "50",
        "0.3000",
        "35.00",
    ),
    (
        "满99减30, 单价 10: 10 件 100",
        "threshold_off",
        {"threshold": "99", "amount": "30"},
        "10",
        "0.3000",
        "7.00",
    ),
    (
        "满99减30, 单价 120: 1 件",
        "threshold_off",
        {"threshold": "99", "amount": "30"},
        "120",
        "0.2500",
        "90.00",
    ),
    (
        "满100减50, 单价 20: 5 件",
        "threshold_off",
        {"threshold": "100", "amount": "50"},
        "20",
        "0.5000",
        "10.00",
    ),
    (
        "满300减50, 单价 79.9: 4 件 319.6",
        "threshold_off",
        {"threshold": "300", "amount": "50"},
        "79.9",
        "0.1564",
        "67.40",
    ),
    ("满10减99", "threshold_off", {"threshold": "10", "amount": "99"}, "5", None, None),
    ("满0减5", "threshold_off", {"threshold": "0", "amount": "5"}, "5", None, None),
    ("满199打8折", "threshold_off", {"threshold": "199", "rate": "0.8"}, "50", "0.2000", "40.00"),
    ("满3件7折", "threshold_off", {"n": 3, "rate": "0.7"}, None, "0.3000", None),
    ("2件8折, 单价 15", "threshold_off", {"n": 2, "rate": "0.8"}, "15", "0.2000", "12.00"),
    ("2件减10, 单价 25: 10/50", "threshold_off", {"n": 2, "amount": "10"}, "25", "0.2000", "20.00"),
    ("3件减30, 单价不知", "threshold_off", {"n": 3, "amount": "30"}, None, None, None),
    # 每满A减B: once for every A in the basket
    (
        "每满100减30, 单价不知",
        "threshold_off",
        {"threshold": "100", "amount": "30", "each": True},
        None,
        "0.3000",
        None,
    ),
    (
        "每满100减30, 单价 250: 60/250",
        "threshold_off",
        {"threshold": "100", "amount": "30", "each": True},
        "250",
        "0.2400",
        "190.00",
    ),
    (
        "每满100减30, 单价 40: 3 件, 30/120",
        "threshold_off",
        {"threshold": "100", "amount": "30", "each": True},
        "40",
        "0.2500",
        "30.00",
    ),
    (
        "每满200返30券, 单价 450: 60/450",
        "coupon",
        {"threshold": "200", "amount": "30", "each": True},
        "450",
        "0.1333",
        "390.00",
    ),
    # 买N送M: M / (N + M)
    ("买一送一", "buy_n_get_m", {"n": 1, "m": 1}, None, "0.5000", None),
    ("买一送一, 单价 9.9", "buy_n_get_m", {"n": 1, "m": 1}, "9.9", "0.5000", "4.95"),
    ("买二送一", "buy_n_get_m", {"n": 2, "m": 1}, "30", "0.3333", "20.00"),
    ("买三送一", "buy_n_get_m", {"n": 3, "m": 1}, "8", "0.2500", "6.00"),
    ("买五送二", "buy_n_get_m", {"n": 5, "m": 2}, "7", "0.2857", "5.00"),
    ("买十送一", "buy_n_get_m", {"n": 10, "m": 1}, None, "0.0909", None),
    ("买一送二", "buy_n_get_m", {"n": 1, "m": 2}, "9", "0.6667", "3.00"),
    # 第二件半价: (1 - rate) / n
    ("第二件半价", "second_item", {"n": 2, "rate": "0.5"}, None, "0.2500", None),
    ("第二件半价, 单价 12", "second_item", {"n": 2, "rate": "0.5"}, "12", "0.2500", "9.00"),
    ("第二件 8 折", "second_item", {"n": 2, "rate": "0.8"}, "10", "0.1000", "9.00"),
    ("第三件半价", "second_item", {"n": 3, "rate": "0.5"}, "12", "0.1667", "10.00"),
    ("第二件 0 元", "second_item", {"n": 2, "price": "0"}, None, "0.5000", None),
    ("第二件 1 元, 单价 9: 8/18", "second_item", {"n": 2, "price": "1"}, "9", "0.4444", "5.00"),
    ("加 1 元多 1 件, 单价不知", "second_item", {"n": 2, "price": "1"}, None, None, None),
    ("第二件减 10, 单价 25: 10/50", "second_item", {"n": 2, "amount": "10"}, "25", "0.2000", "20.00"),
    ("第二件贵于单价", "second_item", {"n": 2, "price": "30"}, "25", None, None),
    ("第三件免费", "second_item", {"n": 3, "price": "0"}, "30", "0.3333", "20.00"),
    # N件X元: 1 - (X / N) / list
    ("3件100元, 单价 50", "bundle_price", {"n": 3, "price": "100"}, "50", "0.3333", "33.33"),
    ("2件19.9, 单价 12.5", "bundle_price", {"n": 2, "price": "19.9"}, "12.5", "0.2040", "9.95"),
    ("2 for 5, 3 each", "bundle_price", {"n": 2, "price": "5"}, "3", "0.1667", "2.50"),
    ("3件10元, 单价不知", "bundle_price", {"n": 3, "price": "10"}, None, None, "3.33"),
    ("2件贵于两件单价", "bundle_price", {"n": 2, "price": "30"}, "12", None, None),
    # 券, 返现, 定金
    ("券 10, 单价 40", "coupon", {"amount": "10"}, "40", "0.2500", "30.00"),
    ("券满300减50, 单价 100: 3 件", "coupon", {"threshold": "300", "amount": "50"}, "100", "0.1667", "83.33"),
    ("9 折券", "coupon", {"rate": "0.9"}, "40", "0.1000", "36.00"),
    ("晒单返 10, 单价 349", "cashback", {"amount": "10"}, "349", "0.0287", "339.00"),
    ("满100返50", "cashback", {"threshold": "100", "amount": "50"}, None, "0.5000", None),
    ("定金 50 抵 100, 价 1000", "deposit", {"threshold": "50", "amount": "100"}, "1000", "0.0500", "950.00"),
    ("定金 100 抵 50", "deposit", {"threshold": "100", "amount": "50"}, "1000", None, None),
    # no price in them
    ("买就送", "gift", {}, "10", None, None),
    ("12 期免息", "installment", {"n": 12}, "1200", None, None),
    ("换购", "other", {"price": "9.9"}, "20", None, None),
)
