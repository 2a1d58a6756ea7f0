"""The machine's reading with people's corrections: pure, so no database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from catalog.mechanic import Numbers
from catalog.offer_said import OfferSaid
from catalog.offers_in_force import FIRST_MISSED, offers_in_force
from catalog.tables_posters import CorrectionKind, PosterCorrection, PosterOffer

AT = datetime(2026, 11, 3, tzinfo=UTC)


def read(number: int, **more: Any) -> PosterOffer:
    row: dict[str, Any] = {
        "id": 100 + number,
        "poster_id": 7,
        "number": number,
        "kind": "special_price",
        "text": "特价9.9",
        "xyxy": [1.0, 2.0, 3.0, 4.0],
        "price": Decimal("9.9"),
        "confidence": 0.9,
        "assumptions": [],
        "doubts": [],
        "readings": [],
    }
    return PosterOffer(**(row | more))


def said(
    number: int,
    kind: CorrectionKind,
    offer: OfferSaid | None = None,
    *,
    undone: bool = False,
) -> PosterCorrection:
    return PosterCorrection(
        poster_id=7,
        kind=kind,
        offer_number=number,
        said=offer.as_json() if offer else {},
        corrected_at=AT,
        undone_at=AT if undone else None,
    )


RIGHT = OfferSaid(
    "special_price",
    Numbers(price=Decimal("5.9"), list_price=Decimal(8)),
    unit_price=Decimal("5.90"),
    depth=Decimal("0.2625"),
    valid_until=date(2026, 11, 30),
    limit_per_person=2,
)


def test_without_corrections_offers_are_as_read_by_number() -> None:
    doubtful = read(
        1, doubts=["readings_differ"], readings=[{"first": "5.9", "second": "9.9"}], n=2, rate=Decimal("0.5")
    )
    one, two = offers_in_force([doubtful, read(0)], [])
    assert (one.number, one.poster_offer_id, one.needs_check, one.corrected) == (0, 100, False, False)
    assert two.needs_check
    assert two.readings == (("5.9", "9.9"),)
    assert two.numbers == Numbers(price=Decimal("9.9"), n=2, rate=Decimal("0.5"))
    assert two.xyxy == (1.0, 2.0, 3.0, 4.0)


def test_a_corrected_offer_says_what_the_person_said_and_nothing_of_it_is_in_doubt() -> None:
    wrong = read(0, doubts=["readings_differ"], readings=[{"first": "9.9", "second": "5.9"}], depth=None)
    (one,) = offers_in_force([wrong], [said(0, "offer", RIGHT)])
    assert (one.numbers, one.depth, one.unit_price) == (RIGHT.numbers, RIGHT.depth, RIGHT.unit_price)
    assert (one.valid_until, one.limit_per_person) == (date(2026, 11, 30), 2)
    assert (one.text, one.xyxy, one.poster_offer_id) == ("特价9.9", (1.0, 2.0, 3.0, 4.0), 100)
    assert one.corrected
    assert not one.needs_check
    assert one.readings == ()


def test_what_is_no_offer_goes_and_what_was_missed_comes() -> None:
    missed = OfferSaid("buy_n_get_m", Numbers(n=1, m=1), text="买一送一", depth=Decimal("0.5"))
    told = offers_in_force(
        [read(0), read(1)], [said(1, "not_an_offer"), said(FIRST_MISSED, "missed_offer", missed)]
    )
    assert [one.number for one in told] == [0, FIRST_MISSED]
    assert (told[1].poster_offer_id, told[1].xyxy, told[1].missed) == (None, None, True)
    assert told[1].text == "买一送一"


def test_undone_corrections_and_products_change_no_offer() -> None:
    before = offers_in_force([read(0)], [])
    after = offers_in_force(
        [read(0)],
        [
            said(0, "not_an_offer", undone=True),
            said(-1, "product"),
            said(FIRST_MISSED, "missed_offer", undone=True),
        ],
    )
    assert after == before


def test_a_correction_of_an_offer_that_is_not_there_invents_none() -> None:
    assert offers_in_force([], [said(3, "offer", RIGHT)]) == ()


def test_what_is_said_comes_back_exactly() -> None:
    assert OfferSaid.of_json(RIGHT.as_json()) == RIGHT
    full = OfferSaid(
        "threshold_off",
        Numbers(threshold=Decimal("38.10"), amount=Decimal(8), n=3, each=True),
        text="满38.1减8",
        xyxy=(1.0, 2.0, 3.5, 4.0),
        currency="HK$",
        per="斤",
        assumptions=("buys_just_enough",),
        valid_from=date(2026, 11, 1),
        first_n=100,
    )
    assert OfferSaid.of_json(full.as_json()) == full
    assert full.as_json()["threshold"] == "38.10"


@pytest.mark.parametrize(
    "said", [{}, {"kind": "bargain"}, {"kind": "gift", "price": "many"}, {"kind": "gift", "depth": "2"}]
)
def test_what_is_no_offer_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        OfferSaid.of_json(said)
