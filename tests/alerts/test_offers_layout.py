"""Where things stand decides what they mean: labels, sums, two products, sentences over two lines."""

from decimal import Decimal

from alerts.offers import Digits
from alerts.offers_check import with_second_readings
from alerts.offers_reading import read_offers
from tests.alerts.posters_said import offers_of, said, stacked
from vision.posters import TextLine

at = TextLine.at


def test_a_sentence_goes_on_in_the_next_line() -> None:
    assert said("第二件", ("半价", 60)) == [("second_item", {"n": 2, "rate": 0.5})]
    assert said("买一", ("送一", 60)) == [("buy_n_get_m", {"n": 1, "m": 1})]
    assert said("满99元", ("减30元", 50)) == [("threshold_off", {"threshold": 99, "amount": 30})]
    assert said("立减", ("200元", 60)) == [("money_off", {"amount": 200})]


def test_labels_take_the_number_beside_them() -> None:
    sale = [at("到手价", 10, 0, 130, 40), at("2480", 0, 45, 260, 145)]
    assert offers_of(sale) == [("special_price", {"price": 2480})]
    left = [at("到手价", 0, 30, 100, 70), at("128元", 115, 0, 400, 100)]
    assert offers_of(left) == [("special_price", {"price": 128})]
    coupon = [at("10", 0, 0, 70, 60), at("优惠券", 60, 30, 120, 56)]
    assert offers_of(coupon) == [("coupon", {"amount": 10})]


def test_a_coupon_with_what_it_needs_below() -> None:
    ticket = [
        at("100", 0, 0, 120, 60),
        at("元", 122, 30, 150, 58),
        at("优惠券", 160, 10, 250, 50),
        at("满999元可用", 20, 70, 180, 95),
    ]
    assert offers_of(ticket) == [("coupon", {"threshold": 999, "amount": 100})]
    assert said("领券立减", ("¥50", 60)) == [("coupon", {"amount": 50})]


def test_a_sum_with_its_labels_below() -> None:
    lines = [
        at("到手价不高于", 15, 650, 208, 691),
        at("¥2199", 4, 682, 282, 787),
        at("=2499-300", 336, 690, 719, 753),
        at("日常活动价", 418, 747, 513, 774),
        at("下单立减", 612, 750, 700, 774),
    ]
    offers = read_offers(lines).offers
    assert offers_of(lines) == [
        ("money_off", {"amount": 300}),
        ("special_price", {"price": 2199, "list_price": 2499}),
    ]
    assert {offer.depth for offer in offers} == {Decimal("0.1200")}


def test_a_sum_that_does_not_add_up_is_doubted() -> None:
    (price,) = [o for o in read_offers(stacked("1299-300=989元")).offers if o.kind == "special_price"]
    assert price.doubts == ("sum_does_not_add_up",)


def test_a_price_printed_twice_is_one_offer() -> None:
    lines = [at("到手价", 0, 0, 90, 30), at("¥599", 0, 35, 200, 115), at("秒杀599元", 300, 400, 600, 460)]
    assert offers_of(lines) == [("special_price", {"price": 599})]


def test_two_products_keep_their_own_prices() -> None:
    lines = [
        at("原价¥12", 0, 0, 120, 30),
        at("特价", 0, 40, 60, 70),
        at("¥9.9", 0, 75, 200, 155),
        at("原价¥30", 500, 0, 620, 30),
        at("特价", 500, 40, 560, 70),
        at("¥19.9", 500, 75, 720, 155),
    ]
    assert offers_of(lines) == [
        ("special_price", {"price": 19.9, "list_price": 30}),
        ("special_price", {"price": 9.9, "list_price": 12}),
    ]


