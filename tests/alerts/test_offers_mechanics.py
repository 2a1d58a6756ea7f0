"""More of the trade's mechanics, currencies and measures: numbers, and what is taken for granted or doubted."""

from decimal import Decimal
from typing import Any

import pytest

from alerts.offers import Offer
from alerts.offers_reading import read_offers, with_base
from tests.alerts.posters_said import offers_of, said, stacked
from vision.posters import TextLine

at = TextLine.at
Row = tuple[str, str, dict[str, float]]
WORDS: list[Row] = [
    ("每满100减30", "threshold_off", {"threshold": 100, "amount": 30}),
    ("满百减十", "threshold_off", {"threshold": 100, "amount": 10}),
    ("滿$200減$20", "threshold_off", {"threshold": 200, "amount": 20}),
    ("满2件半价", "threshold_off", {"n": 2, "rate": 0.5}),
    ("2件5折", "threshold_off", {"n": 2, "rate": 0.5}),
    ("1件8折", "discount_rate", {"rate": 0.8}),
    ("2件半价", "second_item", {"n": 2, "rate": 0.5}),
    ("第二件0元", "second_item", {"n": 2, "price": 0}),
    ("第2件半價", "second_item", {"n": 2, "rate": 0.5}),
    ("第2件$10", "second_item", {"n": 2, "price": 10}),
    ("加9.9元得第二件", "second_item", {"n": 2, "price": 9.9}),
    ("+1元多1件", "second_item", {"n": 2, "price": 1}),
    ("2nd for $1", "second_item", {"n": 2, "price": 1}),
    ("50% OFF 2nd item", "second_item", {"n": 2, "rate": 0.5}),
    ("BOGO 50% OFF", "second_item", {"n": 2, "rate": 0.5}),
    ("+6元换购", "other", {"price": 6}),
    ("满38元+6元换购抽纸", "other", {"threshold": 38, "price": 6}),
    ("加$10換購", "other", {"price": 10}),
    ("加10元升级大杯", "other", {"price": 10}),
    ("充500送100", "other", {"threshold": 500, "amount": 100}),
    ("充值100得120", "other", {"threshold": 100, "amount": 20}),
    ("至高补贴500元", "other", {"amount": 500}),
    ("39.9元任选3件", "bundle_price", {"n": 3, "price": 39.9}),
    ("99选3", "bundle_price", {"n": 3, "price": 99}),
    ("9块9三双", "bundle_price", {"n": 3, "price": 9.9}),
    ("2支9.9", "bundle_price", {"n": 2, "price": 9.9}),
    ("3 for RM10", "bundle_price", {"n": 3, "price": 10}),
    ("2件$35", "bundle_price", {"n": 2, "price": 35}),
    ("買一送一", "buy_n_get_m", {"n": 1, "m": 1}),
    ("满3免1", "buy_n_get_m", {"n": 2, "m": 1}),
    ("3件免1件", "buy_n_get_m", {"n": 2, "m": 1}),
    ("Buy 1 Take 1", "buy_n_get_m", {"n": 1, "m": 1}),
    ("3 for the price of 2", "buy_n_get_m", {"n": 2, "m": 1}),
    ("1元秒杀", "special_price", {"price": 1}),
    ("百亿补贴价99元", "special_price", {"price": 99}),
    ("券后39.9", "special_price", {"price": 39.9}),
    ("到手仅39.9元", "special_price", {"price": 39.9}),
    ("3人团9.9元", "special_price", {"price": 9.9, "n": 3}),
    ("99¢", "special_price", {"price": 0.99}),
    ("€1,99", "special_price", {"price": 1.99}),
    ("€1,999", "special_price", {"price": 1999}),
    ("Was RM6.50 Now RM4.90", "special_price", {"price": 4.9, "list_price": 6.5}),
    ("會員價 $15.9", "member_price", {"price": 15.9}),
    ("会员折上9折", "member_price", {"rate": 0.9}),
    ("会员日8折", "discount_rate", {"rate": 0.8}),
    ("3-5折", "discount_rate", {"rate": 0.3}),
    ("½ price", "discount_rate", {"rate": 0.5}),
    ("Buy 6 get 10% off", "threshold_off", {"n": 6, "rate": 0.9}),
    ("30% off when you buy 2", "threshold_off", {"n": 2, "rate": 0.7}),
    ("拍下立减20", "money_off", {"amount": 20}),
    ("最高直降2000元", "money_off", {"amount": 2000}),
    ("5折券", "coupon", {"rate": 0.5}),
    ("每满200返100券", "coupon", {"threshold": 200, "amount": 100}),
    ("返10元红包", "cashback", {"amount": 10}),
    ("满300返50元现金红包", "cashback", {"threshold": 300, "amount": 50}),
    ("付1元定金抵10元", "deposit", {"threshold": 1, "amount": 10}),
    ("满2件送环保袋", "gift", {"n": 2}),
    ("满199元送价值59元礼品", "gift", {"threshold": 199, "amount": 59}),
]
NOTHING = [
    "百亿补贴", "单笔最多优惠50元", "低至¥108/期", "随机免单", "双倍积分", "0元试用", "赠完即止",
    "FREE DELIVERY over $50", "4th of July", "iPhone 15", "Open 9am-5pm", "3.8女神节", "加量20%不加价",
]  # fmt: skip
FLAGS: list[tuple[str, dict[str, Any]]] = [
    ("每满100减30", {"each": True}),
    ("满100减30 上不封顶", {"each": True}),
    ("满100减30", {"each": False}),
    ("全场5折起", {"assumed": "starts_from"}),
    ("低至3折", {"assumed": "starts_from"}),
    ("3-5折", {"assumed": "starts_from"}),
    ("9.9元起", {"assumed": "starts_from"}),
    ("低至¥9.9", {"assumed": "starts_from"}),
    ("最高直降2000元", {"assumed": "up_to"}),
    ("Up to 50% off", {"assumed": "up_to"}),
    ("3人团9.9元", {"assumed": "in_group"}),
    ("2件半价", {"doubts": ("second_or_both",)}),
    ("第二件半价", {"doubts": ()}),
    ("特价9.9元/斤", {"per": "斤"}),
    ("每500克6.99元", {"per": "500克"}),
    ("$3.99/lb", {"per": "lb", "currency": "$"}),
    ("9.9元/瓶", {"per": None}),
    ("特價HK$25", {"currency": "HK$"}),
    ("RM4.90", {"currency": "RM"}),
    ("amount$5", {"currency": "$"}),
    ("plus $5", {"currency": "$"}),
    ("£2.50", {"currency": "£"}),
    ("特价9.9元", {"currency": "¥"}),
]


