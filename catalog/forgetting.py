"""Deleting what the service has on a person, and keeping true what they recorded.

The row stays under a made-up name, for photos, visits and answers point to it. What only served to reach or to
recognise the person goes: names, password, tokens, messages and their addresses, stores, routes, places.
What they said of stores (answers of visits, notes, corrections) is the company's record and stays.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, update

from catalog.accounts import FORMER
from catalog.photo_seals import forget_places
from catalog.queries_changes import sign_ins_of
from catalog.rows import key
from catalog.tables import AccessToken, Photo, User, UserStore
from catalog.tables_push import PushMessage, PushTarget
from catalog.tables_visits import RouteStop, Visit

_NO_PASSWORD = "!"
"""No argon2 string: nothing fits it."""


def forget_person(session: Session, user: User, *, now: datetime) -> str:
    """Delete the person's data; the made-up name that their records bear from now on.

    The record of changes keeps each entry, and names people by number alone; the addresses that they signed in from
    go. That is the only change that is ever made to it.
    """
    number = key(user.id)
    name = f"{FORMER}{number}"
    forget_places(session, number)
    nowhere: dict[str, Any] = {"latitude": None, "longitude": None, "accuracy_m": None}
    session.exec(update(Photo).where(col(Photo.uploaded_by) == number).values(**nowhere, file_name=""))
    session.exec(update(Visit).where(col(Visit.user_id) == number).values(**nowhere))
    for table in (AccessToken, PushMessage, PushTarget, UserStore, RouteStop):
        session.exec(delete(table).where(col(table.user_id) == number))
    for record in sign_ins_of(session, number):
        record.details = {label: value for label, value in record.details.items() if label != "from"}
        session.add(record)
    user.username, user.full_name, user.password_hash = name, "", _NO_PASSWORD
    user.active, user.deleted_at, user.forget_asked_at = False, now, None
    session.add(user)
    session.flush()
    return name
