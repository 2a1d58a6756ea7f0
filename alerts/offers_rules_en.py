"""The English mechanics, as patterns over one sentence in small letters without blanks."""

from decimal import Decimal
from typing import Final

from alerts.numerals import SIGN, read_number
from alerts.offers_rule import Groups, Made, Rule, count, money, nothing, rule
from catalog.mechanic import Numbers

_SUM: Final = rf"(?:{SIGN}|rmb|usd)"
_WORDS: Final = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "a": "1"}
_COUNT: Final = r"(?:\d{1,2}(?![\d.])|one|two|three|four|five)"
_PRICE: Final = r"\d+(?:\.\d{1,2})?"


def _n(groups: Groups, name: str) -> int | None:
    text = groups.get(name) or ""
    return count({name: _WORDS.get(text, text)}, name)


def _buy_get(g: Groups) -> Made:
    n, m = _n(g, "n"), _n(g, "m")
    if n is None or m is None:
        return None
    if g.get("k"):
        percent = read_number(g["k"] or "")
        return ("second_item", Numbers(n=n + m, rate=1 - (percent or Decimal(0)) / 100))
    if g.get("half"):
        return "second_item", Numbers(n=n + m, rate=Decimal("0.5"))
    return "buy_n_get_m", Numbers(n=n, m=m)


def _three_for_two(g: Groups) -> Made:
    taken, paid = _n(g, "n"), _n(g, "m")
    if taken is None or paid is None or taken <= paid:
        return None
    return "buy_n_get_m", Numbers(n=paid, m=taken - paid)


def _percent(g: Groups) -> Made:
    percent = read_number(g["a"] or "")
    return None if percent is None else ("discount_rate", Numbers(rate=1 - percent / 100))


