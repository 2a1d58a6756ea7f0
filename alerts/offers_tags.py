"""Numbers that may be prices: with their currency, their smaller decimals and the measure they are for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from alerts.numerals import ARABIC, SIGN, read_number
from alerts.offers import Doubt
from alerts.offers_cents import cents_apart, small_cents
from alerts.offers_pieces import Box, Piece, gaps, shared

_NUMBER: Final = (
    rf"(?P<sign>{SIGN}|rmb)?(?P<value>{ARABIC})(?![\d.]*(?:折|%|%))(?P<yuan>元|块(?!装)|圆|[¥$](?!\d))?"
)
_CHINESE_SUM: Final = (
    r"(?P<value>\d+块\d(?!\d)|[一二两三四五六七八九十百零壹贰叁肆伍陆柒捌玖拾佰]+"
    r"(?:块[一二三四五六七八九](?![十百])|(?=元|块(?!装)|圆)))(?:元|块(?!装)|圆|毛)?"
)
_PRICE: Final = re.compile(_NUMBER)
_IN_WORDS: Final = re.compile(_CHINESE_SUM)
_NO_PRICE_BEFORE: Final = re.compile(
    r"(?:价值|市值|首付|[日月期]供|每[期月]|减|降|省|送|返|满|抵|充|限|前|含|第|近|超|补贴|优惠|第|共|[a-z]|\d[.:/~]?|no)$"
)
_NO_PRICE_AFTER: Final = re.compile(r"^(?:[\u4e00-\u9fff%℃°a-z]|[:/~]\d|\.\d|×|x\d|[-—]\d{1,2}(?:日|月|\.))")
_PER_UNIT: Final = re.compile(
    r"^(?:元|块|¥)?(?:/|每|一)?(?:瓶|盒|罐|袋|件|包|桶|支|箱|斤|kg|500g|个|台|提|份|条|只|杯|公斤|组|块)?(?:起|包邮|到手|秒杀|抢购|抢|/|!|,|,|。|\)|$|=|-|\+)"
)
_FRACTION: Final = re.compile(r"(?P<point>\.)?(?P<part>\d{1,2})(?:元|/[\u4e00-\u9fff]{1,2})?起?")
_UNIT: Final = r"(?:\d+(?:\.\d+)?)?(?:千克|公斤|毫升|kg|ml|斤|两|克|升|磅|lb|g|l)(?![a-z])"
_PER: Final = re.compile(rf"(?:元|块)?(?:/|每|一)(?P<per>{_UNIT})")
_PER_BEFORE: Final = re.compile(rf"每(?P<per>{_UNIT})(?:仅|只要|仅需|:|=)*$")
_LONE_SIGN: Final = re.compile(
    r"[¥$£€夫羊]|(?:hk|nt|us|s)\$|rmb?|(?:元|块)(?:/[\u4e00-\u9fff]{1,2})?起?|/[\u4e00-\u9fff]{1,2}"
)
_NO_MONEY_AFTER: Final = re.compile(r"现金|红包|话费|京豆|优惠|代金|店|区|购物|\d")


@dataclass(frozen=True)
class PriceTag:
    """A number that may be a price: signs `begin` to `end` of its piece; `sure` where a currency stands with it.

    `per` is the measure it is for, where that is printed beside it (/500g); `doubts` what speaks against the value.
    """

    piece: Piece
    begin: int
    end: int
    value: Decimal
    sure: bool
    per: str | None = None
    doubts: tuple[Doubt, ...] = ()

    @property
    def box(self) -> Box:
        """Its place on the upright page."""
        return self.piece.part(self.begin, self.end)


def price_tags(pieces: Sequence[Piece]) -> list[PriceTag]:
    """The numbers of which nothing else has been made and that carry no unit but money's."""
    signs = [piece for piece in pieces if _LONE_SIGN.fullmatch(piece.text)]
    tags: list[PriceTag] = []
    for piece in pieces:
        for pattern in (_IN_WORDS, _PRICE):
            for match in pattern.finditer(piece.text):
                tag = _tag(piece, match)
                if tag is not None and not any(
                    one.piece is piece and one.begin < tag.end and tag.begin < one.end for one in tags
                ):
                    tags.append(tag if tag.sure else replace(tag, sure=_signed(tag, signs)))
    measures = [(piece, whole["per"]) for piece in pieces if (whole := _PER.fullmatch(piece.text))]
    return [_measured(_with_fraction(tag, pieces), measures) for tag in tags]