def only(*rows: str | tuple[str, float]) -> Offer:
    (offer,) = read_offers(stacked(*rows)).offers
    return offer


@pytest.mark.parametrize(("text", "kind", "numbers"), WORDS, ids=[row[0] for row in WORDS])
def test_a_wording(text: str, kind: str, numbers: dict[str, float]) -> None:
    assert said(text) == [(kind, numbers)]


@pytest.mark.parametrize("text", NOTHING)
def test_what_offers_nothing(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(("text", "flags"), FLAGS, ids=[row[0] for row in FLAGS])
def test_what_is_said_besides(text: str, flags: dict[str, Any]) -> None:
    offer = only(text)
    told = {"each": offer.numbers.each, "currency": offer.currency, "per": offer.per, "doubts": offer.doubts}
    if "assumed" in flags:
        assert flags["assumed"] in offer.assumptions
    else:
        assert {name: told[name] for name in flags} == flags


def test_numbers_that_a_blank_parts_stay_apart() -> None:
    assert said("每件$18 2件$30") == [
        ("bundle_price", {"price": 30, "n": 2}),
        ("special_price", {"price": 18}),
    ]


def test_a_page_in_another_currency() -> None:
    offers = read_offers(stacked("全場滿100減10", "特價 HK$19.9", "買一送一")).offers
    assert {offer.kind: offer.currency for offer in offers} == {
        "threshold_off": "HK$", "special_price": "HK$", "buy_n_get_m": "¥",
    }  # fmt: skip


def test_a_ladder() -> None:
    assert said("满100减10 满200减30 满300减50") == [
        ("threshold_off", {"threshold": a, "amount": b}) for a, b in ((100, 10), (200, 30), (300, 50))
    ]


def test_cents_set_apart_are_cents_and_doubted() -> None:
    offer = only("特价", ("9 90", 100))
    assert (offer.numbers.price, offer.doubts) == (Decimal("9.9"), ("cents_unclear",))


def test_a_price_over_its_list_price_lost_its_point() -> None:
    offer = only("惊爆价", ("¥7990", 100), "原价¥109.9")
    assert (offer.numbers.price, offer.numbers.list_price) == (Decimal("79.9"), Decimal("109.9"))
    assert "cents_unclear" in offer.doubts


@pytest.mark.parametrize(
    ("rows", "price", "listed"),
    [
        (("特价", ("990", 110), "原价12.9"), "9.9", "12.9"),
        (("特价¥599", "零售价7.90元"), "5.99", "7.90"),
        (("特价", ("990元", 110), ("12.9元", 36)), "9.9", "12.9"),
        (("特价", ("990", 110), "原价1290"), "990", "1290"),
        (("特价", ("990", 110), "原价999.9"), "990", "999.9"),
    ],
)
def test_three_digits_may_end_in_raised_cents(rows: tuple[Any, ...], price: str, listed: str) -> None:
    offer = only(*rows)
    assert (offer.numbers.price, offer.numbers.list_price) == (Decimal(price), Decimal(listed))
    assert ("cents_unclear" in offer.doubts) is (price not in {"990"})


def test_a_known_list_price_tells_raised_cents_too() -> None:
    offer = only("特价¥990", "清泉矿泉水")
    found = with_base(offer, Decimal("12.9"))
    assert (found.numbers.price, found.depth) == (Decimal("9.9"), Decimal("0.2326"))
    assert found.doubts == ("cents_unclear",)
    assert with_base(offer, Decimal(1290)).doubts == ()


def test_small_cents_are_told_by_where_the_digits_stand() -> None:
    plain = at("3990", 0, 50, 290, 180)
    raised = TextLine(plain.text, 1.0, plain.quad, plain.level, (0.17, 0.5, 0.735, 0.91))
    label = at("促销价", 0, 0, 120, 40)
    (whole,) = read_offers([label, plain]).offers
    (small,) = read_offers([label, raised]).offers
    assert (whole.numbers.price, whole.doubts) == (Decimal(3990), ())
    assert (small.numbers.price, small.doubts) == (Decimal("39.9"), ("cents_unclear",))


def test_a_measure_below_or_beside_its_price() -> None:
    below = [at("13.8", 0, 0, 250, 120), at("元/500g", 260, 70, 420, 115)]
    assert offers_of(below) == [("special_price", {"price": 13.8})]
    (offer,) = read_offers(below).offers
    assert offer.per == "500g"


def test_a_price_by_measure_is_no_price_of_a_unit() -> None:
    offers = {o.kind: o for o in read_offers(stacked("特价9.9元/斤", "下单立减5元")).offers}
    assert offers["money_off"].depth is None


def test_a_group_price_has_its_list_price() -> None:
    offer = only("3人团¥9.9", "单独购买¥15.9")
    assert (offer.numbers.n, offer.numbers.list_price) == (3, Decimal("15.9"))
    assert offer.depth == Decimal("0.3774")


def test_tickets_with_what_they_need_are_coupons() -> None:
    tickets = [
        at("¥20", 40, 40, 210, 130), at("满99可用", 40, 150, 170, 178),
        at("¥50", 400, 40, 570, 130), at("满199可用", 400, 150, 545, 178),
    ]  # fmt: skip
    assert offers_of(tickets) == [
        ("coupon", {"threshold": 199, "amount": 50}),
        ("coupon", {"threshold": 99, "amount": 20}),
    ]