RULES_EN: Final[tuple[Rule, ...]] = (
    rule(
        rf"free(?:home)?(?:delivery|shipping|postage|returns?)(?:on|for|over|orders?|above|when|if|you|spend|of|all|with)*(?:{_SUM}{_PRICE})?",
        nothing,
    ),
    rule(
        r"(?P<k>\d{1,2})%off(?:the|your|a|any|every)?(?:2nd|second)(?:item|one|unit|bottle|pack)?",
        lambda g: ("second_item", Numbers(n=2, rate=1 - (money(g, "k") or Decimal(0)) / 100)),
    ),
    rule(
        rf"(?P<k>\d{{1,2}})%off(?:when(?:you)?buy|ifyoubuy|whenbuying|on)(?:any)?(?P<n>{_COUNT})(?:ormore)?(?:items?)?",
        lambda g: ("threshold_off", Numbers(n=_n(g, "n"), rate=1 - (money(g, "k") or Decimal(0)) / 100)),
    ),
    rule(
        rf"(?:2nd|second)(?:item|one|unit|bottle|pack)?(?:at|is|for|only|just)*{_SUM}(?P<p>{_PRICE})",
        lambda g: ("second_item", Numbers(n=2, price=money(g, "p"))),
    ),
    rule(rf"(?<![\d.$£€¥])(?P<n>{_COUNT})forthepriceof(?P<m>{_COUNT})", _three_for_two),
    rule(
        rf"buy(?:any)?(?P<n>{_COUNT})(?:and)?,?(?:get|take)(?P<m>{_COUNT}|a)(?:at|for)?(?:free|(?P<k>\d{{1,2}})%off|(?P<half>half-?price|1/2price))",
        _buy_get,
    ),
    rule(
        r"(?:bogo|b1g1)(?:at|for)?(?:(?P<k>\d{1,2})%off|(?P<half>half-?(?:price|off)?|1/2(?:price|off)))",
        lambda g: _buy_get({**g, "n": "1", "m": "1"}),
    ),
    rule(r"\bbogo(?:free)?\b|buy1get1(?!\d)", lambda g: ("buy_n_get_m", Numbers(n=1, m=1))),
    rule(rf"buy(?P<n>{_COUNT})(?:,|and)?take(?P<m>{_COUNT})(?:free)?", _buy_get),
    rule(r"buyone,?getone(?!\d|half|at|for|1/2)(?:free)?", lambda g: ("buy_n_get_m", Numbers(n=1, m=1))),
    rule(
        rf"buy(?:any)?(?P<n>{_COUNT})(?:ormore)?,?save{_SUM}(?P<a>{_PRICE})",
        lambda g: ("threshold_off", Numbers(n=_n(g, "n"), amount=money(g, "a"))),
    ),
    rule(
        rf"(?<![\d./])(?P<n>[2-9])/{_SUM}(?P<p>{_PRICE})",
        lambda g: ("bundle_price", Numbers(n=_n(g, "n"), price=money(g, "p"))),
    ),
    rule(r"bogof", lambda g: ("buy_n_get_m", Numbers(n=1, m=1))),
    rule(
        r"(?:2nd|second)(?:item|one|unit|bottle|pack)?(?:at|is|for)?(?:half-?price|50%off|1/2price)",
        lambda g: ("second_item", Numbers(n=2, rate=Decimal("0.5"))),
    ),
    rule(
        r"(?:2nd|second)(?:item|one|unit|bottle|pack)?(?:at|is|for)?(?P<a>\d{1,2})%off",
        lambda g: ("second_item", Numbers(n=2, rate=1 - (money(g, "a") or Decimal(0)) / 100)),
    ),
    rule(
        rf"(?:any)?(?P<n>{_COUNT})for(?:only|just)?{_SUM}(?P<p>{_PRICE})",
        lambda g: ("bundle_price", Numbers(n=_n(g, "n"), price=money(g, "p"))),
    ),
    rule(rf"(?<![\d.$£€¥])(?P<n>{_COUNT})for(?P<m>{_COUNT})(?![\d.])", _three_for_two),
    rule(
        rf"(?:save|get|take)?{_SUM}(?P<a>{_PRICE})off(?:when(?:you)?|ifyou|on)?(?:spend|orders?)?(?:of|over|above)?{_SUM}(?P<b>{_PRICE})",
        lambda g: ("threshold_off", Numbers(threshold=money(g, "b"), amount=money(g, "a"))),
    ),
    rule(
        rf"(?:spend|buy){_SUM}(?P<b>{_PRICE})(?:ormore)?(?:and|,)?(?:save|get){_SUM}(?P<a>{_PRICE})(?:off)?",
        lambda g: ("threshold_off", Numbers(threshold=money(g, "b"), amount=money(g, "a"))),
    ),
    rule(
        rf"save{_SUM}(?P<b>{_PRICE})when(?:you)?spend{_SUM}(?P<a>{_PRICE})",
        lambda g: ("threshold_off", Numbers(threshold=money(g, "a"), amount=money(g, "b"))),
    ),
    rule(
        rf"buy(?:any)?(?P<n>{_COUNT})(?:ormore)?,?(?:get|save)(?P<k>\d{{1,2}})%(?:off)?",
        lambda g: ("threshold_off", Numbers(n=_n(g, "n"), rate=1 - (money(g, "k") or Decimal(0)) / 100)),
    ),
    rule(
        rf"{_SUM}(?P<a>{_PRICE})(?:off)?(?:coupon|voucher)|(?:coupon|voucher):?{_SUM}(?P<b>{_PRICE})",
        lambda g: ("coupon", Numbers(amount=money(g, "a") or money(g, "b"))),
    ),
    rule(rf"{_SUM}(?P<a>{_PRICE})cashback", lambda g: ("cashback", Numbers(amount=money(g, "a")))),
    rule(
        rf"(?:save(?P<most>upto)?|(?P<most2>upto)){_SUM}(?P<a>{_PRICE})|{_SUM}(?P<b>{_PRICE})off",
        lambda g: ("money_off", Numbers(amount=money(g, "a") or money(g, "b"))),
    ),
    rule(
        r"(?:save|get|extra)*(?P<most>upto)?(?:an)?(?:extra)?(?P<a>\d{1,2}(?:\.\d)?)%(?:off|discount)",
        _percent,
    ),
    rule(r"save(?P<most>upto)?(?P<a>\d{1,2})%", _percent),
    rule(
        r"(?:only|just|now|for)?(?<![\d.])(?P<k>\d{1,2})(?:¢|cents?(?![a-z])|c(?=$|each|ea))",
        lambda g: ("special_price", Numbers(price=(money(g, "k") or Decimal(0)) / 100)),
    ),
    rule(
        r"save(?P<most>upto)?(?P<k>\d{1,2})(?:p|¢|c|cents?)(?![a-z])",
        lambda g: ("money_off", Numbers(amount=(money(g, "k") or Decimal(0)) / 100)),
    ),
    rule(
        r"(?P<most>upto)?(?:half-?price|1/2price)", lambda g: ("discount_rate", Numbers(rate=Decimal("0.5")))
    ),
    rule(r"free(?:gift|sample)(?:withpurchase)?|giftwithpurchase", lambda g: ("gift", Numbers())),
)
