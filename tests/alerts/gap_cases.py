"""Subsidy gaps worked out on paper before the code.

Columns: the rival's offer (kind, numbers, list price of its product); ours (kind, numbers, list price), kind "" where
there is no policy; then the rival's depth and ours in per cent, the difference in points, what fired (b:
own_depth_below 15 %, c: behind_competitor_by 15 points), the outcome, and what we would have to give more on each unit
to be level.
"""

from typing import Any, Final

GapCase = tuple[
    str,
    tuple[str, dict[str, Any], str | None],
    tuple[str, dict[str, Any], str | None],
    tuple[str | None, str | None, str | None],
    str,
    str,
    str | None,
]
HALF: Final = {"n": 2, "rate": "0.5"}
NONE: Final = ("", {}, "10")

CASES: Final[tuple[GapCase, ...]] = (
    # the example of the trade: 25 % against 10 %
    ("第二件半价 对 9折", ("second_item", HALF, None), ("discount_rate", {"rate": "0.9"}, "10"),
     ("25", "10", "15"), "bc", "behind", "1.50"),
    ("第二件半价 对 无政策", ("second_item", HALF, None), NONE, ("25", "0", "25"), "bc", "behind", "2.50"),
    ("第二件半价 对 85折: 恰在下限，差10", ("second_item", HALF, None), ("discount_rate", {"rate": "0.85"}, "10"),
     ("25", "15", "10"), "", "within", "1.00"),
    ("差14.99不触发落后", ("discount_rate", {"rate": "0.7001"}, None), ("discount_rate", {"rate": "0.85"}, "10"),
     ("29.99", "15", "14.99"), "", "within", "1.50"),
    ("差15恰触发落后", ("discount_rate", {"rate": "0.7"}, None), ("discount_rate", {"rate": "0.85"}, "10"),
     ("30", "15", "15"), "c", "behind", "1.50"),
    ("力度14.99触发下限", ("discount_rate", {"rate": "0.8"}, None), ("discount_rate", {"rate": "0.8501"}, "10"),
     ("20", "14.99", "5.01"), "b", "behind", "0.50"),
    ("我司更高，低于下限也无需跟进",
     ("discount_rate", {"rate": "0.95"}, None), ("discount_rate", {"rate": "0.9"}, "10"),
     ("5", "10", "-5"), "", "ahead", "0.00"),
    ("力度相同", ("discount_rate", {"rate": "0.9"}, None), ("discount_rate", {"rate": "0.9"}, "10"),
     ("10", "10", "0"), "", "level", "0.00"),
    ("竞品10折即无优惠，我司无政策",
     ("discount_rate", {"rate": "1"}, None), NONE, ("0", "0", "0"), "", "level", "0.00"),
    ("竞品送: 全免", ("discount_rate", {"rate": "0"}, None), NONE, ("100", "0", "100"), "bc", "behind", "10.00"),
    # 特价, base printed or from the catalogue
    ("特价7.5 目录10", ("special_price", {"price": "7.5"}, "10"), NONE, ("25", "0", "25"), "bc", "behind", "2.50"),
    ("特价6 海报8 先于目录12", ("special_price", {"price": "6", "list_price": "8"}, "12"), NONE,
     ("25", "0", "25"), "bc", "behind", "2.50"),
    ("特价3.9 目录5 对 特价4.5 价5", ("special_price", {"price": "3.9"}, "5"), ("special_price", {"price": "4.5"}, "5"),
     ("22", "10", "12"), "b", "behind", "0.60"),
    ("特价，原价无处可知", ("special_price", {"price": "3.9"}, None), NONE,
     (None, "0", None), "", "rival_list_price_unknown", None),
    # 满减: just enough units
    ("满38减8 价5: 8件40元", ("threshold_off", {"threshold": "38", "amount": "8"}, "5"), NONE,
     ("20", "0", "20"), "bc", "behind", "2.00"),
    ("满38减8 原价未知按38元", ("threshold_off", {"threshold": "38", "amount": "8"}, None), NONE,
     ("21.05", "0", "21.05"), "bc", "behind", "2.11"),
    ("满100减20 对 满100减10 价50", ("threshold_off", {"threshold": "100", "amount": "20"}, "50"),
     ("threshold_off", {"threshold": "100", "amount": "10"}, "50"), ("20", "10", "10"), "b", "behind", "5.00"),
    ("满2件8折 对 会员95折", ("threshold_off", {"n": 2, "rate": "0.8"}, None), ("member_price", {"rate": "0.95"}, "20"),
     ("20", "5", "15"), "bc", "behind", "3.00"),
    # 买赠, 组合, 立减, 券, 返现
    ("买2送1 对 8折", ("buy_n_get_m", {"n": 2, "m": 1}, None), ("discount_rate", {"rate": "0.8"}, "9"),
     ("33.33", "20", "13.33"), "", "within", "1.20"),
    ("买一送一 对 买二送一", ("buy_n_get_m", {"n": 1, "m": 1}, None), ("buy_n_get_m", {"n": 2, "m": 1}, "9"),
     ("50", "33.33", "16.67"), "c", "behind", "1.50"),
    ("3件10元 价5 对 2件9元 价5", ("bundle_price", {"n": 3, "price": "10"}, "5"),
     ("bundle_price", {"n": 2, "price": "9"}, "5"), ("33.33", "10", "23.33"), "bc", "behind", "1.17"),
    ("第二件1元 价5", ("second_item", {"n": 2, "price": "1"}, "5"), NONE, ("40", "0", "40"), "bc", "behind", "4.00"),
    ("第三件0元 对 85折", ("second_item", {"n": 3, "price": "0"}, None), ("discount_rate", {"rate": "0.85"}, "6"),
     ("33.33", "15", "18.33"), "c", "behind", "1.10"),
    ("立减3 价20 对 立减2 价20", ("money_off", {"amount": "3"}, "20"), ("money_off", {"amount": "2"}, "20"),
     ("15", "10", "5"), "b", "behind", "1.00"),
    ("券减5 价25 对 无政策", ("coupon", {"amount": "5"}, "25"), NONE, ("20", "0", "20"), "bc", "behind", "2.00"),
    ("返现2 价10 对 返现2 价10", ("cashback", {"amount": "2"}, "10"), ("cashback", {"amount": "2"}, "10"),
     ("20", "20", "0"), "", "level", "0.00"),
    ("定金10抵30 价200: 10%", ("deposit", {"threshold": "10", "amount": "30"}, "200"), NONE,
     ("10", "0", "10"), "b", "behind", "1.00"),
    ("会员价8 目录10 对 特价7.9 价10",
     ("member_price", {"price": "8"}, "10"), ("special_price", {"price": "7.9"}, "10"),
     ("20", "21", "-1"), "", "ahead", "0.00"),
    # not comparable, and why
    ("赠品算不出", ("gift", {}, "10"), NONE, (None, "0", None), "", "rival_depth_unknown", None),
    ("免息分期算不出", ("installment", {"n": 6}, "10"), NONE, (None, "0", None), "", "rival_depth_unknown", None),
    ("立减2 原价未知", ("money_off", {"amount": "2"}, None), NONE,
     (None, "0", None), "", "rival_list_price_unknown", None),
    ("我司特价，无零售价", ("second_item", HALF, None), ("special_price", {"price": "4"}, None),
     ("25", None, None), "", "own_list_price_unknown", None),
    ("我司赠品", ("second_item", HALF, None), ("gift", {}, "5"), ("25", None, None), "", "own_depth_unknown", None),
    # our list price unknown, but a part of it is told: points yes, money no
    ("我司9折，无零售价", ("second_item", HALF, None), ("discount_rate", {"rate": "0.9"}, None),
     ("25", "10", "15"), "bc", "behind", None),
    ("我司政策自带原价", ("second_item", HALF, None), ("special_price", {"price": "9", "list_price": "10"}, None),
     ("25", "10", "15"), "bc", "behind", "1.50"),
)  # fmt: skip
