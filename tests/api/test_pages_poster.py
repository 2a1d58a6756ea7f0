"""Doubtful offers as choices: each button is a correction that the API takes; the page's pieces in both languages."""

from dataclasses import replace
from decimal import Decimal

import pytest

from api.pages_poster import badge_of, choices_of
from api.schemas_corrections import CorrectionOrder
from catalog.mechanic import Numbers, OfferKind
from catalog.mechanic_needs import check_mechanic
from catalog.offers_in_force import OfferInForce
from tests.api.conftest import Service
from tests.poster_pictures import WATER, poster_jpeg
from tests.shelf_pictures import shelf_jpeg

OFFER = OfferInForce(
    poster_offer_id=5,
    number=2,
    kind="special_price",
    numbers=Numbers(price=Decimal("3.9"), list_price=Decimal("5.2")),
    text="特价3.9元",
    xyxy=(1.0, 2.0, 3.0, 4.0),
    currency="¥",
    per=None,
    unit_price=Decimal("3.9"),
    depth=Decimal("0.25"),
    valid_from=None,
    valid_until=None,
    limit_per_person=2,
    first_n=None,
    confidence=0.9,
    assumptions=(),
    doubts=("readings_differ",),
    readings=(("3.9", "8.9"),),
    corrected=False,
)


def test_two_readings_are_two_offers_to_choose_from() -> None:
    first, second = choices_of(OFFER, "zh-CN")
    assert ("3.9" in first.summary, "8.9" in second.summary) == (True, True)
    assert first.order == {
        "what": "offer",
        "offer": 2,
        "says": {"kind": "special_price", "price": "3.9", "list_price": "5.2", "limit": 2},
    }
    assert second.order["says"]["price"] == "8.9"
    assert second.order["says"]["list_price"] == "5.2"


@pytest.mark.parametrize(
    ("kind", "numbers", "readings", "expected"),
    [
        ("discount_rate", Numbers(rate=Decimal("0.85")), (("8.5", "3.5"),), {"rate": "0.35"}),
        ("discount_rate", Numbers(rate=Decimal("0.5")), (("5", "6"),), {"rate": "0.6"}),
        (
            "threshold_off",
            Numbers(threshold=Decimal(199), amount=Decimal(100), each=True),
            (("199", "109"), ("100", "10")),
            {"threshold": "109", "amount": "10", "each": True},
        ),
        ("buy_n_get_m", Numbers(n=2, m=1), (("2", "3"),), {"n": 3, "m": 1}),
        ("special_price", Numbers(price=Decimal("1299")), (("1,299", "1209"),), {"price": "1209"}),
    ],
)
def test_a_second_reading_takes_the_place_of_its_number(
    kind: OfferKind, numbers: Numbers, readings: tuple[tuple[str, str], ...], expected: dict[str, object]
) -> None:
    offer = replace(OFFER, kind=kind, numbers=numbers, readings=readings)
    _, second = choices_of(offer, "en")
    assert expected.items() <= second.order["says"].items()
    for choice in choices_of(offer, "en"):
        order = CorrectionOrder.model_validate(choice.order)
        assert order.says is not None
        assert check_mechanic(order.says.kind, order.says.numbers(False)) == kind


def test_other_doubts_can_be_confirmed_as_read() -> None:
    (only,) = choices_of(replace(OFFER, readings=(), doubts=("low_confidence",)), "en")
    assert only.order["says"]["price"] == "3.9"
    (only,) = choices_of(replace(OFFER, readings=(("77", "71"),)), "en")
    assert only.order["says"]["price"] == "3.9"


@pytest.mark.parametrize(
    ("box", "middle"),
    [
        ((200, 100, 300, 80), (154, 140)),
        ((10, 100, 300, 80), (356, 140)),
        ((10, 100, 980, 80), (40, 140)),
    ],
)
def test_a_badge_stands_beside_its_words_where_there_is_room(
    box: tuple[int, int, int, int], middle: tuple[int, int]
) -> None:
    assert badge_of(box, 1000, 40.0) == middle


@pytest.fixture
def poster(service: Service) -> int:
    return int(service.audited(data=poster_jpeg(*WATER), kind="poster", seconds=60)["id"])


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("zh-CN", ("第二件半价", "力度", "海报原文", "改正这一条")),
        ("en", ("half price", "Depth", "As printed")),
    ],
)
def test_the_page_says_it_in_both_languages(
    service: Service, poster: int, locale: str, words: tuple[str, ...]
) -> None:
    page = service.client("rep").get(f"/audits/{poster}?lang={locale}")
    assert page.status_code == 200
    for word in words:
        assert word in page.text, word
    assert page.text.count('class="offer-box') == 2
    assert 'id="fix-0-0"' in page.text


def test_lists_show_posters_and_can_be_narrowed_to_them(service: Service, poster: int) -> None:
    shelf = service.audited()["id"]
    client = service.client("rep", locale="zh-CN")
    every = client.get("/records").text
    assert f'href="/audits/{poster}"' in every
    assert f'href="/audits/{shelf}"' in every
    assert "2 条优惠" in every
    signs = client.get("/records?kind=poster").text
    assert (f'href="/audits/{poster}"' in signs, f'href="/audits/{shelf}"' in signs) == (True, False)
    assert "2 条优惠" in client.get("/stores/S1").text


def test_an_outcome_without_offers_tells_what_to_do(service: Service) -> None:
    audit = service.audited(data=poster_jpeg(("欢迎光临", 80)), kind="poster", seconds=60)
    page = service.client("rep", locale="zh-CN").get(f"/audits/{audit['id']}").text
    assert "没有读到优惠" in page
    assert 'href="/stores/S1?kind=poster"' in page


def test_a_look_from_before_it_was_sent_as_a_poster_leads_to_the_newest(service: Service) -> None:
    shelf = service.audited()["id"]
    poster = service.audited(data=shelf_jpeg(), kind="poster", seconds=60)["id"]
    answer = service.client("rep").get(f"/audits/{shelf}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/audits/{poster}")