def _measured(tag: PriceTag, measures: Sequence[tuple[Piece, str]]) -> PriceTag:
    """The number with the measure that stands in a line of its own beside it, below it or above it."""
    if tag.per is not None:
        return tag
    box = tag.box
    tall = box[3] - box[1]
    near = []
    for piece, per in measures:
        gap_x, gap_y = gaps(box, piece.box)
        beside = gap_x < 1.2 * tall and gap_y < 0 and piece.box[0] > box[0]
        over = gap_y < 0.5 * tall and gap_x < 0
        if (beside or over) and piece.height < tall:
            near.append((max(gap_x, gap_y), per))
    return replace(tag, per=min(near)[1], sure=True) if near else tag


def _with_fraction(tag: PriceTag, pieces: Sequence[Piece]) -> PriceTag:
    """The number with its smaller decimals, which are often set apart: 19 and .9, or 19 with a raised 90."""
    if (
        tag.value != int(tag.value)
        or "." in tag.piece.text[tag.begin : tag.end]
        or tag.end < len(tag.piece.text)
    ):
        return tag
    box, tall = tag.box, tag.box[3] - tag.box[1]
    for piece in pieces:
        small = _FRACTION.fullmatch(piece.text)
        if small is None or piece is tag.piece or not piece.free(0, len(piece.text)):
            continue
        beside = -0.15 * tall < piece.box[0] - box[2] < 0.3 * tall and shared(box, piece.box, 1) > 0.6
        raised = piece.height < 0.7 * tall and piece.box[1] - box[1] < 0.3 * tall
        if beside and (small["point"] or raised):
            piece.use(0, len(piece.text))
            return replace(tag, value=tag.value + Decimal(f"0.{small['part']}"))
    return tag


def _signed(tag: PriceTag, signs: Sequence[Piece]) -> bool:
    """Whether a currency sign, read as a line of its own, stands right beside the number."""
    box = tag.box
    reach = 0.6 * (box[3] - box[1])
    return any(
        gap_x < reach and gap_y < 0 and sign.height < 1.2 * (box[3] - box[1])
        for sign in signs
        for gap_x, gap_y in [gaps(box, sign.box)]
    )


def _tag(piece: Piece, match: re.Match[str]) -> PriceTag | None:
    value = read_number(match["value"])
    if value is None or not piece.free(match.start(), match.end()):
        return None
    groups = match.groupdict()
    before, after = piece.text[: match.start()], piece.text[match.end() :]
    sure = bool(groups.get("sign") or groups.get("yuan") or "sign" not in groups)
    sure = sure or re.match(r"起?包邮", after) is not None
    per = _PER.match(after) or _PER_BEFORE.search(before)
    if not groups.get("sign") and _NO_PRICE_BEFORE.search(before):
        return None
    if groups.get("sign") and re.search(
        r"(?:价值|市值|首付|[日月期]供|每[期月]|立减|直降|省|减|满|返)$", before
    ):
        return None
    labelled = re.search(r"(?<![降涨差加])价(?:不高于|低至|仅|[:])?$", before) is not None
    if not (sure or labelled or per) and _NO_PRICE_AFTER.match(after) and not _PER_UNIT.match(after):
        return None
    if re.match(r"(?:/|每)?期", after) or (sure and _NO_MONEY_AFTER.match(after)):
        return None
    end, unclear = match.end(), False
    if (cents := cents_apart(piece, match.start("value"), match.end("value"))) is not None:
        value, end, unclear = value + Decimal(cents) / 100, end + 3, True
        per = per or _PER.match(piece.text, end)
    elif small_cents(piece, match.start("value"), match.end("value")):
        value, unclear = value / 100, True
    return PriceTag(
        piece,
        match.start(),
        end,
        value,
        sure or per is not None,
        per=per[1] if per is not None else None,
        doubts=("cents_unclear",) if unclear else (),
    )
