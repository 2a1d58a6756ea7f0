"""Prices by layout: which number a label such as 到手价 or 原价 means, and sums such as 2499−300."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from alerts.numerals import ARABIC
from alerts.offers_pieces import Box, Piece, gaps, shared
from alerts.offers_tags import PriceTag

Role = Literal["sale", "list", "member", "money_off", "coupon", "cashback", "deposit"]

_FILL: Final = (
    r"(?:不高于|不超过|低于|低至|仅需|仅售|仅|只要|只需|约|为|是|:|,|-|—|·|\.|=|均|才|[(（]|[)）]|\*|\|)*"
)
_LABELS: Final[tuple[tuple[Role, str], ...]] = (
    (
        "list",
        r"(?<!恢复)(?<!恢復)(?:日常[\u4e00-\u9fff]{0,3}价|(?:商品|官方|品牌|全国)?(?:原价|原售价|市场价|门市价|零售价|吊牌价|划线价|参考价|专柜价|指导价|平时价|平日价|正价"
        r"|挂牌价|标价|官网价|官方价|非会员价|普通价|单独购买价?|单买价|市价|店铺价|门店价))|(?<![a-z])(?:was|rrp|reg(?:ular)?(?:price)?|listprice|originally|oldprice)\.?",
    ),
    (
        "member",
        r"(?:88vip|plus|会员|vip|黑卡|付费)+(?:专享|专属|尊享|独享|到手|限时|日|特)*价|plus会员|(?:会员|plus|vip)(?:专享|专属|独享|尊享)(?!券|礼)|(?:members?|club|loyalty|withcard|clubcard)(?:price|only)?",
    ),
    (
        "coupon",
        r"(?:领|用|叠|抢)券(?:立减|再减|立省|减|省|抵)|(?:店铺|新人|专属|满减|优惠|代金|现金|抵用|消费|购物|直播|通用|大额)+券",
    ),
    ("cashback", r"(?:晒[单图]|好评|评价)*返现|红包"),
    ("deposit", r"(?:预付|支付|付)?(?:定金|订金)"),
    (
        "money_off",
        r"(?:活动|下单|限时|限量|平台|店铺|直接|拍下|领券|最高|满额|双11|狂欢)*(?:立减|直降|立省|直减|立降|直省)",
    ),
    (
        "sale",
        r"[\u4e00-\u9fffa-z0-9]{0,8}?(?<![评差比保询议涨降加定物造性代报半无])价(?![格值保比位目签钱差标同天])(?:不高于|不超过|低至)*"
        r"|不高于|限时不高于|秒杀|抢购|特惠|仅售|仅需|只需|只要|特卖|(?:券|折|优惠|补贴|活动|叠加)后(?=(?:仅|只|约|低至|:)*[¥$\d])|到手(?=(?:仅|只|约|低至|:)*[¥$\d])|惊爆|爆款直降至|低至|拼团|团购|(?<![a-z])(?:now|only|just|sale|special|deal|price)",
    ),
)
LABELS: Final = tuple((role, re.compile(pattern)) for role, pattern in _LABELS)
_EQUATION: Final = re.compile(
    rf"(?:¥?(?P<c>{ARABIC})元?(?==))?(?P<e>=)?¥?(?P<a>{ARABIC})元?[-—–−]¥?(?P<b>{ARABIC})元?(?:=¥?(?P<d>{ARABIC})元?)?"
)


@dataclass(frozen=True)
class Label:
    """A word that says what a number means; `tag` where the number follows it in the same line."""

    piece: Piece
    begin: int
    end: int
    role: Role
    tag: PriceTag | None

    @property
    def box(self) -> Box:
        """Its place on the upright page."""
        return self.piece.part(self.begin, self.end)

    @property
    def text(self) -> str:
        """The word."""
        return self.piece.text[self.begin : self.end]


def labels_of(pieces: Sequence[Piece], tags: Sequence[PriceTag]) -> list[Label]:
    """The words that name a number, those of one line before those beside it; a sign belongs to one label."""
    found: list[Label] = []
    for piece in pieces:
        taken = [False] * len(piece.text)
        for role, pattern in LABELS:
            for match in pattern.finditer(piece.text):
                begin, end = match.span()
                if end == begin or any(taken[begin:end]) or not piece.free(end - 1, end):
                    continue
                taken[begin:end] = [True] * (end - begin)
                found.append(Label(piece, begin, end, role, _inline(piece, end, tags)))
    return found


def _inline(piece: Piece, end: int, tags: Sequence[PriceTag]) -> PriceTag | None:
    fill = re.compile(_FILL).match(piece.text, end)
    at = fill.end() if fill else end
    for tag in tags:
        if tag.piece is piece and tag.begin == at:
            return tag
    return None


def pair(labels: Sequence[Label], tags: Sequence[PriceTag]) -> list[tuple[Label, PriceTag]]:
    """Each label with its number: in its line, else the nearest one below, right of, above or left of it."""
    pairs = [(label, label.tag) for label in labels if label.tag is not None]
    taken = {id(tag) for _, tag in pairs}
    costs = []
    for label in labels:
        if label.tag is not None or not _open_ended(label):
            continue
        for tag in tags:
            cost = _distance(label, tag)
            if id(tag) not in taken and cost is not None:
                costs.append((cost, label, tag))
    costs.sort(key=lambda item: item[0])
    served: set[int] = set()
    for _, label, tag in costs:
        if id(label) in served or id(tag) in taken:
            continue
        served.add(id(label))
        taken.add(id(tag))
        pairs.append((label, tag))
    return pairs


def _open_ended(label: Label) -> bool:
    """Whether the label closes its line, so that its number must stand elsewhere."""
    rest = label.piece.text[label.end :]
    return re.fullmatch(rf"{_FILL}[¥$]?(?:起|\(.*)?", rest) is not None


def _distance(label: Label, tag: PriceTag) -> float | None:
    """How far the number is from where it would be looked for; `None`: it cannot be this label's."""
    a, b = label.box, tag.box
    if tag.piece is label.piece:
        return None
    tall = max(a[3] - a[1], b[3] - b[1], 1.0)
    gap_x, gap_y = gaps(a, b)
    if gap_x > 1.2 * tall or gap_y > 0.9 * tall:
        return None
    aside = abs((a[0] + a[2]) / 2 - (b[0] + b[2]) / 2) / tall
    over = shared(a, b, 0)
    if over > 0.3 and b[1] + b[3] > a[1] + a[3]:
        cost = max(gap_y, 0) / tall + 0.15 * aside
    elif shared(a, b, 1) > 0.35 and b[0] + b[2] > a[0] + a[2]:
        cost = 0.15 + max(gap_x, 0) / tall
    elif over > 0.3:
        cost = 0.3 + max(gap_y, 0) / tall + 0.15 * aside
    elif shared(a, b, 1) > 0.35:
        cost = 0.6 + max(gap_x, 0) / tall
    else:
        return None
    # A price is written larger than its label, or at least as large.
    small = (b[3] - b[1]) < 0.8 * (a[3] - a[1])
    return cost + (0.4 if small else 0.0) + (0.0 if tag.sure else 0.1)


def equations(
    pieces: Sequence[Piece], tags: Sequence[PriceTag]
) -> list[tuple[PriceTag, PriceTag, PriceTag | None]]:
    """Sums in one line, as list price, reduction and what is left: 1299-300=999, 999=1299-300, or =1299-300."""
    found = []
    for piece in pieces:
        for match in _EQUATION.finditer(piece.text):
            if not (match["e"] or match["d"]):
                continue
            inside = {tag.begin: tag for tag in tags if tag.piece is piece}
            parts = {
                name: next(
                    (
                        inside[at]
                        for at in range(match.start(name) - 1, match.start(name) + 1)
                        if at in inside
                    ),
                    None,
                )
                for name in "abcd"
                if match[name]
            }
            a, b = parts.get("a"), parts.get("b")
            if a is not None and b is not None and a.value > b.value:
                found.append((a, b, parts.get("c") or parts.get("d")))
    return found
