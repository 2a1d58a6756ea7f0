"""Earlier photos with a near hash are found among many; what is ordinary is not even compared."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine
from sqlmodel import Session

from catalog.database import writing
from catalog.errors import NotFound
from catalog.likeness import Found, answer_likeness, candidates, note_likenesses
from catalog.photo_looks import bands_of, bits_apart, look_row, near_bands
from catalog.queries_likeness import count_open, likeness_pairs, likenesses_of, looks_near
from catalog.queries_people import get_user
from catalog.queries_queue import submit_photo
from catalog.rows import key
from catalog.tables import Photo
from catalog.tables_visits import Visit
from tests.catalog.conftest import NOW, Company

HASH = 0xF123_4567_89AB_CDEF


def near(bits: str) -> int:
    """HASH with these bits flipped, counted from the lowest."""
    value = HASH
    for bit in bits.split():
        value ^= 1 << int(bit)
    return value


def take(session: Session, company: Company, number: int, phash: int = HASH, **more: Any) -> Photo:
    at = NOW + more.pop("after", timedelta(0))
    return submit_photo(
        session,
        store_id=more.pop("store_id", company.store_id),
        sha256=more.pop("sha256", f"{number:064x}"),
        now=at,
        uploaded_by=more.pop("uploaded_by", company.rep_id),
        phash=phash,
        **more,
    ).photo


def begin(session: Session, company: Company, client_id: str) -> Visit:
    visit = Visit(
        store_id=company.store_id,
        user_id=company.rep_id,
        client_id=client_id,
        started_at=NOW,
        received_at=NOW,
    )
    session.add(visit)
    session.flush()
    return visit


def compared(session: Session, company: Company, photo: Photo, phash: int = HASH) -> list[tuple[int, int]]:
    found = candidates(session, photo, company.chain_id, phash, most_bits=12)
    return [(key(one.photo.id), one.bits) for one in found]


@given(some.integers(0, 2**64 - 1), some.sets(some.integers(0, 63), max_size=7))
def test_hashes_seven_bits_apart_share_a_piece(value: int, flipped: set[int]) -> None:
    other = value
    for bit in flipped:
        other ^= 1 << bit
    assert bits_apart(value, other) == len(flipped)
    pairs = zip(bands_of(value), bands_of(other), strict=True)
    assert any(theirs in near_bands(mine) for mine, theirs in pairs)


@given(some.integers(0, 2**64 - 1))
def test_a_hash_is_kept_as_a_signed_number(value: int) -> None:
    row = look_row(1, 1, value)
    assert -(2**63) <= row.phash < 2**63
    assert row.phash % 2**64 == value
    assert bits_apart(row.phash, value) == 0


def test_the_nearest_of_the_earlier_ones_come_first(session: Session, company: Company) -> None:
    far = take(session, company, 1, near("0 1 16 17 32 33 48 49"))
    close = take(session, company, 2, near("0 20 40"))
    take(session, company, 3, HASH ^ 0xFFFF_FFFF_FFFF_FFFF)
    photo = take(session, company, 4)
    take(session, company, 5)
    found = looks_near(session, company.chain_id, HASH, before_id=key(photo.id), most_bits=12, limit=9)
    assert found == ((key(close.id), 3),), "two bits in each piece are out of reach"
    reached = near("0 1 16 17 32 33 48")
    found = looks_near(session, company.chain_id, reached, before_id=key(photo.id), most_bits=12, limit=9)
    assert found[0] == (key(far.id), 1)


def test_other_chains_are_not_looked_at(session: Session, company: Company) -> None:
    take(session, company, 1)
    assert looks_near(session, company.chain_id + 1, HASH, before_id=99, most_bits=12, limit=9) == ()


def test_several_shots_of_one_shelf_are_ordinary(session: Session, company: Company) -> None:
    first = take(session, company, 1)
    soon = take(session, company, 2, after=timedelta(minutes=50))
    assert compared(session, company, soon) == []
    tomorrow = take(session, company, 3, after=timedelta(days=1))
    assert compared(session, company, tomorrow) == [(key(soon.id), 0), (key(first.id), 0)]
    somebody = take(session, company, 4, after=timedelta(days=1, minutes=5), uploaded_by=company.manager_id)
    assert key(tomorrow.id) in dict(compared(session, company, somebody))
    elsewhere = take(session, company, 5, store_id=company.other_store_id)
    assert key(first.id) in dict(compared(session, company, elsewhere))


def test_one_visit_is_ordinary_two_visits_are_not_whatever_the_phone_says(
    session: Session, company: Company
) -> None:
    morning, noon = begin(session, company, "v-1"), begin(session, company, "v-2")
    first = take(session, company, 1, visit=morning)
    same = take(session, company, 2, visit=morning, after=timedelta(hours=3))
    assert compared(session, company, same) == []
    other = take(session, company, 3, visit=noon, after=timedelta(hours=3), captured_at=NOW)
    assert key(first.id) in dict(compared(session, company, other))


def test_the_same_file_in_another_store_needs_no_hash(engine: Engine, company: Company) -> None:
    with writing(engine) as session:
        first = take(session, company, 1, sha256="a" * 64)
        again = take(session, company, 2, ~HASH % 2**64, sha256="a" * 64, store_id=company.other_store_id)
        (found,) = candidates(session, again, company.chain_id, ~HASH % 2**64, most_bits=12)
        assert (found.photo.id, found.bits, found.same) == (first.id, 0, True)
        assert candidates(session, first, company.chain_id, HASH, most_bits=12) == ()


def test_what_was_found_is_kept_once_and_answered_with_undo(session: Session, company: Company) -> None:
    first = take(session, company, 1)
    later = take(session, company, 2, store_id=company.other_store_id)
    found = [Found(key(first.id), "near", 2)]
    assert note_likenesses(session, key(later.id), found, now=NOW) == 1
    manager, rep = get_user(session, company.manager_id), get_user(session, company.rep_id)
    (pair,) = likeness_pairs(session, manager, answered=False)
    assert (pair.photo.store.code, pair.other.store.code) == ("S002", "S001")
    assert pair.other.sender is not None
    assert pair.other.sender.username == "rep"
    assert count_open(session, manager) == 1
    assert count_open(session, rep) == 0, "the later photo is of a store that the rep does not see"
    likeness = key(pair.likeness.id)
    with pytest.raises(NotFound):
        answer_likeness(session, rep, likeness, "fine", now=NOW)
    answered = answer_likeness(session, manager, likeness, "copy", now=NOW)
    assert answered.answered_by is not None
    assert answered.answered_by.username == "cat"
    assert note_likenesses(session, key(later.id), found, now=NOW) == 0
    assert likeness_pairs(session, manager, answered=True)[0].likeness.answer == "copy"
    undone = answer_likeness(session, manager, likeness, None, now=NOW)
    assert (undone.likeness.answer, undone.likeness.answered_at) == (None, None)
    assert count_open(session, manager) == 1
    assert [one.likeness.id for one in likenesses_of(session, key(first.id))] == [likeness]
