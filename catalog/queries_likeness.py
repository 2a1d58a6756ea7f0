"""Finding photos that look like one another, and reading what was found."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.photo_looks import bands_of, bits_apart, near_bands
from catalog.queries_people import stores_seen_by
from catalog.rows import key
from catalog.tables import Audit, Photo, Store, User
from catalog.tables_trust import PhotoLikeness, PhotoLook


@dataclass(frozen=True)
class Shown:
    """A photo where it hangs: its store, who sent it, and its newest audit."""

    photo: Photo
    store: Store
    sender: User | None
    audit_id: int | None


@dataclass(frozen=True)
class Pair:
    """A photo and the earlier one that it looks like."""

    likeness: PhotoLikeness
    photo: Shown
    other: Shown
    answered_by: User | None


@dataclass(frozen=True)
class Candidate:
    """An earlier photo whose hash is so many bits away; 0 with `same` where it is the same file."""

    photo: Photo
    bits: int
    same: bool


def look_of(session: Session, photo_id: int) -> PhotoLook | None:
    """The photo's hash, if it has one."""
    return session.get(PhotoLook, photo_id)


def looks_near(
    session: Session, chain_id: int, phash: int, *, before_id: int, most_bits: int, limit: int
) -> tuple[tuple[int, int], ...]:
    """Ids of earlier photos of the chain whose hash is near, and by how many bits, the nearest first."""
    columns = (PhotoLook.band0, PhotoLook.band1, PhotoLook.band2, PhotoLook.band3)
    parts = [
        select(PhotoLook.photo_id, PhotoLook.phash).where(
            PhotoLook.chain_id == chain_id, col(column).in_(near_bands(band))
        )
        for column, band in zip(columns, bands_of(phash), strict=True)
    ]
    found = {
        photo_id: bits
        for photo_id, other in session.execute(union_all(*parts)).all()
        if photo_id < before_id and (bits := bits_apart(phash, other)) <= most_bits
    }
    return tuple(sorted(found.items(), key=lambda one: (one[1], -one[0]))[:limit])


def same_files(session: Session, photo: Photo, chain_id: int, limit: int) -> tuple[Photo, ...]:
    """Earlier photos of the chain's other stores with the very same bytes."""
    query = (
        select(Photo)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(
            Store.chain_id == chain_id,
            Photo.sha256 == photo.sha256,
            Photo.store_id != photo.store_id,
            col(Photo.id) < key(photo.id),
        )
        .order_by(col(Photo.id))
        .limit(limit)
    )
    return tuple(session.exec(query))


def photos_by_id(session: Session, ids: Sequence[int]) -> dict[int, Photo]:
    """These photos."""
    return {key(photo.id): photo for photo in session.exec(select(Photo).where(col(Photo.id).in_(ids)))}


def photos_without_look(session: Session, chain_id: int, after_id: int, limit: int) -> tuple[Photo, ...]:
    """The chain's photos after this one that have no hash, in their order."""
    query = (
        select(Photo)
        .join(Store, col(Store.id) == Photo.store_id)
        .outerjoin(PhotoLook, col(PhotoLook.photo_id) == Photo.id)
        .where(Store.chain_id == chain_id, col(PhotoLook.photo_id).is_(None), col(Photo.id) > after_id)
        .order_by(col(Photo.id))
        .limit(limit)
    )
    return tuple(session.exec(query))


def likenesses_of(session: Session, photo_id: int) -> tuple[Pair, ...]:
    """What was found for this photo, either way round, the nearest first."""
    either = (col(PhotoLikeness.photo_id) == photo_id) | (col(PhotoLikeness.other_id) == photo_id)
    return _pairs(session, [either], limit=20)


def find_likeness(session: Session, photo_id: int, other_id: int) -> PhotoLikeness | None:
    """What was found of these two."""
    query = select(PhotoLikeness).where(
        PhotoLikeness.photo_id == photo_id, PhotoLikeness.other_id == other_id
    )
    return session.exec(query).first()


def likeness_for(session: Session, user: User, likeness_id: int) -> Pair:
    """One pair, if the user may see the later photo's store; raises NotFound likeness_not_found."""
    found = _pairs(session, [*_seen(user), col(PhotoLikeness.id) == likeness_id], limit=1)
    if not found:
        raise NotFound("likeness_not_found", likeness=likeness_id)
    return found[0]


def likeness_pairs(
    session: Session, user: User, *, answered: bool, before_id: int | None = None, limit: int = 20
) -> tuple[Pair, ...]:
    """Pairs whose later photo is of a store that the user may see: those that wait for an answer, or the others."""
    wanted = [*_seen(user), col(PhotoLikeness.answer).is_not(None) if answered else _OPEN]
    if before_id is not None:
        wanted.append(col(PhotoLikeness.id) < before_id)
    return _pairs(session, wanted, limit=limit)


def count_open(session: Session, user: User) -> int:
    """How many pairs wait for an answer of this user."""
    query = (
        select(func.count())
        .select_from(PhotoLikeness)
        .join(Photo, col(Photo.id) == PhotoLikeness.photo_id)
        .where(_OPEN, col(Photo.store_id).in_(stores_seen_by(user)))
    )
    return session.exec(query).one()


_OPEN: ColumnElement[bool] = col(PhotoLikeness.answer).is_(None)


def _seen(user: User) -> list[ColumnElement[bool]]:
    photos = select(Photo.id).where(col(Photo.store_id).in_(stores_seen_by(user)))
    return [col(PhotoLikeness.photo_id).in_(photos)]


def _pairs(session: Session, wanted: list[ColumnElement[bool]], *, limit: int) -> tuple[Pair, ...]:
    query = select(PhotoLikeness).where(*wanted).order_by(col(PhotoLikeness.id).desc()).limit(limit)
    rows = session.exec(query).all()
    shown = _shown(session, {one.photo_id for one in rows} | {one.other_id for one in rows})
    answerers = {one.answered_by for one in rows if one.answered_by is not None}
    people = {user.id: user for user in session.exec(select(User).where(col(User.id).in_(answerers)))}
    return tuple(
        Pair(one, shown[one.photo_id], shown[one.other_id], people.get(one.answered_by)) for one in rows
    )


def _shown(session: Session, photo_ids: set[int]) -> dict[int, Shown]:
    newest, sender = (
        select(Audit.photo_id, func.max(Audit.id).label("audit_id"))
        .where(col(Audit.photo_id).in_(photo_ids))
        .group_by(col(Audit.photo_id))
        .subquery(),
        aliased(User),
    )
    query = (
        select(Photo, Store, sender, newest.c.audit_id)
        .join(Store, col(Store.id) == Photo.store_id)
        .outerjoin(sender, col(sender.id) == Photo.uploaded_by)
        .outerjoin(newest, newest.c.photo_id == Photo.id)
        .where(col(Photo.id).in_(photo_ids))
    )
    return {
        key(photo.id): Shown(photo, store, who, audit) for photo, store, who, audit in session.exec(query)
    }
