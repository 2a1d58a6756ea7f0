"""Sealing photos: each link of a chain of stores holds what was said of a photo and the link before it.

Whoever changes a photo's file or row afterwards, takes one away or slips one in, breaks a link. Whoever may write to
the database could make all later links anew: against that, the last seal is to be kept somewhere else.
"""

import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import text
from sqlmodel import Session, col, update

from catalog.queries_seals import last_seal, photo_ids_of, unsealed_photos
from catalog.rows import key
from catalog.tables import Photo, Store
from catalog.tables_trust import PhotoSeal

FIRST: Final = "0" * 64
"""What the first link of a chain follows."""
PLACE_FIELDS: Final = ("latitude", "longitude", "accuracy_m")
_LOCK: Final = 0x7365616C00000000


def said_of(photo: Photo, store_code: str, place: str | None) -> dict[str, Any]:
    """What a seal covers, as the photo's row says it now; times in UTC. Where it was taken is covered by the hash of
    `place` alone, so that it can be deleted when the person asks for it, and the seal still holds."""
    return {
        "sha256": photo.sha256,
        "store": store_code,
        "kind": photo.kind,
        "captured_at": _moment(photo.captured_at),
        "uploaded_at": _moment(photo.uploaded_at),
        "uploaded_by": photo.uploaded_by,
        "place": None if place is None else hashlib.sha256(place.encode()).hexdigest(),
    }


def place_said(photo: Photo) -> str | None:
    """Where the photo was taken, with a random salt, lest the place be found by hashing all places that there are."""
    if photo.latitude is None:
        return None
    where = {field: getattr(photo, field) for field in PLACE_FIELDS}
    return canonical(where | {"salt": secrets.token_hex(16)})


def canonical(said: dict[str, Any]) -> str:
    """The one way to write it: JSON with its keys in order, without blanks."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def seal_over(previous: str, said: str) -> str:
    """sha256 in hex over the 64 characters of the seal before and the canonical JSON, as UTF-8."""
    return hashlib.sha256((previous + said).encode()).hexdigest()


def seal_photo(session: Session, photo: Photo, *, now: datetime) -> PhotoSeal:
    """Add the photo's link, in the transaction that takes the photo in: both are there or none."""
    store = session.get_one(Store, photo.store_id)
    _one_at_a_time(session, store.chain_id)
    before = last_seal(session, store.chain_id)
    place = place_said(photo)
    previous, said = FIRST if before is None else before.seal, canonical(said_of(photo, store.code, place))
    seal = PhotoSeal(
        photo_id=key(photo.id),
        chain_id=store.chain_id,
        number=1 if before is None else before.number + 1,
        previous=previous,
        seal=seal_over(previous, said),
        said=said,
        place=place,
        sealed_at=now,
    )
    session.add(seal)
    session.flush()
    return seal


def forget_places(session: Session, user_id: int) -> None:
    """Delete where a person's photos were taken from their seals; these stay whole, by the hash that they cover."""
    theirs = photo_ids_of(user_id)
    session.exec(update(PhotoSeal).where(col(PhotoSeal.photo_id).in_(theirs)).values(place=None))


def seal_waiting(session: Session, chain_id: int, *, now: datetime, limit: int) -> int:
    """Seal the oldest photos that were taken in before there were seals; how many. Call again until none is left."""
    waiting = unsealed_photos(session, chain_id, limit)
    for photo in waiting:
        seal_photo(session, photo, now=now)
    return len(waiting)


def _one_at_a_time(session: Session, chain_id: int) -> None:
    """Wait until no other transaction seals in this chain. SQLite has one writer anyway; a lock of its own on
    PostgreSQL, because whoever imports a catalogue holds the chain's row for minutes."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK + chain_id})


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")
