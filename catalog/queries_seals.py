"""Reading seals of photos, and photos that have none."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from catalog.tables import Photo, Store, User
from catalog.tables_trust import PhotoSeal


@dataclass(frozen=True)
class SealRow:
    """A seal with the photo that it is of; None where the photo's row is gone. `forgotten`: its sender's data were
    deleted, and with them where it was taken."""

    seal: PhotoSeal
    photo: Photo | None
    store_code: str
    forgotten: bool


def last_seal(session: Session, chain_id: int) -> PhotoSeal | None:
    """The newest link of the chain."""
    query = select(PhotoSeal).where(PhotoSeal.chain_id == chain_id).order_by(col(PhotoSeal.number).desc())
    return session.exec(query.limit(1)).first()


def seals_after(session: Session, chain_id: int, number: int, limit: int) -> tuple[SealRow, ...]:
    """The links that follow this one, in their order, with what the rows say today."""
    query = (
        select(PhotoSeal, Photo, Store.code, User.deleted_at)
        .outerjoin(Photo, col(Photo.id) == PhotoSeal.photo_id)
        .outerjoin(Store, col(Store.id) == Photo.store_id)
        .outerjoin(User, col(User.id) == Photo.uploaded_by)
        .where(PhotoSeal.chain_id == chain_id, col(PhotoSeal.number) > number)
        .order_by(col(PhotoSeal.number))
        .limit(limit)
    )
    return tuple(
        SealRow(seal, photo, code or "", forgotten=deleted_at is not None)
        for seal, photo, code, deleted_at in session.exec(query)
    )


def seal_before(session: Session, seal: PhotoSeal) -> PhotoSeal | None:
    """The link that this one follows."""
    query = select(PhotoSeal).where(PhotoSeal.chain_id == seal.chain_id, PhotoSeal.number == seal.number - 1)
    return session.exec(query).first()


def seal_of(session: Session, photo_id: int) -> PhotoSeal | None:
    """The photo's link, if it has one."""
    return session.get(PhotoSeal, photo_id)


def photo_ids_of(user_id: int) -> SelectOfScalar[Any]:
    """A query for the photos that a person sent."""
    return select(Photo.id).where(Photo.uploaded_by == user_id)


def unsealed_photos(session: Session, chain_id: int, limit: int) -> tuple[Photo, ...]:
    """The chain's oldest photos without a seal."""
    query = (
        select(Photo)
        .join(Store, col(Store.id) == Photo.store_id)
        .outerjoin(PhotoSeal, col(PhotoSeal.photo_id) == Photo.id)
        .where(Store.chain_id == chain_id, col(PhotoSeal.photo_id).is_(None))
        .order_by(col(Photo.id))
        .limit(limit)
    )
    return tuple(session.exec(query))


def count_unsealed(session: Session, chain_id: int) -> int:
    """How many of the chain's photos have no seal."""
    query = (
        select(func.count())
        .select_from(Photo)
        .join(Store, col(Store.id) == Photo.store_id)
        .outerjoin(PhotoSeal, col(PhotoSeal.photo_id) == Photo.id)
        .where(Store.chain_id == chain_id, col(PhotoSeal.photo_id).is_(None))
    )
    return session.exec(query).one()
