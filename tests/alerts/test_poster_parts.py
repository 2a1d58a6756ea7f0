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


UPPER = [at("清泉矿泉水", 0, 0, 250, 50), at("特价", 0, 70, 80, 110), at("1.5元", 0, 130, 250, 220)]
LOWER = [at("乐果橙汁", 0, 400, 200, 450), at("特价", 0, 470, 80, 510), at("9.9元", 0, 530, 250, 620)]
"""Below the first poster, with a blank between that is much wider than those between its lines."""


def test_posters_above_each_other_have_names_and_offers_of_their_own() -> None:
    half = [at("第二件半价", 0, 240, 200, 280)], [at("第二件半价", 0, 640, 200, 680)]
    lines = [*UPPER, *half[0], *LOWER, *half[1], at("原价12元", 0, 700, 120, 730)]
    names = name_parts(lines, SKUS)
    assert [(one.brand, one.product) for one in names.parts] == [("清泉", "矿泉水"), ("乐果", "橙汁")]
    assert names.lines == names.apart == ((0, 1, 2, 3), (4, 5, 6, 7, 8))
    offers = read_offers(lines, apart=names.apart).offers
    assert [(o.panel, o.kind, o.numbers.price, o.numbers.list_price) for o in offers] == [
        (0, "special_price", Decimal("1.5"), None),
        (0, "second_item", None, None),
        (1, "special_price", Decimal("9.9"), Decimal(12)),
        (1, "second_item", None, None),
    ]


def test_one_poster_with_blanks_stays_one() -> None:
    gift = [at("送乐果橙汁", 0, 400, 200, 450), at("赠品数量有限", 0, 470, 200, 500)]
    terms = [
        at("活动时间11月1日至11月30日", 0, 400, 400, 430),
        at("清泉矿泉水全场第二件半价", 0, 450, 400, 480),
    ]
    for below in (gift, terms, [at("乐果橙汁", 0, 400, 200, 450), at("新品上市", 0, 470, 80, 510)]):
        names = name_parts([*UPPER, *below], SKUS)
        assert (names.mixed, names.apart) == (False, ())
    close = [at(line.text, x0, y0 - 150, x1, y1 - 150) for line in LOWER for x0, y0, x1, y1 in [line.xyxy]]
    assert not name_parts([*UPPER, *close], SKUS).apart
