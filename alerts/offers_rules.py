"""The Chinese mechanics as patterns: thresholds, further items, gifts of the same kind, pieces for a price."""

from decimal import Decimal
from typing import Final

from alerts.numerals import ARABIC, NUMBER, SIGN, read_rate
from alerts.offers_rule import (
    MONEY,
    NOT_FOLDED,
    RATE,
    SUM,
    THINGS,
    YUAN,
    Groups,
    Made,
    Rule,
    amount_of,
    count,
    money,
    nothing,
    rule,
    total,
)
from catalog.mechanic import Numbers, OfferKind


def _threshold(g: Groups) -> Made:
    kind: OfferKind = "coupon" if g.get("coupon") or g.get("tail") else "threshold_off"
    over, pieces = (None, count(g, "a")) if g.get("things") else (money(g, "a"), None)
    each = bool(g.get("each"))
    if g.get("r") or g.get("half"):
        rate = Decimal("0.5") if g.get("half") else read_rate(g["r"] or "")
        one = pieces == 1 and not g.get("coupon")
        return (
            ("discount_rate", Numbers(rate=rate))
            if one
            else (kind, Numbers(threshold=over, n=pieces, rate=rate))
        )
    if pieces == 1 and not g.get("coupon"):
        return "money_off", Numbers(amount=money(g, "b"))
    return kind, Numbers(threshold=over, n=pieces, amount=money(g, "b"), each=each)


def _topped_up(g: Groups) -> Made:
    """充100送20, or the same as 充100得120."""
    paid, more = money(g, "b"), money(g, "a")
    if g.get("total") and paid is not None and more is not None:
        more -= paid
    return None if more is None or more <= 0 else ("other", Numbers(threshold=paid, amount=more))


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


_OVER: Final = (
    r"(?P<coupon>领券|用券|优惠券|店铺券|券)?(?:跨店|每单|单笔"
    r"|消费|购物|下单|全场|实付|购买|(?P<each>每(?!单))|购|领){0,3}满"
)
_THEN: Final = r"(?:以上|及以上|即可|可享|立享|可|即|立|再|直|享|就|打|,|[-~]){0,3}"

