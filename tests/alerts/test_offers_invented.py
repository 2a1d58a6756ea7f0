"""Nothing is invented: whatever stands on a poster, wherever, every number of an offer is one that is printed."""

import re
import string
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.numerals import read_number
from alerts.offers import Offer
from alerts.offers_reading import read_offers
from tests.alerts.posters_said import stacked
from vision.posters import TextLine

SUMS = st.one_of(
    st.integers(0, 9999).map(str),
    st.decimals(Decimal("0.01"), Decimal(999), places=2, allow_nan=False).map(str),
    st.sampled_from(["1,299", "3.0", "99", "9.9", "0", "10", "九", "两", "一百二十"]),
)
WORDS = (
    "满 减 元 件 折 第 二 半价 买 送 加 换购 ¥ $ HK$ RM 券 领 定金 抵 返 红包 特价 原价 到手价 会员 起 最高 低至 立减 "
    "直降 每 任选 / 斤 500g 瓶 人团 期 免息 充 得 % off buy get for save - = + , . 月 日 至 限购 前 名 "
    "上不封顶 赠 优惠"
)
FRAGMENTS = st.sampled_from(WORDS.split())
ROWS = st.lists(
    st.lists(st.one_of(SUMS, FRAGMENTS), min_size=1, max_size=7).map(
        lambda parts: " ".join(parts) if len(parts) % 3 == 0 else "".join(parts)
    ),
    min_size=1,
    max_size=6,
)
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d{1,2}|[零一二三四五六七八九十百千两]+")


def printed(text: str) -> set[Decimal]:
    """Every number that the text holds."""
    found: set[Decimal] = {Decimal(0)}
    for match in NUMBER.finditer(text):
        plain = match[0].replace(",", "")
        if plain[0] not in string.digits + ".":
            value = read_number(plain)
            found |= set() if value is None else {value}
            continue
        found.add(Decimal("0" + plain))
    return found


def sums(offer: Offer) -> list[Decimal]:
    numbers = offer.numbers
    return [
        value
        for value in (numbers.price, numbers.list_price, numbers.threshold, numbers.amount)
        if value is not None
    ]


def stands(value: Decimal, known: set[Decimal]) -> bool:
    """Printed as it is, with its decimals apart, or as the hundredfold with small cents."""
    if value in known or value * 100 in known:
        return True
    whole = Decimal(int(value))
    part = value - whole
    return whole in known and (part in known or part * 100 in known or part * 10 in known)


@settings(max_examples=300, deadline=None)
@given(rows=ROWS)
def test_every_sum_stands_on_the_poster(rows: list[str]) -> None:
    lines = stacked(*rows)
    known = printed("\n".join(rows))
    for offer in read_offers(lines, today=date(2026, 8, 3)).offers:
        differences = {a - b for a in known for b in known} if offer.kind in {"other"} else set()
        for value in sums(offer):
            assert stands(value, known) or value in differences, (value, offer)


@settings(max_examples=300, deadline=None)
@given(rows=ROWS, data=st.data())
def test_wherever_lines_stand_depths_and_boxes_are_sound(rows: list[str], data: st.DataObject) -> None:
    lines = [
        TextLine.at(
            row,
            x := data.draw(st.integers(0, 900)),
            y := data.draw(st.integers(0, 900)),
            x + data.draw(st.integers(1, 600)),
            y + data.draw(st.integers(1, 200)),
            confidence=data.draw(st.floats(0, 1)),
        )
        for row in rows
    ]
    told = read_offers(lines, today=date(2026, 8, 3))
    for offer in told.offers:
        assert offer.depth is None or 0 <= offer.depth <= 1
        assert offer.unit_price is None or offer.unit_price >= 0
        assert offer.text.strip()
        assert offer.xyxy[0] <= offer.xyxy[2]
        assert offer.xyxy[1] <= offer.xyxy[3]
        for digits in offer.digits:
            assert 0 <= digits.begin < digits.end <= len(lines[digits.line].text)
    again = read_offers(lines, today=date(2026, 8, 3))
    assert again == told


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for offer in read_offers(stacked(text or " ", "¥9.9"), today=date(2026, 8, 3)).offers:
        assert offer.text


@given(
    price=st.decimals(Decimal("0.1"), Decimal(999), places=1),
    less=st.decimals(Decimal("0.1"), Decimal(999), places=1),
)
def test_a_lower_price_on_the_same_poster_is_no_less_deep(price: Decimal, less: Decimal) -> None:
    low, high = sorted((price, less))
    deep, shallow = (
        [o.depth for o in read_offers(stacked(f"特价{value}元", "原价1000元")).offers]
        for value in (low, high)
    )
    assert deep[0] is not None
    assert shallow[0] is not None
    assert deep[0] >= shallow[0]
