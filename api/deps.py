"""What routes ask for, as annotated aliases: parts, sessions, the user and their role, the clock."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Annotated, Final, cast

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials
from sqlmodel import Session

from api.change_note import note_of
from api.errors import ApiError, request_locale
from api.i18n import Locale
from api.local_day import Local
from api.parts import Parts
from api.rights import ADMINS, BOARD_READERS, CONTRIBUTORS, EDITORS, ROUTE_EDITORS
from api.security import COOKIE, hash_token
from catalog.database import reading, writing
from catalog.queries_people import Access, TokenState, find_access
from catalog.tables import Role, User

_COOKIE: Final = APIKeyCookie(name=COOKIE, auto_error=False, description="set by POST /api/sign-in")
_BEARER: Final = HTTPBearer(auto_error=False, description="a token of POST /api/tokens")
_REFUSALS: Final[dict[TokenState, str]] = {
    "expired": "token_expired",
    "revoked": "token_revoked",
    "inactive_user": "inactive_user",
}


def _parts(request: Request) -> Parts:
    return cast(Parts, request.app.state.parts)


PartsDep = Annotated[Parts, Depends(_parts)]
"""The running service's parts."""


def _now(parts: PartsDep) -> datetime:
    return parts.clock()


Now = Annotated[datetime, Depends(_now)]
"""The time of the request, UTC."""


def _local(parts: PartsDep, now: Now) -> Local:
    return Local.at(now, parts.settings.zone)


LocalDep = Annotated[Local, Depends(_local)]
"""The day of the request where the service's stores are, and their time zone (`TIMEZONE`)."""


def _today(local: LocalDep) -> date:
    return local.today


Today = Annotated[date, Depends(_today)]
"""The day alone."""


def _writing(request: Request, parts: PartsDep) -> Iterator[Session]:
    with writing(parts.engine) as session:
        yield session
        if (note := note_of(request)) is not None:
            note.write(session)


def _reading(parts: PartsDep) -> Iterator[Session]:
    with reading(parts.engine) as session:
        yield session


DbSession = Annotated[Session, Depends(_writing, scope="function")]
"""A transaction that is committed before the answer leaves: what was answered is saved, with the record of it."""

ReadSession = Annotated[Session, Depends(_reading, scope="function")]
"""A transaction that only reads, and waits for no writer."""


def _access(
    request: Request,
    parts: PartsDep,
    now: Now,
    cookie: Annotated[str | None, Depends(_COOKIE)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Access:
    """Who is asking; a bearer token wins over a cookie."""
    token = bearer.credentials if bearer is not None else cookie
    if not token:
        raise ApiError(401, "sign_in_required")
    with reading(parts.engine) as session:
        access = find_access(session, hash_token(token), now, idle=parts.settings.session_idle)
    if access is None:
        raise ApiError(401, "sign_in_required")
    if access.state != "valid":
        raise ApiError(401, _REFUSALS[access.state])
    request.state.user_locale = access.user.locale
    parts.uses.note(access.token, now)
    return access


CurrentAccess = Annotated[Access, Depends(_access)]
"""The token and the user behind the request; 401 without."""


def _user(access: CurrentAccess) -> User:
    return access.user


CurrentUser = Annotated[User, Depends(_user)]
"""The signed-in user; 401 without. Belongs to no session: read it, do not change it."""


def role_in(*roles: Role) -> Callable[[User], User]:
    """A dependency that lets only these roles pass; 403 otherwise."""

    def check(user: CurrentUser) -> User:
        if user.role not in roles:
            raise ApiError(403, "forbidden", role=user.role, allowed=list(roles))
        return user

    return check


Contributor = Annotated[User, Depends(role_in(*CONTRIBUTORS))]
"""A user who may send photos and visits and correct what was read: everybody but a director."""

Editor = Annotated[User, Depends(role_in(*EDITORS))]
"""A user who may change the catalogue, name groups and add stores."""

RouteEditor = Annotated[User, Depends(role_in(*ROUTE_EDITORS))]
"""A user who may say where reps go; a supervisor for own stores."""

BoardReader = Annotated[User, Depends(role_in(*BOARD_READERS))]
"""A user who watches over others' stores: the live board, what was not followed up, photos to be looked at."""

Admin = Annotated[User, Depends(role_in(*ADMINS))]
"""A user who may change people and read the change log."""

LocaleDep = Annotated[Locale, Depends(request_locale)]
"""The language to answer in."""
