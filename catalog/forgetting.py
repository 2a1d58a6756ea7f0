"""Deleting what the service has on a person, and keeping true what they recorded.

The row stays under a made-up name, for photos, visits and answers point to it. What only served to reach or to
recognise the person goes: names, password, tokens, messages and their addresses, stores, routes, places.
What they said of stores (answers of visits, notes, corrections) is the company's record and stays.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, update

from catalog.photo_seals import forget_places
from catalog.queries_changes import changes_naming
from catalog.rows import key
from catalog.tables import AccessToken, Photo, User, UserStore
from catalog.tables_push import PushMessage, PushTarget
from catalog.tables_visits import RouteStop, Visit

_NO_PASSWORD = "!"
"""No argon2 string: nothing fits it."""


def forget_person(session: Session, user: User, *, now: datetime) -> str:
    """Delete the person's data; the made-up name that their records bear from now on.

    The record of changes keeps each entry; their name in it becomes the made-up one, and the addresses that they
    signed in from go. That is the only change that is ever made to it.
    """
    number, former = key(user.id), user.username
    name = f"former-{number}"
    forget_places(session, number)
    nowhere: dict[str, Any] = {"latitude": None, "longitude": None, "accuracy_m": None}
    session.exec(update(Photo).where(col(Photo.uploaded_by) == number).values(**nowhere, file_name=""))
    session.exec(update(Visit).where(col(Visit.user_id) == number).values(**nowhere))
    for table in (AccessToken, PushMessage, PushTarget, UserStore, RouteStop):
        session.exec(delete(table).where(col(table.user_id) == number))
    for record in changes_naming(session, user.chain_id, number, former):
        record.subject = "/".join(name if part == former else part for part in record.subject.split("/"))
        details = {label: value for label, value in record.details.items() if label != "from"}
        record.details = _renamed(details, former, name)
        session.add(record)
    user.username, user.full_name, user.password_hash = name, "", _NO_PASSWORD
    user.active, user.deleted_at, user.forget_asked_at = False, now, None
    session.add(user)
    session.flush()
    return name


def _renamed(value: Any, former: str, name: str) -> Any:
    match value:
        case dict():
            return {label: _renamed(each, former, name) for label, each in value.items()}
        case list():
            return [_renamed(each, former, name) for each in value]
        case str():
            return name if value == former else value
        case _:
            return value
