"""Words of people on posters: each can be undone, none is lost, others' stores stay closed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session

from catalog.errors import Conflict, Invalid, NotFound
from catalog.mechanic import Numbers
from catalog.offer_said import OfferSaid
from catalog.offers_in_force import FIRST_MISSED, OfferInForce, offers_in_force
from catalog.poster_corrections import (
    Sign,
    add_offer,
    correct_offer,
    reject_offer,
    set_product,
    undo_correction,
)
from catalog.queries_corrections import corrected_posters, poster_for
from catalog.queries_people import find_user
from catalog.queries_queue import submit_photo
from catalog.rows import key
from catalog.tables import User
from catalog.tables_posters import Poster, PosterOffer
from tests.catalog.conftest import NOW, Company

NINE = OfferSaid("special_price", Numbers(price=Decimal("9.9")))
FIVE = OfferSaid("special_price", Numbers(price=Decimal("5.9"), list_price=Decimal(8)), text="特价5.9")


@dataclass
class World:
    session: Session
    rep: User
    manager: User
    near: Sign
    far: Sign

    def offers(self, poster: Sign | None = None) -> list[OfferInForce]:
        row = poster_for(self.session, self.manager, *(poster or self.near))
        return list(offers_in_force(row.offers, row.corrections))


def poster(session: Session, store_id: int, sha256: str) -> Sign:
    audit = submit_photo(session, store_id=store_id, sha256=sha256, now=NOW).audit
    row = Poster(
        audit_id=key(audit.id),
        outcome="offers",
        candidates=[],
        lines=[{"text": "特价9.9", "xyxy": [0, 0, 9, 9], "confidence": 0.9}],
        engine="test",
        digits_checked=False,
    )
    session.add(row)
    session.flush()
    for number in (0, 1):
        session.add(
            PosterOffer(
                poster_id=key(row.id),
                number=number,
                kind="special_price",
                text="特价9.9",
                xyxy=[0.0, 0.0, 9.0, 9.0],
                price=Decimal("9.9"),
                confidence=0.9,
                assumptions=[],
                doubts=["low_confidence"],
                readings=[],
            )
        )
    session.flush()
    return row.audit_id, row.number


@pytest.fixture
def world(session: Session, company: Company) -> World:
    rep, manager = find_user(session, "rep"), find_user(session, "cat")
    assert rep is not None
    assert manager is not None
    near = poster(session, company.store_id, "a" * 64)
    return World(session, rep, manager, near, poster(session, company.other_store_id, "b" * 64))


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_a_corrected_offer_and_its_undo(world: World) -> None:
    first = correct_offer(world.session, world.rep, world.near, 0, NINE, now=at(1))
    again = correct_offer(world.session, world.rep, world.near, 0, NINE, now=at(2))
    assert again.id == first.id
    assert (first.corrected_by, first.corrected_at) == (world.rep.id, at(1))
    second = correct_offer(world.session, world.manager, world.near, 0, FIVE, now=at(3))
    assert world.offers()[0].numbers == FIVE.numbers
    assert not world.offers()[0].needs_check
    with pytest.raises(Conflict, match="correction_replaced"):
        undo_correction(world.session, world.rep, world.near, key(first.id), now=at(4))
    undo_correction(world.session, world.manager, world.near, key(second.id), now=at(5))
    assert world.offers()[0].numbers == NINE.numbers
    rows = poster_for(world.session, world.rep, *world.near).corrections
    assert len(rows) == 3, "nothing is deleted"
    copy = rows[-1]
    assert (copy.corrected_by, copy.corrected_at) == (world.rep.id, at(1))
    undo_correction(world.session, world.rep, world.near, key(copy.id), now=at(6))
    undo_correction(world.session, world.rep, world.near, key(copy.id), now=at(7))
    assert world.offers()[0].needs_check, "as the machine read it"
    assert not world.offers()[0].corrected


def test_what_is_no_offer(world: World) -> None:
    gone = reject_offer(world.session, world.rep, world.near, 1, now=at(1))
    assert [one.number for one in world.offers()] == [0]
    undo_correction(world.session, world.rep, world.near, key(gone.id), now=at(2))
    assert [one.number for one in world.offers()] == [0, 1]


def test_what_was_missed(world: World) -> None:
    added = add_offer(world.session, world.rep, world.near, FIVE, now=at(1))
    twice = add_offer(world.session, world.rep, world.near, FIVE, now=at(2))
    other = add_offer(world.session, world.rep, world.near, NINE, now=at(3))
    assert (added.offer_number, twice.id, other.offer_number) == (FIRST_MISSED, added.id, FIRST_MISSED + 1)
    correct_offer(world.session, world.rep, world.near, FIRST_MISSED, NINE, now=at(4))
    assert world.offers()[2].numbers == NINE.numbers
    reject_offer(world.session, world.rep, world.near, FIRST_MISSED + 1, now=at(5))
    assert [one.number for one in world.offers()] == [0, 1, FIRST_MISSED]


def test_whose_offer_it_is(world: World) -> None:
    one = set_product(world.session, world.rep, world.near, "K1", now=at(1))
    row = poster_for(world.session, world.rep, *world.near)
    assert row.sku is not None
    assert row.sku.code == "K1"
    none = set_product(world.session, world.rep, world.near, None, now=at(2))
    assert poster_for(world.session, world.rep, *world.near).sku is None
    undo_correction(world.session, world.rep, world.near, key(none.id), now=at(3))
    assert poster_for(world.session, world.rep, *world.near).sku is not None
    assert one.undone_at is not None
    with pytest.raises(NotFound, match="sku_not_found"):
        set_product(world.session, world.rep, world.near, "nothing", now=at(4))


def test_others_posters_are_not_there_for_a_rep(world: World) -> None:
    for call in (
        lambda: correct_offer(world.session, world.rep, world.far, 0, NINE, now=NOW),
        lambda: reject_offer(world.session, world.rep, world.far, 0, now=NOW),
        lambda: add_offer(world.session, world.rep, world.far, NINE, now=NOW),
        lambda: set_product(world.session, world.rep, world.far, "K1", now=NOW),
    ):
        with pytest.raises(NotFound, match="poster_not_found"):
            call()
    theirs = reject_offer(world.session, world.manager, world.far, 0, now=NOW)
    with pytest.raises(NotFound, match="poster_not_found"):
        undo_correction(world.session, world.rep, world.far, key(theirs.id), now=NOW)
    with pytest.raises(NotFound, match="correction_not_found"):
        undo_correction(world.session, world.rep, world.near, key(theirs.id), now=NOW)


@pytest.mark.parametrize(
    ("said", "field", "reason"),
    [
        (OfferSaid("special_price", Numbers()), "price", "missing"),
        (OfferSaid("gift", Numbers(), text="x" * 501), "text", "too_long"),
        (OfferSaid("gift", Numbers(), text="a\0"), "text", "control_character"),
        (OfferSaid("gift", Numbers(), first_n=0), "first_n", "out_of_range"),
        (OfferSaid("gift", Numbers(), xyxy=(5, 5, 5, 9)), "xyxy", "out_of_range"),
        (
            OfferSaid("gift", Numbers(), valid_from=date(2026, 12, 1), valid_until=date(2026, 11, 1)),
            "valid_until",
            "before_start",
        ),
    ],
)
def test_slips_are_refused(world: World, said: OfferSaid, field: str, reason: str) -> None:
    with pytest.raises(Invalid) as raised:
        correct_offer(world.session, world.rep, world.near, 0, said, now=NOW)
    assert (raised.value.params["field"], raised.value.params["reason"]) == (field, reason)
    assert poster_for(world.session, world.rep, *world.near).corrections == ()


def test_an_offer_that_is_not_there(world: World) -> None:
    for number in (7, FIRST_MISSED, -1):
        with pytest.raises(NotFound, match="offer_not_found"):
            correct_offer(world.session, world.rep, world.near, number, NINE, now=NOW)


def test_corrected_posters_are_those_with_a_word_in_force(world: World, company: Company) -> None:
    assert corrected_posters(world.session, company.chain_id) == ()
    gone = reject_offer(world.session, world.manager, world.far, 0, now=at(1))
    correct_offer(world.session, world.rep, world.near, 0, NINE, now=at(1))
    found = corrected_posters(world.session, company.chain_id)
    assert [(row.poster.audit_id, 0) for row in found] == [world.near, world.far]
    undo_correction(world.session, world.manager, world.far, key(gone.id), now=at(2))
    assert [(row.poster.audit_id, 0) for row in corrected_posters(world.session, company.chain_id)] == [
        world.near
    ]
