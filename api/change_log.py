"""Every request that changed something is recorded: one dependency of all routers of the API.

Where the route uses `DbSession`, the record is part of its transaction (`api.deps` writes the note at its end); else
it gets a short one of its own after the route has returned. A request that failed leaves none.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Final

from fastapi import Depends, Request

from api.change_note import ChangeNote, details_of, note_of
from api.deps import CurrentAccess, Now, PartsDep
from catalog.database import writing

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_ASKING: Final = frozenset({"preview_policy"})
"""Operations that are posted, for their question is long, and change nothing."""


async def _noted(request: Request, access: CurrentAccess, now: Now) -> None:
    action = str(getattr(request.scope.get("route"), "name", ""))
    if request.method in _SAFE or action in _ASKING:
        return
    details = await details_of(request)
    request.state.change = ChangeNote(action, request.url.path, details, now, access.user)


def _recorded(request: Request, parts: PartsDep, noted: Annotated[None, Depends(_noted)]) -> Iterator[None]:
    yield
    note = note_of(request)
    if note is not None and not note.written:
        with writing(parts.engine) as session:
            note.write(session)


RECORDED: Final[Any] = Depends(_recorded, scope="function")
"""Asks for a sign-in, and records what a route that is no GET has changed."""
