"""What a person sees and changes of their own account: language, password, sessions, their data."""

from typing import Annotated

from fastapi import Path, Request

from api.deps import CurrentAccess, CurrentUser, DbSession, Now, PartsDep, ReadSession
from api.errors import ApiError
from api.password_rules import check_password
from api.routing import api_router, errors
from api.schemas_accounts import MePatch, PasswordChange, SessionAnswer, SessionsEnded
from api.schemas_people import UserAnswer
from catalog.accounts import change_own, set_forget_asked, set_password
from catalog.database import writing
from catalog.queries_people import sessions_of
from catalog.rows import key
from catalog.tokens import end_sessions, revoke_token

router = api_router("people")

SessionId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.patch("/me", summary="Change my name or language")
def update_me(body: MePatch, user: CurrentUser, session: DbSession) -> UserAnswer:
    """What is left out stays."""
    return UserAnswer.of(change_own(session, key(user.id), full_name=body.full_name, locale=body.locale))


@router.post("/me/password", summary="Change my password", responses=errors(403, 429))
def change_password(
    body: PasswordChange, access: CurrentAccess, parts: PartsDep, request: Request, now: Now
) -> SessionsEnded:
    """The present one is asked for; all other sessions end, this one goes on. Tokens of programs go on, too."""
    user = access.user
    address = request.client.host if request.client else "?"
    if (slowed := parts.brake.check(user.username, address, now)) is not None:
        wait = {"Retry-After": str(slowed.seconds)}
        raise ApiError(429, "too_many_attempts_to_sign_in", headers=wait, seconds=slowed.seconds)
    if not parts.passwords.verify(user.password_hash, body.old_password):
        parts.brake.failed(user.username, address, now)
        raise ApiError(403, "wrong_old_password")
    check_password(body.new_password, user.username, user.full_name)
    hashed = parts.passwords.hash(body.new_password)
    with writing(parts.engine) as session:
        set_password(session, key(user.id), hashed)
        return SessionsEnded(ended=end_sessions(session, key(user.id), now=now, keep=access.token.id))


@router.get("/me/sessions", summary="Where I am signed in")
def list_sessions(access: CurrentAccess, session: ReadSession, now: Now) -> list[SessionAnswer]:
    """Browsers that are signed in, the last used first."""
    found = sessions_of(session, key(access.user.id), now)
    return [SessionAnswer.of(token, access.token.id) for token in found]


@router.delete("/me/sessions", summary="Sign me out everywhere else")
def end_my_sessions(access: CurrentAccess, session: DbSession, now: Now) -> SessionsEnded:
    """All sessions end but the one that asks."""
    return SessionsEnded(ended=end_sessions(session, key(access.user.id), now=now, keep=access.token.id))


@router.delete(
    "/me/sessions/{session_id}", summary="End one of my sessions", status_code=204, responses=errors(404)
)
def end_my_session(session_id: SessionId, user: CurrentUser, session: DbSession, now: Now) -> None:
    """That browser has to sign in again."""
    revoke_token(session, key(user.id), session_id, now=now)


@router.post("/me/forget", summary="Ask that my data be deleted", status_code=204)
def ask_to_forget_me(user: CurrentUser, session: DbSession, now: Now) -> None:
    """An administrator sees it and decides; until then it can be taken back."""
    set_forget_asked(session, key(user.id), now)


@router.delete("/me/forget", summary="Take that back", status_code=204)
def keep_me(user: CurrentUser, session: DbSession) -> None:
    """The data stay."""
    set_forget_asked(session, key(user.id), None)
