"""Which signs on a shelf photo offer something, by their words and their size."""

from decimal import Decimal

from alerts.shelf_talkers import read_talkers
from vision.posters import TextLine
from vision.shelf_signs import Sign

Row = tuple[str, float]


def sign(*rows: Row, x: float = 0, y: float = 0, on_pack: bool = False) -> Sign:
    """Rows of text below one another, so many pixels tall each."""
    lines, top = [], y
    for text, tall in rows:
        lines.append(TextLine.at(text, x, top, x + len(text) * tall * 0.6, top + tall))
        top += tall * 1.2
    boxes = [line.xyxy for line in lines]
    box = (x, y, max(b[2] for b in boxes), boxes[-1][3])
    return Sign(box, tuple(lines), on_pack)


TAGS = [sign(("12.50", 20), x=300 * k, y=900) for k in range(4)]


def said(*signs: Sign) -> list[tuple[str, Decimal | None, Decimal | None]]:
    return [
        (offer.kind, offer.numbers.price, offer.numbers.list_price)
        for talker in read_talkers([*TAGS, *signs])
        for offer in talker.offers
    ]


def test_price_tags_offer_nothing() -> None:
    assert said() == []
    assert said(sign(("洗洁精500g", 12), ("9.90", 22), ("零售价", 14))) == []
    assert said(sign(("零部价", 14), ("36.60", 22))) == []
    assert said(sign(("£3", 20)), sign(("$1.09", 20))) == []


def test_a_tag_that_says_so_is_an_offer() -> None:
    assert said(sign(("会员价 15.50", 22))) == [("member_price", Decimal("15.50"), None)]
    assert said(sign(("SALE", 24), ("促销商品", 20), ("7.10", 30))) == [
        ("special_price", Decimal("7.10"), None)
    ]


def test_a_price_larger_than_the_tags_is_an_offer() -> None:
    assert said(sign(("199.00", 60))) == [("special_price", Decimal("199.00"), None)]
    two = sign(("388.00", 44), ("198.00", 44), on_pack=True)
    assert said(two) == [("special_price", Decimal("198.00"), Decimal("388.00"))]
    (talker,) = read_talkers([*TAGS, two])
    assert talker.offers[0].doubts == ("list_price_unlabelled",)
    assert read_talkers([sign(("199.00", 60))]) == ()


def test_mechanics_of_packs_stay_theirs() -> None:
    assert said(sign(("买一送一", 60), on_pack=True), sign(("四块联体特惠", 50), on_pack=True)) == []
    assert [kind for kind, _, _ in said(sign(("满38元立减8元", 60)))] == ["threshold_off"]


def test_a_list_price_that_lost_its_point_is_left_out() -> None:
    talkers = read_talkers([sign(("现价:", 30), ("12.8", 70), ("原价:158元/包", 24))])
    (offer,) = talkers[0].offers
    assert (offer.numbers.price, offer.numbers.list_price, offer.depth) == (Decimal("12.8"), None, None)
    assert "cents_unclear" in offer.doubts
    right = read_talkers([sign(("现价:", 30), ("12.8", 70), ("原价:15.8元/包", 24))])
    assert right[0].offers[0].numbers.list_price == Decimal("15.8")


def test_a_talkers_box_is_that_of_its_offers() -> None:
    (talker,) = read_talkers([sign(("满38元立减8元", 60), ("活动详情见海报", 20))])
    assert talker.xyxy == talker.offers[0].xyxy
