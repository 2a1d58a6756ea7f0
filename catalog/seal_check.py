"""Walking a chain of seals: where it breaks first, and what was changed there."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlmodel import Session

from catalog.photo_seals import FIRST, PLACE_FIELDS, said_of, seal_over
from catalog.queries_seals import SealRow, seals_after
from catalog.tables import Photo
from catalog.tables_trust import PhotoSeal

What = Literal["removed", "link", "record", "row", "place_gone", "photo_gone", "file_missing", "file_changed"]
_Change = tuple[What, str, object, object]
_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Break:
    """Something that is not as it was sealed: `was` and `now` of a `field` of the row, hashes of links and files.

    `removed`: links up to this one are missing; `link`: it follows another seal than the one before it; `record`: the
    seal does not fit what it says it covers; `place_gone`: where it was taken was deleted, its sender's data were not.
    """

    number: int
    photo_id: int
    what: What
    field: str = ""
    was: str = ""
    now: str = ""


def check_seal(
    row: SealRow, before: PhotoSeal | None, file_sha256: Callable[[str], str | None] | None
) -> tuple[Break, ...]:
    """What is wrong with one link, given the one before it (None: it is the first).

    `file_sha256` gives the hash of a stored file's bytes, None where it is missing; without it, files are not read.
    The kind is what the photo was sent as first: sending it again as another kind is allowed.
    """
    seal, found = row.seal, []

    def broken(what: What, field: str = "", was: object = "", now: object = "") -> None:
        found.append(Break(seal.number, seal.photo_id, what, field, str(was), str(now)))

    number, previous = (0, FIRST) if before is None else (before.number, before.seal)
    if seal.number != number + 1:
        broken("removed", was=number + 1, now=seal.number - 1)
    elif seal.previous != previous:
        broken("link", was=seal.previous, now=previous)
    if seal_over(seal.previous, seal.said) != seal.seal:
        broken("record", was=seal.seal, now=seal_over(seal.previous, seal.said))
    if row.photo is None:
        broken("photo_gone")
        return tuple(found)
    said = _read(seal.said)
    for one in (*_row_changed(row, row.photo, said), *_place_changed(row, row.photo, said)):
        broken(*one)
    if file_sha256 is not None:
        sealed = str(said.get("sha256", ""))
        there = file_sha256(sealed)
        if there is None:
            broken("file_missing", was=sealed)
        elif there != sealed:
            broken("file_changed", was=sealed, now=there)
    return tuple(found)


def walk_seals(
    read: Callable[[], AbstractContextManager[Session]],
    chain_id: int,
    file_sha256: Callable[[str], str | None] | None,
) -> Iterator[tuple[PhotoSeal, tuple[Break, ...]]]:
    """Each link of the chain in its order with what is wrong with it; one short transaction per some hundred links."""
    before: PhotoSeal | None = None
    while True:
        with read() as session:
            rows = seals_after(session, chain_id, before.number if before else 0, _AT_ONCE)
        for row in rows:
            yield row.seal, check_seal(row, before, file_sha256)
            before = row.seal
        if len(rows) < _AT_ONCE:
            return


def _row_changed(row: SealRow, photo: Photo, said: dict[str, Any]) -> Iterator[_Change]:
    today = said_of(photo, row.store_code, row.seal.place)
    for field in today:
        if field not in {"kind", "place"} and said.get(field) != today[field]:
            yield "row", field, said.get(field), today[field]
    if row.seal.place is not None and said.get("place") != today["place"]:
        yield "record", "", said.get("place"), today["place"]


def _place_changed(row: SealRow, photo: Photo, said: dict[str, Any]) -> Iterator[_Change]:
    place = row.seal.place
    if place is None and said.get("place") is not None and not row.forgotten:
        yield "place_gone", "", "", ""
        return
    where = _read(place or "{}")
    for field in PLACE_FIELDS:
        # Of a place that was deleted on request the seal keeps the hash, and the photo nothing; and the first seals
        # do not say how sure the place was.
        if (place is None or field in where) and where.get(field) != getattr(photo, field):
            yield "row", field, where.get(field), getattr(photo, field)


def _read(said: str) -> dict[str, Any]:
    try:
        found = json.loads(said)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