def test_decimals_set_apart_belong_to_the_number() -> None:
    dotted = [at("特价", 0, 0, 60, 30), at("¥19", 0, 35, 160, 135), at(".9", 165, 80, 220, 135)]
    assert offers_of(dotted) == [("special_price", {"price": 19.9})]
    raised = [at("特价", 0, 0, 60, 30), at("¥19", 0, 35, 160, 135), at("90", 165, 38, 220, 85)]
    assert offers_of(raised) == [("special_price", {"price": 19.9})]


def test_a_currency_sign_apart_makes_a_price() -> None:
    assert offers_of([at("5100", 7, 606, 217, 703), at("元", 203, 669, 227, 692)]) == [
        ("special_price", {"price": 5100})
    ]
    assert offers_of([at("5100", 7, 606, 217, 703)]) == []


def test_a_smaller_larger_number_beside_is_a_doubted_list_price() -> None:
    lines = [at("到手价", 0, 0, 90, 30), at("¥99", 0, 35, 200, 135), at("¥199", 210, 100, 290, 135)]
    (offer,) = read_offers(lines).offers
    assert offer.numbers.list_price == 199
    assert "list_price_unlabelled" in offer.doubts


def test_the_sign_for_a_gift_takes_the_words_beside_it() -> None:
    lines = [at("送", 0, 0, 40, 40), at("无线吸尘器", 45, 5, 200, 38)]
    assert [(o.kind, o.text) for o in read_offers(lines).offers] == [("gift", "送 无线吸尘器")]
    assert read_offers([at("送", 0, 0, 40, 40), at("入户安装", 45, 5, 200, 38)]).offers == ()


def test_digits_out_of_range_are_shown_and_doubted() -> None:
    (offer,) = read_offers(stacked("满10减99")).offers
    assert (offer.numbers.threshold, offer.numbers.amount) == (10, 99)
    assert offer.doubts == ("amount_over_threshold",)
    assert offer.depth is None
    for text in ("10折", "0折"):
        (offer,) = read_offers(stacked(text)).offers
        assert offer.needs_check
    (offer,) = read_offers(stacked("原价9元", "特价99元")).offers
    assert "price_over_list" in offer.doubts
    assert offer.depth is None


def test_depth_of_a_mechanic_on_top_of_a_sale_price() -> None:
    coupon, price = sorted(read_offers(stacked("活动价¥50", "领券立减10元")).offers, key=lambda o: o.kind)
    assert (price.kind, price.depth) == ("special_price", None)
    assert coupon.depth == Decimal("0.2000")
    assert coupon.assumptions == ("coupon_taken", "base_is_sale_price")
    net = [o for o in read_offers(stacked("到手价¥50", "立减10元")).offers if o.kind == "money_off"]
    assert net[0].depth is None


def test_a_receipt_offers_nothing() -> None:
    lines = stacked(
        "收银小票", "矿泉水 2.00元", "牛奶 59.90元", "合计 61.90元", "实收 100.00", "找零 38.10", "谢谢惠顾"
    )
    told = read_offers(lines)
    assert (told.outcome, told.offers) == ("receipt", ())


def test_outcomes() -> None:
    assert read_offers([]).outcome == "no_text"
    assert read_offers(stacked("全国联保", "大容量")).outcome == "no_offers"
    assert read_offers(stacked("买一送一")).outcome == "offers"


def test_another_reading_that_differs_is_shown() -> None:
    (offer,) = read_offers(stacked("特价9.9元")).offers
    (digits,) = offer.digits
    assert digits == Digits(0, 2, 5, "9.9")
    assert with_second_readings(offer, {digits: "9.9"}) == offer
    assert with_second_readings(offer, {digits: ""}) == offer
    assert with_second_readings(offer, {digits: "99"}) == offer
    doubted = with_second_readings(offer, {digits: "8.9"})
    assert doubted.readings == (("9.9", "8.9"),)
    assert doubted.doubts == ("readings_differ",)
    assert doubted.numbers == offer.numbers
    (whole,) = read_offers(stacked("特价99元")).offers
    assert with_second_readings(whole, {whole.digits[0]: "9.9"}).needs_check
