"""Photos of a visit: each proves one visit, of its own store."""

from sqlmodel import Session

from catalog.errors import Conflict
from catalog.tables import Photo
from catalog.tables_visits import Visit


def check_store(visit: Visit, store_id: int) -> None:
    """Raises Conflict visit_elsewhere where the visit is of another store."""
    if visit.store_id != store_id:
        raise Conflict("visit_elsewhere", visit=visit.client_id)


def join_visit(session: Session, photo: Photo, visit: Visit) -> None:
    """Give the photo to the visit; again changes nothing.

    Raises:
        Conflict: visit_elsewhere; photo_of_other_visit, it was sent with another one before.
    """
    check_store(visit, photo.store_id)
    if photo.visit_id is None:
        photo.visit_id = visit.id
    elif photo.visit_id != visit.id:
        raise Conflict("photo_of_other_visit", visit=session.get_one(Visit, photo.visit_id).client_id)
