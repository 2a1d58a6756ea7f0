"""Photos that show the same as an earlier one: which are worth comparing, what was found, what people say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from catalog.queries_likeness import (
    Candidate,
    Pair,
    find_likeness,
    likeness_for,
    looks_near,
    photos_by_id,
    same_files,
)
from catalog.rows import fetch_or_insert, key
from catalog.tables import Photo, User
from catalog.tables_trust import LikenessAnswer, LikenessKind, PhotoLikeness

SHOTS_WITHIN: Final = timedelta(hours=1)
COMPARED_MOST: Final = 8


@dataclass(frozen=True)
class Found:
    """An earlier photo that shows the same."""

    other_id: int
    kind: LikenessKind
    bits: int


def candidates(
    session: Session, photo: Photo, chain_id: int, phash: int, *, most_bits: int
) -> tuple[Candidate, ...]:
    """Earlier photos to compare this one with, the nearest first: the same bytes in other stores, then near hashes."""
    same = [Candidate(one, 0, same=True) for one in same_files(session, photo, chain_id, COMPARED_MOST)]
    known = {key(one.photo.id) for one in same}
    near = looks_near(
        session,
        chain_id,
        phash,
        before_id=key(photo.id),
        most_bits=most_bits,
        limit=COMPARED_MOST * 4,
    )
    photos = photos_by_id(session, [photo_id for photo_id, _ in near])
    worth = [
        Candidate(photos[photo_id], bits, same=False)
        for photo_id, bits in near
        if photo_id not in known and not ordinary(photo, photos[photo_id])
    ]
    return tuple((same + worth)[:COMPARED_MOST])


def ordinary(photo: Photo, other: Photo) -> bool:
    """Several shots of one shelf are how people work: the same visit, or the same person in the same store within the
    hour. Two visits are two visits, whatever time the photos are said to be of."""
    if photo.store_id != other.store_id:
        return False
    if photo.visit_id is not None and other.visit_id is not None:
        return photo.visit_id == other.visit_id
    same_person = photo.uploaded_by == other.uploaded_by
    return same_person and abs(_taken(photo) - _taken(other)) <= SHOTS_WITHIN


def note_likenesses(session: Session, photo_id: int, found: Sequence[Found], *, now: datetime) -> int:
    """Keep what was found; how many are new. What is known already keeps its answer."""
    return sum(_note(session, photo_id, one, now) for one in found)


def _note(session: Session, photo_id: int, found: Found, now: datetime) -> bool:
    _, new = fetch_or_insert(
        session,
        lambda: find_likeness(session, photo_id, found.other_id),
        lambda: PhotoLikeness(
            photo_id=photo_id, other_id=found.other_id, kind=found.kind, distance=found.bits, found_at=now
        ),
    )
    return new


def answer_likeness(
    session: Session, user: User, likeness_id: int, answer: LikenessAnswer | None, *, now: datetime
) -> Pair:
    """Keep what a person says of a pair; None takes the answer back.

    Raises:
        NotFound: likeness_not_found.
    """
    row = likeness_for(session, user, likeness_id).likeness
    if row.answer != answer:
        row.answer = answer
        row.answered_by, row.answered_at = (None, None) if answer is None else (user.id, now)
        session.add(row)
        session.flush()
    return likeness_for(session, user, likeness_id)


def _taken(photo: Photo) -> datetime:
    return photo.captured_at or photo.uploaded_at
