"""Every code has a sentence in both languages, every offer a line; sums as the currency and the language write them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from string import Formatter
from typing import Any, get_args

import pytest

from alerts.offers import Assumption, Doubt, Offer, Terms
from alerts.offers_reading import Outcome
from api.i18n import LOCALES, Locale, messages
from api.offer_words import (
    assumption_words,
    doubt_words,
    numbers_summary,
    offer_label,
    offer_summary,
    outcome_words,
    terms_words,
)
from api.poster_report import offer_part
from catalog.mechanic import KINDS, Numbers, OfferKind

D = Decimal
LINES: list[tuple[OfferKind, dict[str, Any], dict[str, Any], str, str]] = [
    ("special_price", {"price": D("9.90")}, {}, "特价¥9.9", "¥9.90"),
    ("special_price", {"price": D("9.9")}, {"starts_from": True}, "特价¥9.9起", "from ¥9.90"),
    (
        "special_price", {"price": D(2199), "list_price": D(2499)}, {},
        "特价¥2199，原价¥2499", "¥2,199, was ¥2,499",
    ),
    ("special_price", {"price": D("3.5")}, {"per": "斤"}, "特价¥3.5/斤", "¥3.50/斤"),
    ("special_price", {"price": D("9.9"), "n": 3}, {}, "3人团¥9.9", "¥9.90 in a group of 3"),
    ("special_price", {"price": D("4.99")}, {"currency": "$"}, "特价$4.99", "$4.99"),
    ("special_price", {"price": D("4.9")}, {"currency": "RM"}, "特价RM 4.9", "RM 4.90"),
    ("member_price", {"price": D(8), "list_price": D(10)}, {}, "会员价¥8，原价¥10", "¥8 for members, was ¥10"),
    ("member_price", {"rate": D("0.9")}, {}, "会员9折", "10% off for members"),
    ("discount_rate", {"rate": D("0.85")}, {}, "8.5折", "15% off"),
    ("discount_rate", {"rate": D("0.5")}, {"starts_from": True}, "5折起", "up to 50% off"),
    ("money_off", {"amount": D(300)}, {}, "立减¥300", "¥300 off"),
    ("money_off", {"amount": D(300), "list_price": D(2000)}, {}, "立减¥300", "¥300 off"),
    ("threshold_off", {"threshold": D(199), "amount": D(100)}, {}, "满199减100", "¥100 off over ¥199"),
    (
        "threshold_off", {"threshold": D(100), "amount": D(30), "each": True}, {},
        "每满100减30", "¥30 off every ¥100",
    ),
    ("threshold_off", {"threshold": D(50), "amount": D(5)}, {"currency": "£"}, "满£50减£5", "£5 off over £50"),
    ("threshold_off", {"n": 2, "rate": D("0.8")}, {}, "满2件8折", "20% off for 2 or more"),
    ("buy_n_get_m", {"n": 2, "m": 1}, {}, "买2送1", "Buy 2 get 1 free"),
    ("second_item", {"n": 2, "rate": D("0.5")}, {}, "第二件半价", "2nd at half price"),
    ("second_item", {"n": 3, "price": D(0)}, {}, "第三件免费", "3rd free"),
    ("second_item", {"n": 2, "rate": D("0.8")}, {}, "第二件8折", "20% off the 2nd"),
    ("second_item", {"n": 2, "price": D(1)}, {}, "第二件¥1", "2nd for ¥1"),
    ("bundle_price", {"n": 3, "price": D(100)}, {}, "3件¥100", "3 for ¥100"),
    ("gift", {}, {}, "送赠品", "Free gift"),
    ("gift", {"threshold": D(199)}, {}, "满¥199送赠品", "Free gift over ¥199"),
    ("coupon", {"threshold": D(199), "amount": D(20)}, {}, "满¥199减¥20券", "¥20 coupon over ¥199"),
    ("deposit", {"threshold": D(50), "amount": D(100)}, {}, "定金¥50抵¥100", "¥50 deposit counts as ¥100"),
    ("cashback", {"amount": D(10)}, {}, "返现¥10", "¥10 cashback"),
    ("installment", {"n": 12}, {}, "12期免息", "12 interest-free instalments"),
    ("other", {"price": D("9.9"), "threshold": D(59)}, {}, "满¥59加¥9.9换购", "Add-on for ¥9.90 over ¥59"),
    ("other", {"threshold": D(100), "amount": D(20)}, {}, "充¥100送¥20", "Top up ¥100, get ¥20 more"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "numbers", "more", "zh", "en"), LINES, ids=[row[3] for row in LINES])
def test_a_line_for_an_offer(
    kind: OfferKind, numbers: dict[str, Any], more: dict[str, Any], zh: str, en: str
) -> None:
    assert numbers_summary(kind, Numbers(**numbers), "zh-CN", **more) == zh
    assert numbers_summary(kind, Numbers(**numbers), "en", **more) == en


@pytest.mark.parametrize("locale", LOCALES)
def test_no_code_lacks_a_sentence(locale: Locale) -> None:
    said = [doubt_words(doubt, locale) for doubt in get_args(Doubt)]
    said += [assumption_words(assumption, locale) for assumption in get_args(Assumption)]
    said += [outcome_words(outcome, locale) for outcome in get_args(Outcome)]
    said += [offer_label(kind, locale) for kind in KINDS]
    assert len(set(said)) == len(said)
    codes = {*get_args(Doubt), *get_args(Assumption), *get_args(Outcome), *KINDS}
    known = {key.rsplit(".", 1)[1] for key in messages(locale) if key.startswith(
        ("offer.doubt.", "offer.assumes.", "offer.outcome.", "offer.kind.")
    )}  # fmt: skip
    assert known == codes


@pytest.mark.parametrize("kind", KINDS)
def test_any_numbers_of_any_kind_make_a_line(kind: OfferKind) -> None:
    values: dict[str, Any] = {
        "price": D("9.9"), "list_price": D(12), "threshold": D(199), "amount": D(20), "rate": D("0.8"), "n": 2, "m": 1,
    }  # fmt: skip
    for size in range(len(values) + 1):
        for names in combinations(values, size):
            numbers = Numbers(**{name: values[name] for name in names})
            for locale in LOCALES:
                assert numbers_summary(kind, replace(numbers, each=True), locale, starts_from=True)


def test_every_sentence_of_an_offer_is_reached() -> None:
    """A key whose parts no mechanic gives, or in an order that nobody asks for, would never be said."""
    order = ("n", "threshold", "price", "amount", "rate", "m", "list", "half", "free", "each", "from")
    for key, message in messages("en").items():
        if key.startswith("offer.says."):
            parts = key.split(".")[3:]
            assert parts == sorted(parts, key=order.index), key
            assert isinstance(message, str)
            asked = {name for _, name, _, _ in Formatter().parse(message) if name}
            assert asked <= {*parts, "nth"}, key


def test_an_offer_and_its_json_say_the_same() -> None:
    offer = Offer(
        "special_price",
        "3.5元/斤起",
        (0, 0, 1, 1),
        1.0,
        Numbers(price=D("3.5")),
        per="斤",
        assumptions=("starts_from",),
    )
    for locale in LOCALES:
        assert offer_summary(offer, locale) == offer_summary(offer_part(offer), locale)
    assert offer_summary(offer, "zh-CN") == "特价¥3.5/斤起"


def test_terms_in_words() -> None:
    first, last = date(2026, 8, 1), date(2026, 8, 15)
    whole = Terms("8月1日-8月15日 限购2件 前100名", first, last, 2, 100)
    assert terms_words(whole, "zh-CN") == ["2026年8月1日至2026年8月15日", "每人限购2件", "限前100名/份"]
    assert terms_words(whole, "en") == ["1 Aug 2026 to 15 Aug 2026", "limit 2 a customer", "first 100 only"]
    assert terms_words(Terms("今日", first, first), "zh-CN") == ["仅限2026年8月1日"]
    assert terms_words(Terms("", first), "en") == ["from 1 Aug 2026"]
    assert terms_words(Terms("", None, last), "en") == ["until 15 Aug 2026"]
    assert terms_words(Terms("限时3天"), "en") == []


def test_terms_end_after_they_begin() -> None:
    with pytest.raises(ValueError, match="valid_from"):
        Terms("", date(2026, 8, 15), date(2026, 8, 1))
