"""Numbers that are no offer: dates, times, limits, stock, service years, measures; and what they say of the offer."""

import re
from collections.abc import Sequence
from typing import Final

from alerts.offers_pieces import Piece

_TERMS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\d{4}年\d{1,2}月(?:\d{1,2}[日号]?)?(?:\d{1,2}:\d{2})?(?:[-~至到—](?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}[日号]?)?",
        r"\d{1,2}月\d{1,2}[日号]?(?:\d{1,2}:\d{2})?(?:[-~至到—](?:\d{1,2}月)?\d{1,2}[日号]?)?(?:\d{1,2}:\d{2})?",
        r"(?<![\d.¥$])\d{4}[./-]\d{1,2}[./-]\d{1,2}(?:[-~至到—](?:\d{4}[./-])?\d{1,2}[./-]\d{1,2})?",
        r"(?<![\d.¥$=])(?:1[0-2]|0?[1-9])[./](?:3[01]|[12]\d|0?[1-9])[-~至到—](?:1[0-2]|0?[1-9])[./](?:3[01]|[12]\d|0?[1-9])(?![\d元])",
        r"\d{1,2}:\d{2}(?::\d{2})?(?:[-~至到—]\d{1,2}:\d{2})?",
        r"(?<![\d.¥$])(?:1[12]\.1[12]|6\.?18|99)(?=大促|狂欢|年中|购物节|节)",
        r"(?:每人|每单|每户|每id|单人)?限(?:购|买|量|领|前)?(?:每人)?\d+[件瓶盒份台只个箱袋包张名套提桶支单罐]",
        r"(?:限量|前|仅剩|仅限|库存|已售|月销|累计|销量)\d+万?\+?[件瓶盒份台只个箱袋包张名套提桶支单人]?",
        r"\d+(?:天|小时|分钟|秒(?!杀|抢|返|到)|年|个月|周岁|岁|万人|万件|万家|人(?!成?团|拼|开团)|次|层|级|℃|°c?|度|寸|英寸|米|瓦|伏|匹|(?:dpi|cm|mm|w|kw|v|hz|mah|gb)(?![a-z]))",
        r"(?:电话|热线|tel|客服)[:]?[\d-]{6,}|(?<!\d)1[3-9]\d{9}(?!\d)|400[-]?\d{3,4}[-]?\d{3,4}",
        r"\d+(?:\.\d+)?(?:ml|毫升|l|升|g|克|kg|千克|公斤|mg)(?:/[\u4e00-\u9fff])?(?:[x×*]\d+[\u4e00-\u9fff]?)?(?![a-z])",
        r"[x×*]\d+[瓶盒罐袋包支听]?",
    )
)


_RECEIPT: Final = tuple(
    re.compile(word)
    for word in (
        r"小票|收银员|收款员|收银台",
        r"合计|总计|总金额|小计",
        r"找零|找赎|实收|应收|应付|实付款?[:¥\d]",
        r"单号|流水号|交易号|票号|机号|订单号",
        r"数量.{0,4}(?:单价|金额)|单价.{0,6}金额",
        r"微信支付|支付宝支付|现金支付|支付方式",
        r"谢谢惠顾|欢迎(?:再次)?光临|凭此?小票",
        r"subtotal|total:?[$£€¥]?\d",
        r"cashier|receipt|changedue|tendered",
        r"vat|salestax|tax[:\d]",
    )
)


def is_receipt(pieces: Sequence[Piece]) -> bool:
    """Whether these are the lines of a till receipt: its prices were paid, they are not offered."""
    text = "\n".join(piece.text for piece in pieces)
    return sum(bool(word.search(text)) for word in _RECEIPT) >= 3


def set_terms_aside(pieces: Sequence[Piece]) -> None:
    """Mark them, so that no number of an offer is read from them; gifts may still name them in their text."""
    for piece in pieces:
        for pattern in _TERMS:
            for match in pattern.finditer(piece.text):
                if not _belongs(piece.text, match):
                    piece.set_aside(match.start(), match.end())


def _belongs(text: str, match: re.Match[str]) -> bool:
    """A number that an offer needs: 送1年延保 gives years, 500g/9.9元 prices a measure."""
    return bool(re.search(r"[送赠免]$", text[: match.start()]))
