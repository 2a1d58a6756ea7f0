"""Reading visits."""

from sqlmodel import Session, select

from catalog.errors import NotFound
from catalog.tables_visits import Visit


def own_visit(session: Session, user_id: int, client_id: str) -> Visit:
    """The user's visit by the phone's id of it; raises NotFound visit_not_found."""
    found = session.exec(select(Visit).where(Visit.user_id == user_id, Visit.client_id == client_id)).first()
    if found is None:
        raise NotFound("visit_not_found", visit=client_id)
    return found
