"""More mechanics of drawn posters: 每满, N人团, 换购, 储值, 会员折, 满赠, 最高, 起; and the maker of them all."""

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from models.synth.posters_words import MAKERS, Numbers, Said, plain


def mechanic(rng: random.Random) -> Said:
    """One offer that is no plain price, in one of its wordings."""
    return rng.choice((*MAKERS, *_MORE))(rng)


def _each(rng: random.Random) -> Said:
    over, less = rng.choice(((100, 30), (200, 40), (300, 50), (99, 20)))
    rows = rng.choice(
        ((f"每满{over}减{less}",), (f"每满{over}元减{less}元",), (f"满{over}减{less}", "上不封顶"))
    )
    return Said("threshold_off", rows, {"threshold": Decimal(over), "amount": Decimal(less)})


def _half(rng: random.Random) -> Said:
    return Said(
        "second_item", (rng.choice(("2件半价", "两件半价", "2瓶半价")),), {"n": 2, "rate": Decimal("0.5")}
    )


def _group(rng: random.Random) -> Said:
    n, price = rng.randint(2, 5), Decimal(rng.choice(("9.9", "19.9", "29", "49.9")))
    rows = (rng.choice((f"{n}人团¥{plain(price)}", f"{n}人拼团价{plain(price)}元")),)
    return Said("special_price", rows, {"price": price, "n": n})


def _add_on(rng: random.Random) -> Said:
    over, price = rng.choice((38, 59, 99)), Decimal(rng.choice(("1", "6", "9.9")))
    wordings = (
        ((f"+{plain(price)}元换购",), False),
        ((f"加{plain(price)}元换购",), False),
        ((f"满{over}元", f"加{plain(price)}元换购"), True),
        ((f"满{over}元+{plain(price)}元换购",), True),
    )
    rows, over_it = rng.choice(wordings)
    numbers: Numbers = {"price": price}
    if over_it:
        numbers["threshold"] = Decimal(over)
    return Said("other", rows, numbers)


def _top_up(rng: random.Random) -> Said:
    paid, more = rng.choice(((100, 10), (500, 100), (1000, 300)))
    row = rng.choice((f"充{paid}送{more}", f"充值{paid}元送{more}元", f"储值{paid}得{paid + more}"))
    return Said("other", (row,), {"threshold": Decimal(paid), "amount": Decimal(more)})


def _member(rng: random.Random) -> Said:
    row, rate = rng.choice(
        (("会员9折", "0.9"), ("会员折上95折", "0.95"), ("会员专享8.8折", "0.88"), ("会员再享9折", "0.9"))
    )
    return Said("member_price", (row,), {"rate": Decimal(rate)})


def _gift_over(rng: random.Random) -> Said:
    over = rng.choice((99, 199, 299))
    row = rng.choice((f"满{over}元送保温杯", f"满{over}即送雨伞", f"消费满{over}元赠抽纸一提"))
    return Said("gift", (row,), {"threshold": Decimal(over)})


def _at_most(rng: random.Random) -> Said:
    less = rng.choice((100, 300, 500, 2000))
    return Said(
        "money_off", (rng.choice((f"最高直降{less}元", f"至高立减{less}")),), {"amount": Decimal(less)}
    )


def _from_rate(rng: random.Random) -> Said:
    row, rate = rng.choice(
        (("3-5折", "0.3"), ("全场5折起", "0.5"), ("低至2折", "0.2"), ("UP TO 50% OFF", "0.5"))
    )
    return Said("discount_rate", (row,), {"rate": Decimal(rate)})


def _ladder_step(rng: random.Random) -> Said:
    n, price = rng.randint(2, 4), Decimal(rng.choice((10, 20, 50)))
    row = rng.choice((f"{n} FOR ¥{plain(price)}", f"{plain(price)}元选{n}件", f"¥{plain(price)}任选{n}件"))
    return Said("bundle_price", (row,), {"n": n, "price": price})


_MORE: Final[tuple[Callable[[random.Random], Said], ...]] = (
    _each,
    _half,
    _group,
    _add_on,
    _top_up,
    _member,
    _gift_over,
    _at_most,
    _from_rate,
    _ladder_step,
)
