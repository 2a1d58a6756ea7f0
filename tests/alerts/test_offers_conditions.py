"""Dates and limits as fields: what a line says of them, and whose offers they are."""

from datetime import date

import pytest

from alerts.offers import Offer, Terms
from alerts.offers_reading import read_offers
from tests.alerts.posters_said import stacked
from vision.posters import TextLine

PHOTO = date(2026, 8, 3)
at = TextLine.at

COUNTS: list[tuple[str, int | None, int | None]] = [
    ("每人限购2件", 2, None),
    ("限购2件", 2, None),
    ("每单限1份", 1, None),
    ("每户限购五袋", 5, None),
    ("限每人2件", 2, None),
    ("单人限购3盒", 3, None),
    ("每个账号限购1台", 1, None),
    ("每人最多购买6瓶", 6, None),
    ("每人每天限购2件", 2, None),
    ("限2件", 2, None),
    ("限100份", None, 100),
    ("限量100份", None, 100),
    ("前100名", None, 100),
    ("每日前50名", None, 50),
    ("限前1000件", None, 1000),
    ("全国限量1万件", None, 10000),
    ("Limit 2 per customer", 2, None),
    ("Limit two per household", 2, None),
    ("Max 6 per order", 6, None),
    ("First 100 customers", None, 100),
    # no limits
    ("限时3天", None, None),
    ("满3件", None, None),
    ("热销10万件", None, None),
    ("前所未有", None, None),
    ("仅剩5件", None, None),
    ("限高2米", None, None),
]


def terms(*lines: TextLine, today: date | None = PHOTO) -> list[tuple[str, Terms | None]]:
    return [(offer.text, offer.terms) for offer in read_offers(lines, today=today).offers]


def read(*rows: str) -> list[Offer]:
    return list(read_offers(stacked(*rows), today=PHOTO).offers)


@pytest.mark.parametrize(("text", "limit", "first"), COUNTS, ids=[row[0] for row in COUNTS])
def test_a_limit(text: str, limit: int | None, first: int | None) -> None:
    (offer,) = read("全场八折", text)
    told = offer.terms or Terms("")
    assert (told.limit_per_person, told.first_n) == (limit, first)
    assert offer.numbers.rate is not None


def test_terms_of_the_poster_go_to_every_offer() -> None:
    offers = read("第二件半价", "满99减20", "活动时间:8月1日-8月15日", "每人限购2件")
    assert {offer.terms for offer in offers} == {
        Terms("8月1日-8月15日 每人限购2件", date(2026, 8, 1), date(2026, 8, 15), 2)
    }
    assert len(offers) == 2


def test_terms_in_an_offers_own_line_are_its_alone() -> None:
    first, second = read("全场8折 8月1日-8月5日", "满99减20")
    assert first.terms == Terms("8月1日-8月5日", date(2026, 8, 1), date(2026, 8, 5))
    assert second.terms is None


def test_two_times_go_to_the_offers_nearest_to_them() -> None:
    offers = read("第二件半价", "8月1日-8月5日", "新鲜每一天 看得见的新鲜", "满99减20", "8月6日-8月9日")
    assert [offer.terms and offer.terms.valid_until for offer in offers] == [
        date(2026, 8, 5),
        date(2026, 8, 9),
    ]


def test_a_limit_under_one_of_two_products_is_its_own() -> None:
    told = terms(
        at("汽水", 0, 0, 80, 40),
        at("特价2.5元", 0, 60, 250, 110),
        at("限购6罐", 0, 125, 130, 155),
        at("山泉水", 300, 0, 420, 40),
        at("特价9.9元", 300, 60, 550, 110),
        at("全场新鲜天天低价欢迎选购", 0, 200, 550, 240),
    )
    assert [(text, one and one.limit_per_person) for text, one in told] == [
        ("特价2.5元", 6),
        ("特价9.9元", None),
    ]


def test_a_line_between_two_products_is_about_both() -> None:
    told = terms(
        at("牙膏", 15, 240, 100, 290),
        at("特价3.5元", 15, 336, 168, 406),
        at("柠檬茶", 466, 240, 590, 290),
        at("特价3.8元", 464, 336, 616, 406),
        at("2026.8.1-2026.8.9", 246, 428, 516, 458),
    )
    assert [one and one.valid_until for _, one in told] == [date(2026, 8, 9)] * 2


def test_the_first_hundred_get_the_gift_and_everybody_the_price() -> None:
    offers = {offer.kind: offer for offer in read("特价9.9元", "送保温杯", "限前100名")}
    assert offers["gift"].terms == Terms("限前100名", first_n=100)
    assert offers["special_price"].terms is None


def test_two_posters_keep_their_terms_apart() -> None:
    told = terms(
        at("特价", 0, 0, 80, 40),
        at("1.5元", 0, 50, 200, 130),
        at("8月1日-8月7日", 0, 150, 200, 180),
        at("第二件半价", 600, 20, 800, 70),
        at("8月10日-8月20日", 600, 150, 820, 180),
    )
    assert [one and one.valid_until for _, one in told] == [date(2026, 8, 7), date(2026, 8, 20)]


def test_without_the_day_of_the_photo_the_text_is_kept_and_no_year_invented() -> None:
    ((_, told),) = terms(at("满99减20", 0, 0, 200, 40), at("8月1日-8月15日", 0, 50, 200, 80), today=None)
    assert told == Terms("8月1日-8月15日")


def test_dates_and_limits_are_no_prices() -> None:
    assert read("8月1日-8月15日", "每人限购2件", "前100名", "11.11-11.13") == []


@pytest.mark.parametrize(
    "text", ["11月10日20:00起付尾款", "2026.07.20生产", "生产日期2026.07.15", "8月8日盛大开业"]
)
def test_the_day_of_something_else_is_no_term(text: str) -> None:
    (offer,) = read("第二件半价", text)
    assert offer.terms is None


def test_so_many_tickets_are_those_of_the_coupon() -> None:
    offers = {offer.kind: offer for offer in read("特价99元", "10元优惠券", "限量100张")}
    assert offers["coupon"].terms == Terms("限量100张", first_n=100)
    assert offers["special_price"].terms is None
