"""What the cells of a policy list mean: mechanics by name or as one cell (买2送1), discounts, sums, several values."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, Final

from catalog.cell_values import amount, plain, refuse
from catalog.mechanic import KINDS, OfferKind

KIND_NAMES: Final[Mapping[str, Mapping[OfferKind, str]]] = {
    "zh-CN": {
        "special_price": "特价",
        "discount_rate": "折扣",
        "money_off": "立减",
        "threshold_off": "满减",
        "buy_n_get_m": "买N送M",
        "second_item": "第N件优惠",
        "bundle_price": "N件M元",
        "gift": "赠品",
        "coupon": "优惠券",
        "member_price": "会员价",
        "deposit": "定金膨胀",
        "cashback": "返现",
        "installment": "分期",
        "other": "其他",
    },
    "en": {
        "special_price": "special price",
        "discount_rate": "discount",
        "money_off": "money off",
        "threshold_off": "spend and save",
        "buy_n_get_m": "buy N get M",
        "second_item": "Nth item",
        "bundle_price": "N for a price",
        "gift": "gift",
        "coupon": "coupon",
        "member_price": "member price",
        "deposit": "deposit",
        "cashback": "cashback",
        "installment": "instalments",
        "other": "other",
    },
}
_MORE: Final[Mapping[OfferKind, tuple[str, ...]]] = {
    "special_price": ("一口价", "活动价", "促销价", "价格促销", "price"),
    "discount_rate": ("打折", "折", "% off", "percent off"),
    "money_off": ("直降", "减价", "立减金额"),
    "threshold_off": ("满额减", "满折", "满减满折", "threshold off"),
    "buy_n_get_m": ("买赠", "买送", "买一送一", "bogo", "buy n get m free"),
    "second_item": ("第二件半价", "第二件", "第2件优惠", "second item"),
    "bundle_price": ("组合价", "多件价", "bundle", "bundle price", "multibuy"),
    "gift": ("送赠品", "礼品", "free gift"),
    "coupon": ("券", "领券"),
    "member_price": ("会员",),
    "deposit": ("定金", "订金"),
    "cashback": ("返现金", "红包"),
    "installment": ("分期免息", "免息", "installment", "installments"),
    "other": ("其它", "换购"),
}
_SIGNS: Final = re.compile(r"[\s_\-·]")
_DIGITS: Final = {sign: number for number, sign in enumerate("零一二三四五六七八九十")} | {"两": 2}
_COUNT: Final = r"([1-9]\d?|[一二三四五六七八九十两])"
_SUM: Final = r"¥?(\d+(?:\.\d+)?)元?"
_RATE: Final = r"(?:打|享)?(\d(?:\.\d{1,3})?(?=折)|\d\d(?=折)|半(?=价)|对(?=折))[折价]"
_YES: Final = frozenset({"是", "每满", "√", "y", "yes", "true", "1"})
_NO: Final = frozenset({"否", "n", "no", "false", "0"})
_SEPARATORS: Final = re.compile(r"[,，;；、|\n]+")

MECHANICS: Final[tuple[tuple[str, OfferKind, tuple[str, ...]], ...]] = (
    (rf"买{_COUNT}[送赠]{_COUNT}", "buy_n_get_m", ("n", "m")),
    (r"buy(\d\d?)get(\d\d?)(?:free)?", "buy_n_get_m", ("n", "m")),
    (rf"(每)满{_SUM}[减省]{_SUM}", "threshold_off", ("each", "threshold", "amount")),
    (rf"满{_SUM}[减省]{_SUM}", "threshold_off", ("threshold", "amount")),
    (rf"满?{_COUNT}件{_RATE}", "threshold_off", ("n", "rate")),
    (rf"满{_COUNT}件[减省]{_SUM}", "threshold_off", ("n", "amount")),
    (rf"满{_SUM}{_RATE}", "threshold_off", ("threshold", "rate")),
    (rf"第{_COUNT}件{_RATE}", "second_item", ("n", "rate")),
    (rf"第{_COUNT}件(免费|{_SUM})", "second_item", ("n", "price", "price")),
    (rf"{_COUNT}件{_SUM}", "bundle_price", ("n", "price")),
    (_RATE, "discount_rate", ("rate",)),
    (r"(\d\d?)%off", "discount_rate", ("saved",)),
    (rf"(?:立减|直降|立省|减){_SUM}", "money_off", ("amount",)),
    (rf"(?:特价|一口价|活动价|促销价){_SUM}", "special_price", ("price",)),
    (rf"会员价?{_SUM}", "member_price", ("price",)),
)
"""A whole mechanic in one cell; spaces do not matter. What posters say is read by a far larger grammar: this is what
people type into a column headed 促销方式."""


def _named() -> dict[str, OfferKind]:
    words = {name: kind for kind, names in _MORE.items() for name in names}
    for names in KIND_NAMES.values():
        words |= {name: kind for kind, name in names.items()}
    words |= {kind: kind for kind in KINDS}
    return {_SIGNS.sub("", plain(word)): kind for word, kind in words.items()}


_KIND_OF: Final = _named()


def mechanic(text: str) -> tuple[OfferKind, dict[str, Any]]:
    """The mechanic that a cell names, and the numbers that it tells with it.

    Raises:
        Invalid: `bad_value`, reason unknown_kind.
    """
    word = _SIGNS.sub("", plain(text))
    for pattern, kind, names in MECHANICS:
        if found := re.fullmatch(pattern, word):
            said: dict[str, Any] = {}
            for name, part in zip(names, found.groups(), strict=True):
                if name == "saved":
                    said["rate"] = 1 - Decimal(part) / 100
                elif part is not None:
                    said[name] = _part(name, part)
            return kind, said
    if word in _KIND_OF:
        return _KIND_OF[word], {}
    raise refuse("kind", text, "unknown_kind")


def _part(name: str, text: str) -> Decimal | int | bool:
    if name == "each":
        return True
    if name in {"n", "m"}:
        return _DIGITS[text] if text in _DIGITS else int(text)
    if name == "rate":
        return Decimal("0.5") if text in {"半", "对"} else _tenths(Decimal(text))
    return Decimal(0) if text == "免费" else Decimal(text.strip("¥元"))


def _tenths(number: Decimal) -> Decimal:
    """8.5 and 85 of 折 are both 0.85."""
    return number / 100 if number >= 10 else number / 10


def rate(field: str, text: str) -> Decimal:
    """The part still to pay: 8.5折, 85折, 半价, 85%, 0.85, 8.5, and 15% off.

    A bare 15 % or 0.3 could be what is paid or what is saved: it is refused rather than guessed.

    Raises:
        Invalid: `bad_value`: number, cell_error, formula, rate_or_depth, out_of_range.
    """
    word = plain(text).replace(" ", "")
    if word in {"半价", "对折"}:
        return Decimal("0.5")
    if saved := re.fullmatch(r"(?:减|降|省|优惠|立减)?(\d{1,2}(?:\.\d+)?)%(?:off)?", word):
        number = Decimal(saved[1]) / 100
        if not re.fullmatch(r"[\d.]+%", word):
            return 1 - number
    elif folded := re.fullmatch(r"打?(\d{1,2}(?:\.\d+)?)折", word):
        return _tenths(Decimal(folded[1]))
    else:
        number = amount(field, text)
        if 1 < number < 10:
            return number / 10
        number = number / 100 if number >= 10 else number
    if not 0 < number < 1:
        raise refuse(field, text, "out_of_range", low=0, high=1)
    if number < Decimal("0.5"):
        raise refuse(field, text, "rate_or_depth")
    return number


def money(field: str, text: str) -> Decimal:
    """A sum, with or without its sign. Raises Invalid as `catalog.cell_values.amount`."""
    return amount(field, re.sub(r"^(rmb|cny|[¥￥$])|(元|块|rmb|cny)$", "", plain(text)).strip() or text)


def yes(field: str, text: str) -> bool:
    """Yes or no. Raises Invalid `bad_value`, reason yes_or_no."""
    word = plain(text)
    if word not in _YES | _NO:
        raise refuse(field, text, "yes_or_no")
    return word in _YES


def several(text: str, known: Collection[str]) -> list[str]:
    """The values of a cell: the whole of it where that is one, else its parts between commas, 、 ; or new lines."""
    if text in known:
        return [text]
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def joinable(values: Collection[str]) -> bool:
    """Whether `several` takes the values apart again when they stand in one cell."""
    return not any(_SEPARATORS.search(value) or value != value.strip() for value in values)
