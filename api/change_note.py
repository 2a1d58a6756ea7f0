"""What is noted of a request that changes something: who, what, to what, and what was said – without secrets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from fastapi import Request
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile

from catalog.changes import record_change
from catalog.rows import key
from catalog.tables import User

_SECRET: Final = ("password", "token", "secret", "address")
"""A field whose name holds one of these words is noted as given, not by its value; a push address holds a key."""
_PERSONAL: Final = frozenset(
    {"username", "full_name", "person", "latitude", "longitude", "accuracy_m", "answers", "name_again"}
)
"""What belongs to a person lies in their own rows, where it can be corrected and deleted; the log keeps none of it."""
HIDDEN: Final = "•••"
_TEXT, _ITEMS, _DEEP, _ALL = 200, 20, 4, 4000


@dataclass
class ChangeNote:
    """A change as it will be written once it has happened; `written` keeps it from being written twice.

    A route may say more precisely what was changed (`subject`), or add to `details`, before it returns.
    """

    action: str
    subject: str
    details: dict[str, Any]
    at: datetime
    user: User
    written: bool = field(default=False)

    def write(self, session: Session) -> None:
        """Put it into this transaction."""
        if self.written:
            return
        record_change(
            session,
            self.user.chain_id,
            key(self.user.id),
            self.action,
            self.subject,
            self.details,
            at=self.at,
        )
        self.written = True


def note_of(request: Request) -> ChangeNote | None:
    """The note of this request, where it is one that changes something."""
    note = getattr(request.state, "change", None)
    return note if isinstance(note, ChangeNote) else None


def note_person(request: Request, user: User) -> None:
    """Have the change recorded as one of this person, by number: the record keeps no names."""
    note = note_of(request)
    if note is not None:
        note.subject = f"user:{key(user.id)}"
        note.details.pop("path", None)


async def details_of(request: Request) -> dict[str, Any]:
    """The path's and query's parameters and the body, as far as FastAPI has read it for the route."""
    said: dict[str, Any] = {}
    if request.path_params:
        said["path"] = plain(request.path_params)
    if request.query_params:
        said["query"] = plain(dict(request.query_params))
    if getattr(request.scope.get("route"), "body_field", None) is not None:
        body = await _body(request)
        if body:
            said["body"] = plain(body)
    return capped(said)


async def _body(request: Request) -> Any:
    if request.headers.get("content-type", "").startswith(("multipart/", "application/x-www-form")):
        return _form(await request.form())
    try:
        return await request.json()
    except ValueError:  # refused a moment later, by the route
        return None


def _form(form: FormData) -> dict[str, Any]:
    return {
        name: {"file": value.filename or "", "bytes": value.size or 0}
        if isinstance(value, UploadFile)
        else value
        for name, value in form.multi_items()
    }


def plain(value: Any, name: str = "", deep: int = 0) -> Any:
    """The value without secrets and personal data, long texts and lists cut."""
    lowered = name.lower()
    if value is not None and (lowered in _PERSONAL or any(word in lowered for word in _SECRET)):
        return HIDDEN
    match value:
        case None | bool() | int() | float():
            return value
        case Mapping() if deep < _DEEP:
            return {str(k)[:100]: plain(v, str(k), deep + 1) for k, v in list(value.items())[:_ITEMS]}
        case list() | tuple() if deep < _DEEP:
            kept = [plain(one, name, deep + 1) for one in value[:_ITEMS]]
            return kept if len(value) <= _ITEMS else [*kept, f"+{len(value) - _ITEMS}"]
        case _:
            text = value if isinstance(value, str) else str(value)[:_TEXT]
            return text if len(text) <= _TEXT else f"{text[:_TEXT]}…"


def capped(said: dict[str, Any]) -> dict[str, Any]:
    """The same where it is short enough to be kept, else its beginning as text."""
    text = json.dumps(said, ensure_ascii=False)
    return said if len(text) <= _ALL else {"path": said.get("path", {}), "cut": text[:_ALL]}
