"""What comes on top: gifts by words, and the little signs 送 and 赠 beside what is given."""

import re
from collections.abc import Sequence
from typing import Final

from alerts.numerals import ARABIC, NUMBER
from alerts.offers_pieces import Piece, below, right_of
from alerts.offers_rule import MONEY, THINGS, YUAN, Rule, count, money, nothing, rule
from catalog.mechanic import Numbers

_SERVICE: Final = (
    r"货|装|达|修|检|上门|上楼|到家|到村|到府|到|至|入户|餐|(?:水|电|风|暖|气)(?:$|[,!。])|礼(?:佳品|首选|自用|必备|神器|盒装?|有面|体面|长辈)"
    r"|(?:爸|妈|父|母|长辈|老人|女友|男友|朋友|孩子|健康|祝福|温暖|关怀|安心|同事|领导|客户|自己|给|你|您|老婆|老公|爱人)|运费险"
)
"""What 送 takes with it that is no gift: delivery and fitting, or whom to give the product to."""
_CARRIED: Final = r"(?<![配派运发播输传放推接护赶遣转邮])"
_PLAIN_SERVICE: Final = re.compile(
    r"保修|联保|质保|正品|包邮|送货|入[户戸]|[券劵]|上门|安装|发货|售后|退|险|保障|保证|入户|客服|咨询|官方|旗舰|授权|品质|价"
)

GIFT_RULES: Final[tuple[Rule, ...]] = (
    rule(rf"{_CARRIED}[送赠](?:{_SERVICE})", nothing),
    rule(r"(?:赠|送|礼品送)完(?:即止|为止|截止)|(?:赠品|礼品)(?:数量)?有限|随机(?:发|赠送|发放|派)", nothing),
    rule(r"送礼(?!品|包|物|券)|赠言|(?:赠品|礼品|图片|价格|活动).{0,4}以.{0,6}为准", nothing),
    rule(
        rf"(?:满|任?买|任?购)(?P<n>{NUMBER})[{THINGS}](?:以上)?(?:即|就|立|可|再|均|都|,)*(?:[送赠](?!{_SERVICE}|{NUMBER}[{THINGS}]?(?:$|[,!。]))|得赠)[^,!。]{{0,16}}",
        lambda g: ("gift", Numbers(n=count(g, "n"))),
    ),
    rule(
        rf"(?:满|消费){MONEY}(?P<b>{NUMBER}){YUAN}?(?:以上)?(?:即|就|立|可|再|均|都|,)*(?:[送赠](?!{_SERVICE})|得赠)"
        rf"(?:(?:价值|市值){MONEY}(?P<a>{ARABIC}){YUAN}?)?[^,!。]{{0,16}}",
        lambda g: ("gift", Numbers(threshold=money(g, "b"), amount=money(g, "a"))),
    ),
    rule(
        rf"(?:[^,!。\d]{{0,8}}){_CARRIED}[送赠](?:价值|市值)¥?(?P<a>{ARABIC}){YUAN}?[^,!。]{{0,16}}",
        lambda g: ("gift", Numbers(amount=money(g, "a"))),
    ),
    rule(
        rf"(?:[^,!。\d送赠]{{0,8}}){_CARRIED}[送赠领]¥?(?P<a>{ARABIC}){YUAN}(?!.{{0,3}}券|红包|现金)[^,!。\d]{{1,12}}",
        lambda g: ("gift", Numbers(amount=money(g, "a"))),
    ),
    rule(
        r"(?:买即?就?|下单|购买|拍下|付款|晒[单图]|秀图|好评|收藏|关注|入会|前\d+名)(?:立|即|就|可|都|还|再)*[送赠](?!礼佳品)[^,!。]{0,16}",
        lambda g: ("gift", Numbers()),
    ),
    rule(
        rf"(?:[^,!。\d送赠]{{0,8}}){_CARRIED}[送赠](?!{_SERVICE}|$)[^,!。]{{1,16}}",
        lambda g: ("gift", Numbers()),
    ),
    rule(
        r"(?:晒[单图]|关注|收藏|入会|到店|进店|下单|购物|开业|新人|注册|套购|满额|加购|评价|店铺){1,3}(?:有|好|豪|大)?(?:礼品?|惊喜)(?!盒)"
        r"|(?:好|豪|大|超值|多重|[一二三四五六七八九\d]重|定制|精美|专属)(?:好|豪|大)?礼(?!盒|服|仪|堂|貌|拜|物盒)(?:品|包)?|赠品|随机赠礼|套购礼",
        lambda g: ("gift", Numbers()),
    ),
)
_SIGNS: Final = frozenset({"送", "赠", "礼", "送:", "赠:"})


def signed_gifts(pieces: Sequence[Piece]) -> list[tuple[Piece, Piece]]:
    """Each free sign 送 or 赠 that stands alone, with the words beside or below it that name what is given."""
    found: list[tuple[Piece, Piece]] = []
    for sign in pieces:
        if sign.text not in _SIGNS or not sign.free(0, len(sign.text)):
            continue
        for other in pieces:
            if other is sign or len(re.findall(r"[\u4e00-\u9fff]", other.text)) < 2:
                continue
            near = right_of(sign, other) or (below(sign, other) and other.height < sign.height)
            if near and other.free(0, len(other.text)) and not _PLAIN_SERVICE.search(other.text):
                found.append((sign, other))
                break
    return found