RULES: Final[tuple[Rule, ...]] = (
    # What looks like an offer and is none: free delivery over a sum, a price that is kept or made good.
    rule(
        rf"(?:全场|购物|单笔)?满{NUMBER}{YUAN}?.{{0,3}}(?:包邮|免邮|免运费|免配送费|起送|开奖|送货)", nothing
    ),
    rule(
        rf"(?:单笔|每单|每人|每笔|累计|单次).{{0,2}}(?:最多|至多|最高).{{0,2}}(?:优惠|减免?|抵扣?|省|返)?{MONEY}{NUMBER}{YUAN}?"
        rf"|(?:最高|最多)(?:优惠|减)?{MONEY}{NUMBER}{YUAN}?封顶|封顶{MONEY}{NUMBER}{YUAN}?",
        nothing,
    ),
    rule(r"[(（]?(?:低价者|价低者|低价的?一?[件份]?)(?:享|为|按)?半价[)）]?", nothing),
    rule(r"买贵.{0,3}[返补退赔].{0,2}差?|[保比]价.{0,3}天?|价保\d*天?|差价|返差|退差", nothing),
    # 满A减B, 满A件X折
    rule(
        rf"{_OVER}{MONEY}(?P<a>{NUMBER})(?:{YUAN}|(?P<things>[{THINGS}]))?{_THEN}"
        rf"(?:减|省|优惠|抵|-|降){MONEY}(?P<b>{ARABIC}|[一二三四五六七八九十百千]+){YUAN}?(?P<tail>.{{0,3}}券(?!后))?",
        _threshold,
    ),
    rule(
        rf"{_OVER}{MONEY}(?P<a>{NUMBER})(?:{YUAN}|(?P<things>[{THINGS}])){_THEN}(?:(?P<r>{RATE})折|(?P<half>半价))",
        _threshold,
    ),
    rule(
        rf"(?P<each>每)?满{MONEY}(?P<b>{NUMBER}){YUAN}?{_THEN}返(?:现金?|红包)?{MONEY}(?P<a>{NUMBER}){YUAN}?(?P<c>券)?",
        lambda g: (
            "coupon" if g.get("c") else "cashback",
            Numbers(threshold=money(g, "b"), amount=money(g, "a"), each=bool(g.get("each"))),
        ),
    ),
    rule(
        rf"(?P<each>每)?满{MONEY}(?P<b>{NUMBER}){YUAN}?{_THEN}[送赠领得]{MONEY}(?P<a>{NUMBER}){YUAN}.{{0,4}}券",
        amount_of("coupon"),
    ),
    rule(
        rf"满{MONEY}(?P<b>{NUMBER}){YUAN}?.{{0,2}}[加+]{MONEY}(?P<p>{NUMBER}){YUAN}.{{0,3}}(?:换购|得|送|购|带走)",
        lambda g: ("other", Numbers(threshold=money(g, "b"), price=money(g, "p"))),
    ),
    rule(
        rf"满{MONEY}(?P<b>{NUMBER}){YUAN}?(?:可用|使用|可使用|能用|可领|领){MONEY}(?P<a>{ARABIC}){YUAN}.{{0,4}}券",
        amount_of("coupon"),
    ),
    rule(
        rf"满{MONEY}(?P<b>{NUMBER}){YUAN}?.{{0,3}}换购", lambda g: ("other", Numbers(threshold=money(g, "b")))
    ),
    rule(
        rf"(?:充值?|储值?|存)(?:满)?{MONEY}(?P<b>{NUMBER}){YUAN}?(?:即|立|就|可)*(?:[送赠]|(?P<total>得|变|抵|当)){MONEY}(?P<a>{NUMBER}){YUAN}?",
        _topped_up,
    ),
    # 第二件半价, 第N件X元, 加1元多1件
    rule(
        rf"第(?P<n>{NUMBER})[{THINGS}打](?:仅需|只需|只要|立享|仅|只|加|享|打|为|低至|\+|:|,){{0,2}}"
        rf"(?:(?P<half>半价|5折(?!\d)|五折)|(?P<free>免费|免单|不要钱)|(?P<r>{RATE})折"
        rf"|(?:立减|直减|减|省){MONEY}(?P<b>{NUMBER}){YUAN}?|{SUM})",
        lambda g: _nth({**g, "p": g.get("p") or g.get("k")}),
    ),
    rule(
        rf"(?:加|\+){SUM}(?:就能|即可|可|再|立)?(?:多|换|得|带走|送|拿)(?:得|拿|走)?(?:[一1])[{THINGS}]",
        lambda g: ("second_item", Numbers(n=2, price=total(g))),
    ),
    # 2件半价: the trade mostly means the second; 2件5折 is both.
    rule(
        rf"(?:任选|任意|买|购|拍)?(?<![第满\d.])(?P<n>[2-9]|[两二三四五六])[{THINGS}](?:立享|享|仅|只要|即享|即)?半价",
        lambda g: ("second_item", Numbers(n=count(g, "n"), rate=Decimal("0.5"))),
        doubts=("second_or_both",),
    ),
    # N人团X元
    rule(
        rf"(?<![\d.])(?P<n>\d{{1,2}}|[两二三四五六十])人(?:成团|拼团|团购?|拼|开团)(?:价|仅需?|只要|只需|到手|:)*{MONEY}(?P<p>{ARABIC}){YUAN}?(?!折)",
        lambda g: ("special_price", Numbers(price=money(g, "p"), n=count(g, "n"))),
        assumes=("in_group",),
    ),
    # 加价购
    rule(
        rf"(?:加|\+){SUM}(?:即可|可|就能)?(?:得|享|换|购|买|拿)?第(?:二|2)[{THINGS}]",
        lambda g: ("second_item", Numbers(n=2, price=total(g))),
    ),
    rule(
        rf"(?:加|\+){SUM}(?:即可|可|就能)?(?:升级|升杯|变大|换大)",
        lambda g: ("other", Numbers(price=total(g))),
    ),
    rule(rf"(?<![\d.])0{YUAN}(?:试用|领取?|入会|体验|加盟|首付|拿|带走|购|起拍)", nothing),
    rule(
        rf"(?:加|\+|补){SUM}(?:即可|可|起|就能)?(?:超值)?(?:换购|加购|购|得|换|领)",
        lambda g: ("other", Numbers(price=total(g))),
    ),
    rule(
        rf"{MONEY}(?P<p>{NUMBER}){YUAN}(?:起|超值|即可|可)?(?:换购|加价购)|换购价:?{MONEY}(?P<k>{ARABIC}){YUAN}?",
        lambda g: ("other", Numbers(price=total(g))),
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
        rf"(?<![\d.])满?(?P<n>\d|[二三四五六])[{THINGS}]?(?P<total>免)(?P<m>[1-3一二两])[{THINGS}]?(?!\d|元|块|期|年)",
        _buy_get,
    ),
    # N件X折, N件减B, N件X元
    rule(
        rf"(?<![\d.第])(?P<n>[2-9]|[两二三四五六])[{THINGS}](?P<p>\d{{1,3}}\.\d{{1,2}})(?=$|[!,。])",
        _bundle,
        joins=False,
    ),
    rule(
        rf"(?<![\d.])(?P<p>\d{{2,3}}(?:\.\d)?)(?:元)?任?选(?P<n>[2-9]|1\d|[两二三四五六七八九十])(?=$|[{THINGS}])[{THINGS}]?",
        _bundle,
    ),
    rule(
        rf"(?P<p>\d{{1,3}}块\d)(?:任选|任意|选|/|买|得|购)?(?P<n>[2-9]|[两二三四五六])[{THINGS}](?!装|折|减|以)",
        _bundle,
    ),
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
        rf"{SUM}{YUAN}?(?!\d|券|红包|优惠)",
        lambda g: _bundle({**g, "p": g.get("p") or g.get("k") or g.get("b")}),
    ),
    rule(
        rf"(?:{SIGN}(?P<k>{ARABIC}){YUAN}?|(?P<p>{NUMBER}){YUAN}|(?<!\d)(?P<b>{ARABIC})(?=任选))(?:任选|任意|选|/|共|买|得|购)?"
        rf"(?P<n>[2-9]|1\d|[两二三四五六七八九十])[{THINGS}](?!装|折|减|以)",
        lambda g: _bundle({**g, "p": g.get("p") or g.get("k") or g.get("b")}),
    ),
)
