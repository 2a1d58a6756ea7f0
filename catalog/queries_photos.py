"""Reading photos by their own number."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.queries_people import stores_seen_by
from catalog.tables import Photo, Store, User
from catalog.tables_trust import PhotoSeal
from catalog.tables_visits import Visit


@dataclass(frozen=True)
class PhotoRow:
    """A photo with where it hangs, who sent it, and its seal."""

    photo: Photo
    store: Store
    sender: User | None
    seal: PhotoSeal | None
    visit: Visit | None


def photo_for(session: Session, user: User, photo_id: int) -> PhotoRow:
    """The photo if the user may see its store; raises NotFound photo_not_found otherwise."""
    query = (
        select(Photo, Store, User, PhotoSeal, Visit)  # type: ignore[call-overload]
        .join(Store, col(Store.id) == Photo.store_id)
        .outerjoin(User, col(User.id) == Photo.uploaded_by)
        .outerjoin(PhotoSeal, col(PhotoSeal.photo_id) == Photo.id)
        .outerjoin(Visit, col(Visit.id) == Photo.visit_id)
        .where(Photo.id == photo_id, col(Store.id).in_(stores_seen_by(user)))
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound("photo_not_found", photo=photo_id)
    return PhotoRow(*found)


def stores_seen(session: Session, user: User, store_ids: set[int]) -> set[int]:
    """Those of the stores that the user may see."""
    query = stores_seen_by(user).where(col(Store.id).in_(store_ids))
    return set(session.exec(query))
