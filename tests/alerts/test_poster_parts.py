"""Two posters in one picture: each has its own name, and nothing of one is told of the other."""

from decimal import Decimal

from alerts.offers_panels import panels_of
from alerts.offers_pieces import pieces_of
from alerts.offers_reading import read_offers
from alerts.poster_naming import SkuWords
from alerts.poster_parts import name_parts
from vision.posters import TextLine

at = TextLine.at
SKUS = [
    SkuWords("Q-W", "清泉", "矿泉水", "550ml", Decimal("2.5")),
    SkuWords("Q-J", "清泉", "橙汁", "1L", Decimal(9)),
    SkuWords("L-J", "乐果", "橙汁", "1L", Decimal(12)),
    SkuWords("L-W", "乐果", "矿泉水", "550ml", Decimal(3)),
]
LEFT = [at("清泉矿泉水", 0, 0, 250, 50), at("特价", 0, 80, 80, 120), at("1.5元", 0, 130, 250, 220)]
RIGHT = [at("乐果橙汁", 600, 0, 800, 50), at("特价", 600, 80, 680, 120), at("9.9元", 600, 130, 850, 220)]


def test_each_part_has_its_own_name() -> None:
    names = name_parts([*LEFT, *RIGHT], SKUS)
    assert names.mixed
    assert (names.whole.brand, names.whole.product, names.whole.sku) == (None, None, None)
    assert [(one.brand, one.product) for one in names.parts] == [("清泉", "矿泉水"), ("乐果", "橙汁")]
    assert {one.code for one in names.whole.candidates} == {"Q-W", "L-J"}
    offers = read_offers([*LEFT, *RIGHT]).offers
    assert sorted((names.of(o.panel).brand, o.numbers.price) for o in offers) == [
        ("乐果", Decimal("9.9")),
        ("清泉", Decimal("1.5")),
    ]


def test_one_poster_is_named_as_a_whole() -> None:
    names = name_parts([*LEFT, at("满99减20", 600, 0, 800, 50), at("全场通用", 600, 80, 700, 120)], SKUS)
    assert not names.mixed
    assert (names.whole.brand, names.whole.product) == ("清泉", "矿泉水")
    assert names.of(0) == names.of(1) == names.whole


def test_a_headline_over_both_columns_makes_one_poster() -> None:
    assert len(panels_of(pieces_of([*LEFT, *RIGHT]))) == 2
    assert len(panels_of(pieces_of([at("年货大街", 0, -90, 850, -10), *LEFT, *RIGHT]))) == 1
    assert len(panels_of(pieces_of(LEFT))) == 1
    assert panels_of([]) == [()]


def test_a_list_price_stays_with_its_own_poster() -> None:
    offers = read_offers([*LEFT, *RIGHT, at("原价12元", 600, 240, 720, 270)]).offers
    assert sorted((o.numbers.price, o.numbers.list_price) for o in offers if o.numbers.list_price) == [
        (Decimal("9.9"), Decimal(12))
    ]
