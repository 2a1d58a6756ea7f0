"""The Chinese mechanics of sums and rates: deposits, cashback, coupons, instalments, money off, 折."""

from decimal import Decimal
from typing import Final

from alerts.numerals import ARABIC, NUMBER, read_number, read_rate
from alerts.offers_rule import (
    MONEY,
    NOT_FOLDED,
    RATE,
    THINGS,
    YUAN,
    Groups,
    Made,
    Rule,
    amount_of,
    count,
    money,
    rule,
)
from catalog.mechanic import Numbers


def _deposit(g: Groups) -> Made:
    paid, worth = money(g, "a"), money(g, "b")
    if g.get("k") and paid is not None:
        times = read_number(g["k"] or "")
        worth = paid * times if times is not None else None
    return "deposit", Numbers(threshold=paid, amount=worth)


def _left_to_pay(g: Groups) -> Made:
    return "discount_rate", Numbers(rate=read_rate(g["r"] or ""))


def _percent_less(g: Groups) -> Made:
    percent = read_number(g["a"] or "")
    return None if percent is None else ("discount_rate", Numbers(rate=1 - percent / 100))


_MOST: Final = r"(?:(?P<most>最高|至高|最多)可?)?"

SUM_RULES: Final[tuple[Rule, ...]] = (
    # 定金
    rule(
        rf"(?:预付|支付|预交|付)?(?:定金|订金|预付款|预付)(?:仅|只需|:)?{MONEY}(?P<a>{NUMBER}){YUAN}?(?:可|立|直|,)?"
        rf"(?:抵扣?|膨胀(?:至|到|为|金)?|翻倍(?:至|抵)?|当|顶|变){MONEY}(?P<b>{NUMBER})(?!倍){YUAN}?(?:用|花)?",
        _deposit,
    ),
    rule(
        rf"付{MONEY}(?P<a>{NUMBER}){YUAN}?(?:定金|订金)(?:可|立|直|,)?(?:抵扣?|膨胀(?:至|到|为)?|当|变){MONEY}(?P<b>{NUMBER})(?!倍){YUAN}?",
        _deposit,
    ),
    rule(
        rf"(?:预付|付)?(?:定金|订金){MONEY}(?P<a>{NUMBER})?{YUAN}?(?:可|立)?(?:膨胀|翻)(?P<k>{NUMBER})倍",
        _deposit,
    ),
    rule(rf"(?:预付|支付|付)?(?:定金|订金|预付款):?{MONEY}(?P<a>{ARABIC}){YUAN}?", _deposit),
    # 返现, 红包
    rule(
        rf"(?:晒[单图]|好评|评价|下单|收货|秀图)*(?:可|立|即|就|(?P<most>最高|至高))?返(?:现金?|红包|还|利)?{MONEY}(?P<a>{NUMBER})(?:{YUAN}|$)(?:现金|红包)?(?!.?券)",
        amount_of("cashback"),
    ),
    rule(
        rf"{MONEY}(?P<a>{ARABIC}){YUAN}?(?:现金|微信|支付宝|好评|晒[单图])*(?:红包|返现|现金返还)",
        amount_of("cashback"),
    ),
    rule(rf"(?:现金)?红包{MONEY}(?P<a>{ARABIC}){YUAN}?", amount_of("cashback")),
    # 券
    rule(
        rf"{MONEY}(?P<a>{ARABIC}){YUAN}?(?:店铺|无门槛|新人|新客|专属|专享|直播|通用|大额|全场|优惠|满减|代金|现金|抵用|抵扣|消费|购物|折扣|惊喜|礼)*券(?!后)"
        rf"(?:.?满(?P<b>{ARABIC}){YUAN}?.{{0,2}}可?用)?",
        amount_of("coupon"),
    ),
    rule(
        rf"(?:领|用|优惠|抢|凭|叠加)?券(?:后)?(?:下单|(?P<most>最高|至高)|面额|立|直|再|可|:)*(?:减|省|抵|领|优惠){MONEY}(?P<a>{ARABIC}){YUAN}?",
        amount_of("coupon"),
    ),
    rule(
        rf"(?:领|优惠|代金|抵用|店铺|专属|门槛|限量|新人|通用|全场|品类|满减|大额|神|补贴)券:?{MONEY}(?P<a>{ARABIC}){YUAN}?(?![{THINGS}])",
        amount_of("coupon"),
    ),
    rule(
        rf"[送领赠得抢]{MONEY}(?P<a>{NUMBER}){YUAN}(?:现金)?(?=$|[,!。)])", amount_of("coupon"), joins=False
    ),
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
        rf"{_MOST}(?:立减|直减|直降|立降|立省|直省|劲省|立优惠|补贴|现省|狂省|再减|再省|下单减|拍下减|减|省|降价)"
        r"(?:(?P<most2>至高|最高)|:)?(?P<a>\d+(?:\.\d+)?)%",
        _percent_less,
        joins=False,
    ),
    rule(
        rf"{_MOST}(?:立减|直减|直降|立降|立省|直省|劲省|现省|狂省|狂减|猛降|再减|再省|省下|下单减|拍下减|先减|现减|降价)"
        rf"(?:(?P<most2>至高|最高)|:|了)?{MONEY}(?P<a>{ARABIC})(?!\d|%|度|℃|倍|折){YUAN}?",
        amount_of("money_off"),
    ),
    rule(
        rf"(?P<most>最高|至高|最多)可?(?:减|省|降|优惠){MONEY}(?P<a>{ARABIC})(?!\d|%|度|℃|倍|折){YUAN}?",
        amount_of("money_off"),
    ),
    rule(
        rf"{_MOST}(?<!百亿)(?:补贴|立补|享补)(?P<most2>最高|至高|达)*{MONEY}(?P<a>{ARABIC}){YUAN}",
        amount_of("other"),
        joins=False,
    ),
    rule(rf"(?<!满)(?:减|省|降|优惠|抵){MONEY}(?P<a>{NUMBER}){YUAN}", amount_of("money_off"), joins=False),
    # 会员折
    rule(
        rf"(?:88vip|plus会员|plus|vip|会员)(?!日|节)(?:折上再?|再|专享|可|尊享|立享|享|独享|价|打|全场|购物|消费|凭卡|到店){{0,3}}(?P<r>{RATE})折{NOT_FOLDED}",
        lambda g: ("member_price", Numbers(rate=read_rate(g["r"] or ""))),
    ),
    # X折券, 3-5折, X折
    rule(
        rf"(?<![\d.])(?P<r>{RATE})折(?:优惠|折扣|新人|会员|专享)?券(?!后)",
        lambda g: ("coupon", Numbers(rate=read_rate(g["r"] or ""))),
    ),
    rule(rf"(?<![\d.])(?P<r>{RATE})折?[-~—至到]{RATE}折{NOT_FOLDED}", _left_to_pay, assumes=("starts_from",)),
    rule(rf"(?P<low>低至|最低|低到)?(?P<r>{RATE})折{NOT_FOLDED}(?P<low2>起)?", _left_to_pay),
    rule(r"(?<!件)(?:半价|对折)(?!.?差)", lambda g: ("discount_rate", Numbers(rate=Decimal("0.5")))),
    rule(
        rf"(?:以旧换新|换新|国家?补|政府补贴|节能补贴).{{0,6}}?{MONEY}(?P<a>{ARABIC}){YUAN}",
        amount_of("other"),
    ),
)

LATE_RULES: Final[tuple[Rule, ...]] = (
    # Said without a sum: looked for once the sums beside such words have found them.
    rule(r"(?:晒[单图]|好评|评价|收货)+(?:立|可|再|即)?返(?:现金?|红包)", lambda g: ("cashback", Numbers())),
    rule(r"(?:领|抢|送|赠|享|得|有)[^,!。\d]{0,6}券(?!后)", lambda g: ("coupon", Numbers())),
    rule(r"(?:白条|花呗|分期)*(?:免息|0息|零息)(?:分期)?", lambda g: ("installment", Numbers())),
    rule(r"加价(?:换)?购|超值换购|(?<!元)换购", lambda g: ("other", Numbers())),
)
