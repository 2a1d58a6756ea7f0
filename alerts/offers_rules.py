"""The Chinese mechanics as patterns over one sentence without blanks: what is said in words, wherever it stands."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from alerts.numerals import ARABIC, NUMBER, read_count, read_number, read_rate
from catalog.mechanic import Numbers, OfferKind

Groups = Mapping[str, str | None]
Made = tuple[OfferKind, Numbers] | None
"""What a match means; `None` where it is no offer, so that nothing else is read into it."""

THINGS: Final = "件瓶盒份杯箱袋包个支罐桶双条听提台只套板块本把枚片碗串组对"
MONEY: Final = r"[¥$]?"
YUAN: Final = r"(?:元|块钱?|圆|rmb|¥)"
RATE: Final = r"(?:\d+(?:\.\d+)?|[一二三四五六七八九](?:点?[一二三四五六七八九])?)"
NOT_FOLDED: Final = r"(?!叠|伞|合|[一二三四]叠|页|扇|射|腾|耗|弯|线|痕|刀|返)"


@dataclass(frozen=True)
class Rule:
    """A pattern and what its groups mean; `digits` names the groups to read twice."""

    pattern: re.Pattern[str]
    make: Callable[[Groups], Made]
    joins: bool = True
    """Whether it may be read across lines: a lone 省 above a price is no reduction."""

    @property
    def digits(self) -> tuple[str, ...]:
        """Names of the groups that hold sums and rates: what is worth a second reading; counts are not."""
        return tuple(name for name in self.pattern.groupindex if name in NUMBER_GROUPS)


NUMBER_GROUPS: Final = ("a", "b", "r", "p", "k")


def money(groups: Groups, name: str) -> Decimal | None:
    """The sum in a group."""
    text = groups.get(name)
    return read_number(text) if text else None


def count(groups: Groups, name: str) -> int | None:
    """The number of things in a group."""
    text = groups.get(name)
    return read_count(text) if text else None


def rule(pattern: str, make: Callable[[Groups], Made], *, joins: bool = True) -> Rule:
    """A rule out of a verbose pattern."""
    return Rule(re.compile(pattern, re.VERBOSE), make, joins)


def nothing(_: Groups) -> Made:
    """Not an offer."""
    return None


def _threshold(g: Groups) -> Made:
    kind: OfferKind = "coupon" if g.get("coupon") or g.get("tail") else "threshold_off"
    over, pieces = (None, count(g, "a")) if g.get("things") else (money(g, "a"), None)
    if g.get("r"):
        return kind, Numbers(threshold=over, n=pieces, rate=read_rate(g["r"] or ""))
    return kind, Numbers(threshold=over, n=pieces, amount=money(g, "b"))


def _nth(g: Groups) -> Made:
    n = count(g, "n")
    if n is None or n < 2:
        return None
    if g.get("half"):
        return "second_item", Numbers(n=n, rate=Decimal("0.5"))
    if g.get("free"):
        return "second_item", Numbers(n=n, price=Decimal(0))
    if g.get("r"):
        return "second_item", Numbers(n=n, rate=read_rate(g["r"] or ""))
    if g.get("b"):
        return "second_item", Numbers(n=n, amount=money(g, "b"))
    return "second_item", Numbers(n=n, price=money(g, "p"))


def _buy_get(g: Groups) -> Made:
    n, m = count(g, "n"), count(g, "m")
    if n is None or m is None:
        return None
    match g.get("total"):
        case "得" | "发":
            m -= n
        case "免":
            n -= m
        case "付":
            n, m = m, n - m
    return ("buy_n_get_m", Numbers(n=n, m=m)) if n >= 1 and m >= 1 else None


def _bundle(g: Groups) -> Made:
    n, price = count(g, "n"), money(g, "p")
    if n is None or price is None:
        return None
    return ("special_price", Numbers(price=price)) if n == 1 else ("bundle_price", Numbers(n=n, price=price))


def _deposit(g: Groups) -> Made:
    paid, worth = money(g, "a"), money(g, "b")
    if g.get("k") and paid is not None:
        times = read_number(g["k"] or "")
        worth = paid * times if times is not None else None
    return "deposit", Numbers(threshold=paid, amount=worth)


def _amount(kind: OfferKind) -> Callable[[Groups], Made]:
    return lambda g: (kind, Numbers(amount=money(g, "a"), threshold=money(g, "b")))


def _left_to_pay(g: Groups) -> Made:
    return "discount_rate", Numbers(rate=read_rate(g["r"] or ""))


def _percent_less(g: Groups) -> Made:
    percent = read_number(g["a"] or "")
    return None if percent is None else ("discount_rate", Numbers(rate=1 - percent / 100))


_OVER: Final = (
    r"(?P<coupon>领券|用券|优惠券|店铺券|券)?(?:跨店|每单|单笔|消费|购物|下单|全场|实付|购买|每|购|领){0,3}满"
)
_THEN: Final = r"(?:以上|及以上|即可|可享|立享|可|即|立|再|直|享|就|打|,|[-~]){0,3}"

RULES: Final[tuple[Rule, ...]] = (
    # What looks like an offer and is none: free delivery over a sum, a price that is kept or made good.
    rule(
        rf"(?:全场|购物|单笔)?满{NUMBER}{YUAN}?.{{0,3}}(?:包邮|免邮|免运费|免配送费|起送|开奖|送货)", nothing
    ),
    rule(r"买贵.{0,3}[返补退赔].{0,2}差?|[保比]价.{0,3}天?|价保\d*天?|差价|返差|退差", nothing),
    # 满A减B, 满A件X折
    rule(
        rf"{_OVER}{MONEY}(?P<a>{NUMBER})(?:{YUAN}|(?P<things>[{THINGS}]))?{_THEN}"
        rf"(?:减|省|优惠|抵|-|降){MONEY}(?P<b>{ARABIC}){YUAN}?(?P<tail>.{{0,3}}券(?!后))?",
        _threshold,
    ),
    rule(
        rf"{_OVER}{MONEY}(?P<a>{NUMBER})(?:{YUAN}|(?P<things>[{THINGS}])){_THEN}(?P<r>{RATE})折", _threshold
    ),
    rule(
        rf"满{MONEY}(?P<b>{NUMBER}){YUAN}?{_THEN}返(?:现金?|红包)?{MONEY}(?P<a>{NUMBER}){YUAN}?(?P<c>券)?",
        lambda g: (
            "coupon" if g.get("c") else "cashback",
            Numbers(threshold=money(g, "b"), amount=money(g, "a")),
        ),
    ),
    rule(
        rf"满{MONEY}(?P<b>{NUMBER}){YUAN}?{_THEN}[送赠领得]{MONEY}(?P<a>{NUMBER}){YUAN}.{{0,4}}券",
        _amount("coupon"),
    ),
    rule(
        rf"满{MONEY}(?P<b>{NUMBER}){YUAN}?.{{0,2}}加{MONEY}(?P<p>{NUMBER}){YUAN}.{{0,3}}(?:换购|得|送|购|带走)",
        lambda g: ("other", Numbers(threshold=money(g, "b"), price=money(g, "p"))),
    ),
    rule(
        rf"满{MONEY}(?P<b>{NUMBER}){YUAN}?(?:可用|使用|可使用|能用|可领|领){MONEY}(?P<a>{ARABIC}){YUAN}.{{0,4}}券",
        _amount("coupon"),
    ),
    rule(
        rf"满{MONEY}(?P<b>{NUMBER}){YUAN}?.{{0,3}}换购", lambda g: ("other", Numbers(threshold=money(g, "b")))
    ),
    rule(
        rf"充值?(?:满)?{MONEY}(?P<b>{NUMBER}){YUAN}?[送赠]{MONEY}(?P<a>{NUMBER}){YUAN}?",
        _amount("other"),
    ),
    # 第二件半价, 第N件X元, 加1元多1件
    rule(
        rf"第(?P<n>{NUMBER})[{THINGS}](?:仅需|只需|只要|立享|仅|只|加|享|打|为|低至|\+|:|,){{0,2}}"
        rf"(?:(?P<half>半价|5折(?!\d)|五折)|(?P<free>免费|免单|不要钱)|(?P<r>{RATE})折"
        rf"|(?:立减|直减|减|省){MONEY}(?P<b>{NUMBER}){YUAN}?|{MONEY}(?P<p>{NUMBER}){YUAN}|¥(?P<k>{ARABIC}))",
        lambda g: _nth({**g, "p": g.get("p") or g.get("k")}),
    ),
    rule(
        rf"(?:加|\+){MONEY}(?P<p>{NUMBER}){YUAN}(?:就能|即可|可|再|立)?(?:多|换|得|带走|送|拿)(?:得|拿|走)?(?:[一1])[{THINGS}]",
        lambda g: ("second_item", Numbers(n=2, price=money(g, "p"))),
    ),
    # 加价购
    rule(
        rf"(?:加|\+|补){MONEY}(?P<p>{NUMBER}){YUAN}(?:即可|可|起|就能)?(?:超值)?(?:换购|加购|购|得|换|领)",
        lambda g: ("other", Numbers(price=money(g, "p"))),
    ),
    rule(
        rf"{MONEY}(?P<p>{NUMBER}){YUAN}(?:起|超值|即可|可)?(?:换购|加价购)",
        lambda g: ("other", Numbers(price=money(g, "p"))),
    ),
    # 买N送M
    rule(
        rf"(?:买|购|拍|任选|任购)(?P<n>{NUMBER})[{THINGS}]?(?:即|就|立|再|加)?"
        rf"(?:[送赠]|(?P<total>[得免付发]))(?P<m>{NUMBER})(?!\d|元|块|年|期|月|天|%|级|重|.?斤装)[{THINGS}]?",
        _buy_get,
    ),
    rule(
        rf"(?<![\d.])(?P<n>\d|[一二两三五]|10|十)[{THINGS}]?[送赠](?P<m>\d|[一二两三])(?!\d|元|块|年|期|月|天|%|级|重|选)[{THINGS}]?",
        _buy_get,
    ),
    rule(
        r"(?<![\d.满])(?P<n>\d|[二三四五六])(?P<total>免)(?P<m>[1-3一二两])(?!\d|元|块|期|年)",
        _buy_get,
    ),
    # N件X折, N件减B, N件X元
    rule(
        rf"(?:任选|任意|买|购|拍|下单)?(?P<a>{NUMBER})(?P<things>[{THINGS}]){_THEN}(?:低至)?(?P<r>{RATE})折{NOT_FOLDED}",
        _threshold,
    ),
    rule(
        rf"(?:任选|任意|买|购|拍)?(?P<a>{NUMBER})(?P<things>[{THINGS}]){_THEN}(?:减|省|优惠){MONEY}(?P<b>{ARABIC}){YUAN}?",
        _threshold,
    ),
    rule(
        rf"(?:任选|任意|选|买|拍|共)?(?<![\d.])(?P<n>[2-9]|1\d|[一两二三四五六七八九十])[{THINGS}](?!装)"
        rf"(?:任选|仅需|只需|只要|仅|特价|特惠|共|价|到手|一口价|/|=|:|,|卖){{0,2}}"
        rf"(?:¥(?P<k>{ARABIC}){YUAN}?|\$(?P<b>{ARABIC})|(?P<p>{NUMBER}){YUAN})(?!\d|券|红包|优惠)",
        lambda g: _bundle({**g, "p": g.get("p") or g.get("k") or g.get("b")}),
    ),
    rule(
        rf"(?:¥(?P<k>{ARABIC}){YUAN}?|(?P<p>{NUMBER}){YUAN}|(?<!\d)(?P<b>{ARABIC})(?=任选))(?:任选|任意|选|/|共|买|得|购)?"
        rf"(?P<n>[2-9]|1\d|[两二三四五六七八九十])[{THINGS}](?!装|折|减|以)",
        lambda g: _bundle({**g, "p": g.get("p") or g.get("k") or g.get("b")}),
    ),
    # 定金
    rule(
        rf"(?:预付|支付|预交|付)?(?:定金|订金|预付款|预付)(?:仅|只需|:)?{MONEY}(?P<a>{NUMBER}){YUAN}?(?:可|立|直|,)?"
        rf"(?:抵扣?|膨胀(?:至|到|为|金)?|翻倍(?:至|抵)?|当|顶|变){MONEY}(?P<b>{NUMBER})(?!倍){YUAN}?(?:用|花)?",
        _deposit,
    ),
    rule(
        rf"(?:预付|付)?(?:定金|订金){MONEY}(?P<a>{NUMBER})?{YUAN}?(?:可|立)?(?:膨胀|翻)(?P<k>{NUMBER})倍",
        _deposit,
    ),
    rule(rf"(?:预付|支付|付)?(?:定金|订金|预付款):?{MONEY}(?P<a>{ARABIC}){YUAN}?", _deposit),
    # 返现, 红包
    rule(
        rf"(?:晒[单图]|好评|评价|下单|收货|秀图)*(?:可|立|即|就|最高)?返(?:现金?|红包|还|利)?{MONEY}(?P<a>{NUMBER})(?:{YUAN}|$)(?:现金|红包)?(?!.?券)",
        _amount("cashback"),
    ),
    rule(
        rf"{MONEY}(?P<a>{ARABIC}){YUAN}?(?:现金|微信|支付宝|好评|晒[单图])*(?:红包|返现|现金返还)",
        _amount("cashback"),
    ),
    rule(rf"(?:现金)?红包{MONEY}(?P<a>{ARABIC}){YUAN}?", _amount("cashback")),
    # 券
    rule(
        rf"{MONEY}(?P<a>{ARABIC}){YUAN}?(?:店铺|无门槛|新人|新客|专属|专享|直播|通用|大额|全场|优惠|满减|代金|现金|抵用|抵扣|消费|购物|折扣|惊喜|礼)*券(?!后)"
        rf"(?:.?满(?P<b>{ARABIC}){YUAN}?.{{0,2}}可?用)?",
        _amount("coupon"),
    ),
    rule(
        rf"(?:领|用|优惠|抢|凭|叠加)?券(?:后)?(?:下单|最高|面额|立|直|再|可|:)*(?:减|省|抵|领|优惠){MONEY}(?P<a>{ARABIC}){YUAN}?",
        _amount("coupon"),
    ),
    rule(
        rf"(?:领|优惠|代金|抵用|店铺|专属|门槛|限量|新人|通用|全场|品类|满减|大额|神|补贴)券:?{MONEY}(?P<a>{ARABIC}){YUAN}?(?![{THINGS}])",
        _amount("coupon"),
    ),
    rule(rf"[送领赠得抢]{MONEY}(?P<a>{NUMBER}){YUAN}(?:现金)?(?=$|[,!。)])", _amount("coupon"), joins=False),
    # 免息
    rule(
        r"(?P<n>\d{1,2})期.{0,2}(?:免息|0息|零息|无息|免手续费|0手续费|0利[率息]|零利率|分期|白条)",
        lambda g: ("installment", Numbers(n=count(g, "n"))),
    ),
    rule(
        r"(?:免息|0息|零息|无息|白条|花呗|分期)(?:分期|白条)*.{0,2}?(?P<n>\d{1,2})期",
        lambda g: ("installment", Numbers(n=count(g, "n"))),
    ),
    # 立减, 直降
    rule(
        r"(?:立减|直减|直降|立降|立省|直省|劲省|立优惠|补贴|现省|狂省|再减|再省|下单减|拍下减|最高减|最高省|降价)(?:至高|最高|:)?(?P<a>\d+(?:\.\d+)?)%",
        _percent_less,
    ),
    rule(
        rf"(?:立减|直减|直降|立降|立省|直省|劲省|现省|狂省|狂减|猛降|再减|再省|省下|下单减|拍下减|最高减|最高省|至高省|至高减|先减|现减|降价)"
        rf"(?:至高|最高|:|了)?{MONEY}(?P<a>{ARABIC})(?!\d|%|度|℃|倍|折){YUAN}?",
        _amount("money_off"),
    ),
    rule(rf"(?<!满)(?:减|省|降|优惠|抵){MONEY}(?P<a>{NUMBER}){YUAN}", _amount("money_off"), joins=False),
    # X折
    rule(rf"(?P<r>{RATE})折{NOT_FOLDED}起?", _left_to_pay),
    rule(r"(?<!件)(?:半价|对折)(?!.?差)", lambda g: ("discount_rate", Numbers(rate=Decimal("0.5")))),
    rule(
        rf"(?:以旧换新|换新|国家?补|政府补贴|节能补贴).{{0,6}}?{MONEY}(?P<a>{ARABIC}){YUAN}", _amount("other")
    ),
)

LATE_RULES: Final[tuple[Rule, ...]] = (
    # Said without a sum: looked for once the sums beside such words have found them.
    rule(r"(?:晒[单图]|好评|评价|收货)+(?:立|可|再|即)?返(?:现金?|红包)", lambda g: ("cashback", Numbers())),
    rule(r"(?:领|抢|送|赠|享|得|有)[^,!。\d]{0,6}券(?!后)", lambda g: ("coupon", Numbers())),
    rule(r"(?:白条|花呗|分期)*(?:免息|0息|零息)(?:分期)?", lambda g: ("installment", Numbers())),
    rule(r"加价(?:换)?购|超值换购|(?<!元)换购", lambda g: ("other", Numbers())),
)
