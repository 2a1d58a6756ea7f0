"""What a drawn poster says: products, prices, mechanics in many wordings, and the small print that offers nothing."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

Numbers = dict[str, Decimal | int]
BRANDS: Final = (
    "清泉",
    "山野",
    "老街口",
    "乐果",
    "Lakeside",
    "东方谷",
    "禾田",
    "Fresco",
    "海风",
    "云顶",
    "牧歌",
    "百味居",
)
PRODUCTS: Final = (
    ("矿泉水", "550ml"),
    ("纯牛奶", "250ml"),
    ("柠檬茶", "500ml"),
    ("橙汁", "1L"),
    ("洗衣液", "3kg"),
    ("花生油", "5L"),
    ("薯片", "75g"),
    ("酱油", "800ml"),
    ("抽纸", None),
    ("牙膏", "120g"),
    ("冰箱", "217L"),
    ("电饭煲", "4L"),
    ("洗发水", "400ml"),
    ("燕麦片", "1kg"),
)
SMALL_PRINT: Final = (
    "送货上门",
    "全国联保",
    "正品保证",
    "品质保障",
    "买贵返差",
    "30天价保",
    "咨询客服有更多优惠",
    "数量有限 先到先得",
    "限时3天",
    "整机保修一年",
    "大容量好囤货",
    "口感清爽",
    "热销10万件",
    "新品上市",
    "满99包邮",
    "官方旗舰店",
)
SALE_LABELS: Final = (
    "到手价",
    "特价",
    "活动价",
    "券后价",
    "促销价",
    "秒杀价",
    "限时特价",
    "优惠价",
    "到手价不高于",
    "现价",
    "狂欢价",
    "惊爆价",
)
LIST_LABELS: Final = ("原价", "日常价", "市场价", "零售价", "专柜价", "平时价", "日常活动价")
MEMBER_LABELS: Final = ("会员价", "PLUS会员价", "VIP价", "会员专享价")


@dataclass(frozen=True)
class Said:
    """An offer as a poster words it: `rows` from top to bottom, and what they mean."""

    kind: str
    rows: tuple[str, ...]
    numbers: Numbers


def plain(value: Decimal) -> str:
    """A sum as printed: no trailing zeros but those of a tag such as 9.90."""
    return str(value.quantize(Decimal(1)) if value == value.to_integral_value() else value)


def price_of(rng: random.Random) -> Decimal:
    """A price as shops set them: 9.9, 19.8, 59, 1299."""
    shape = rng.random()
    if shape < 0.4:
        return Decimal(rng.randint(1, 99)) + Decimal(rng.choice((8, 9, 5))) / 10
    if shape < 0.55:
        return Decimal(rng.randint(2, 60)) + Decimal(rng.choice((90, 99, 80, 50, 25))) / 100
    if shape < 0.8:
        return Decimal(rng.choice((9, 19, 29, 39, 49, 59, 69, 79, 88, 99, 128, 168, 199, 259)))
    return Decimal(
        rng.choice((399, 498, 599, 745, 899, 1299, 1454, 2199, 2599, 3380, 4299, 5699, 6290, 12999))
    )


def _pick(rng: random.Random, *texts: str) -> tuple[str, ...]:
    return tuple(rng.choice(texts).split("\n"))


def _threshold(rng: random.Random) -> Said:
    over = rng.choice((29, 59, 99, 100, 199, 299, 300, 500))
    less = rng.choice([n for n in (5, 10, 15, 20, 30, 50, 80, 100) if n * 2 <= over])
    rows = _pick(
        rng,
        f"满{over}减{less}",
        f"满{over}元减{less}元",
        f"每满{over}减{less}",
        f"满{over}元\n立减{less}元",
        f"全场满{over}-{less}",
    )
    return Said("threshold_off", rows, {"threshold": Decimal(over), "amount": Decimal(less)})


def _pieces(rng: random.Random) -> Said:
    n, tenths = rng.randint(2, 5), rng.choice((6, 7, 8, 9))
    rows = _pick(
        rng, f"满{n}件{tenths}折", f"{n}件{tenths}折", f"买{n}件打{tenths}折", f"任选{n}件 享{tenths}折"
    )
    return Said("threshold_off", rows, {"n": n, "rate": Decimal(tenths) / 10})


def _rate(rng: random.Random) -> Said:
    text, rate = rng.choice(
        (
            ("8折", "0.8"),
            ("5折起", "0.5"),
            ("低至3折", "0.3"),
            ("全场85折", "0.85"),
            ("7.5折", "0.75"),
            ("限时九折", "0.9"),
            ("八五折", "0.85"),
            ("20% OFF", "0.8"),
            ("半价", "0.5"),
        )
    )
    return Said("discount_rate", (text,), {"rate": Decimal(rate)})


def _money_off(rng: random.Random) -> Said:
    less = rng.choice((5, 10, 20, 30, 50, 100, 200, 300, 500))
    rows = _pick(
        rng,
        f"立减{less}元",
        f"直降{less}",
        f"下单立减¥{less}",
        f"限时直降{less}元",
        f"立省{less}元",
        f"立减\n{less}元",
        f"SAVE ¥{less}",
    )
    return Said("money_off", rows, {"amount": Decimal(less)})


def _buy_get(rng: random.Random) -> Said:
    n, m = rng.choice(((1, 1), (2, 1), (3, 1), (5, 1), (10, 2), (4, 2)))
    words = {1: "一", 2: "二", 3: "三", 4: "四", 5: "五", 10: "十"}
    rows = _pick(
        rng,
        f"买{n}送{m}",
        f"买{words[n]}送{words[m]}",
        f"买{n}件送{m}件",
        f"买{words[n]}赠{words[m]}",
        f"BUY {n} GET {m} FREE",
        f"买{words[n]}\n送{words[m]}",
    )
    return Said("buy_n_get_m", rows, {"n": n, "m": m})


def _second(rng: random.Random) -> Said:
    wordings: tuple[tuple[tuple[str, ...], Numbers], ...] = (
        (("第二件半价",), {"n": 2, "rate": Decimal("0.5")}),
        (("第2件半价",), {"n": 2, "rate": Decimal("0.5")}),
        (("第二件", "半价"), {"n": 2, "rate": Decimal("0.5")}),
        (("第二件5折",), {"n": 2, "rate": Decimal("0.5")}),
        (("第二件8折",), {"n": 2, "rate": Decimal("0.8")}),
        (("第2件1元",), {"n": 2, "price": Decimal(1)}),
        (("第二瓶9.9元",), {"n": 2, "price": Decimal("9.9")}),
        (("第三件0元",), {"n": 3, "price": Decimal(0)}),
        (("加1元多1件",), {"n": 2, "price": Decimal(1)}),
    )
    rows, numbers = rng.choice(wordings)
    return Said("second_item", rows, numbers)


def _bundle(rng: random.Random) -> Said:
    n = rng.randint(2, 5)
    price = Decimal(rng.choice((10, 19, 29, 50, 88, 99, 100))) + rng.choice((Decimal(0), Decimal("0.9")))
    rows = _pick(
        rng,
        f"{n}件{plain(price)}元",
        f"任选{n}件{plain(price)}元",
        f"¥{plain(price)}/{n}件",
        f"{plain(price)}元任选{n}件",
        f"{n}件仅需{plain(price)}元",
    )
    return Said("bundle_price", rows, {"n": n, "price": price})


def _gift(rng: random.Random) -> Said:
    rows = _pick(
        rng,
        "买就送保温杯",
        "下单送U盘",
        "晒图送电烤箱",
        "赠品三选一",
        "关注店铺有礼",
        "满额赠礼 送雨伞",
        "送1年延保",
    )
    return Said("gift", rows, {})


def _coupon(rng: random.Random) -> Said:
    less = rng.choice((5, 10, 20, 30, 50, 100))
    rows = _pick(
        rng,
        f"{less}元优惠券",
        f"领券立减{less}元",
        f"送{less}元优惠券",
        f"店铺优惠券 ¥{less}",
        f"领{less}元券",
    )
    return Said("coupon", rows, {"amount": Decimal(less)})


def _deposit(rng: random.Random) -> Said:
    paid, times = rng.choice((10, 20, 50, 100)), rng.choice((2, 3))
    rows = _pick(
        rng,
        f"定金{paid}抵{paid * times}",
        f"定金{paid}元膨胀{times}倍",
        f"预付定金{paid}元 可抵{paid * times}元",
    )
    return Said("deposit", rows, {"threshold": Decimal(paid), "amount": Decimal(paid * times)})


def _cashback(rng: random.Random) -> Said:
    less = rng.choice((5, 10, 20, 50))
    rows = _pick(rng, f"晒单返{less}元", f"好评返现{less}元", f"晒单返现{less}", f"{less}元红包")
    return Said("cashback", rows, {"amount": Decimal(less)})


def _instalments(rng: random.Random) -> Said:
    n = rng.choice((3, 6, 12, 24))
    return Said("installment", _pick(rng, f"{n}期免息", f"享{n}期0息", f"白条{n}期免息"), {"n": n})


MAKERS: Final[tuple[Callable[[random.Random], Said], ...]] = (
    _threshold,
    _threshold,
    _pieces,
    _rate,
    _money_off,
    _buy_get,
    _second,
    _bundle,
    _gift,
    _coupon,
    _deposit,
    _cashback,
    _instalments,
)


def truth_of(said: Said, **more: Decimal) -> dict[str, Any]:
    """The offer in the shape of the command line's contract; sums as floats."""
    row: dict[str, Any] = {"kind": said.kind, "text": " ".join(said.rows)}
    numbers = {**said.numbers, **more}
    for name in ("price", "list_price", "threshold", "amount", "rate", "n", "m"):
        value = numbers.get(name)
        row[name] = float(value) if isinstance(value, Decimal) else value
    return row
