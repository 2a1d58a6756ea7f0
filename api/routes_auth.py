"""Signing in and out, and tokens for programs."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlmodel import Session

from api.browser_name import browser_name
from api.deps import CurrentAccess, CurrentUser, DbSession, Now, PartsDep, ReadSession
from api.errors import ApiError
from api.parts import Parts
from api.routing import api_router, errors
from api.schemas_people import SignedIn, SignIn, TokenAnswer, TokenMade, TokenOrder, UserAnswer
from api.security import COOKIE, hash_token, new_token
from catalog.changes import forget_changes, record_change
from catalog.database import reading, writing
from catalog.queries_people import find_user, tokens_of
from catalog.rows import key
from catalog.tables import User
from catalog.tokens import create_token, forget_tokens, revoke_token

router = api_router("people")
open_router = APIRouter(prefix="/api", tags=["people"])

_EXPIRED_KEPT = timedelta(days=30)
"""An expired token is remembered for a while, so that its owner is told «expired» and not «unknown»."""


@open_router.post("/sign-in", summary="Sign in", responses=errors(401, 403, 422, 429))
def sign_in(body: SignIn, request: Request, response: Response, parts: PartsDep, now: Now) -> SignedIn:
    """Begin a session: its token comes as the cookie `paimian_session`. Programs make a token with it."""
    address = request.client.host if request.client else "?"
    if (slowed := parts.brake.check(body.username, address, now)) is not None:
        raise ApiError(
            429,
            "too_many_attempts_to_sign_in",
            headers={"Retry-After": str(slowed.seconds)},
            seconds=slowed.seconds,
        )
    with reading(parts.engine) as session:
        user = find_user(session, body.username)
    # Hashing takes a while on purpose: no transaction is open meanwhile.
    right = parts.passwords.verify(user.password_hash if user else None, body.password)
    if user is None or not right:
        parts.brake.failed(body.username, address, now)
        _note(parts, user, "sign_in_failed", address, now)
        raise ApiError(401, "wrong_password")
    if not user.active:
        _note(parts, user, "sign_in_failed", address, now)
        raise ApiError(401, "inactive_user")
    token, expires_at = new_token(), now + timedelta(hours=parts.settings.session_hours)
    with writing(parts.engine) as session:
        forget_tokens(session, expired_before=now - _EXPIRED_KEPT)
        kept = timedelta(days=parts.settings.changes_kept_days)
        browser = browser_name(request.headers.get("user-agent", ""))
        forget_changes(session, user.chain_id, before=now - kept)
        create_token(
            session,
            user,
            hash_token(token),
            "session",
            now=now,
            expires_at=expires_at,
            label=browser,
        )
        _write_note(session, user, "sign_in", address, now)
    _set_cookie(response, request, token, expires_at, secure=parts.settings.secure_cookie)
    return SignedIn(user=UserAnswer.of(user), expires_at=expires_at)


def _note(parts: Parts, user: User | None, action: str, address: str, now: datetime) -> None:
    """Record a sign-in that failed; a name that nobody has belongs to no chain's record."""
    if user is not None:
        with writing(parts.engine) as session:
            _write_note(session, user, action, address, now)


def _write_note(session: Session, user: User, action: str, address: str, now: datetime) -> None:
    record_change(session, user.chain_id, user.id, action, "/api/sign-in", {"from": address}, at=now)


def _set_cookie(
    response: Response, request: Request, token: str, expires_at: datetime, *, secure: bool
) -> None:
    response.set_cookie(
        COOKIE,
        token,
        expires=expires_at,
        httponly=True,
        samesite="lax",
        secure=secure or request.url.scheme == "https",
    )


@router.post("/sign-out", summary="Sign out", status_code=204)
def sign_out(access: CurrentAccess, session: DbSession, response: Response, now: Now) -> None:
    """End the session (or the token) that this request came with."""
    revoke_token(session, key(access.user.id), key(access.token.id), now=now)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


@router.get("/me", summary="Who am I")
def read_me(user: CurrentUser) -> UserAnswer:
    """The signed-in user."""
    return UserAnswer.of(user)


@router.post("/tokens", summary="Make a token for a program", status_code=201)
def create_api_token(body: TokenOrder, user: CurrentUser, session: DbSession, now: Now) -> TokenMade:
    """A bearer token with the rights of its maker. It is shown this once."""
    token, expires_at = new_token(), now + timedelta(days=body.days)
    row = create_token(
        session, user, hash_token(token), "api", now=now, expires_at=expires_at, label=body.label
    )
    return TokenMade(id=key(row.id), token=token, label=body.label, expires_at=expires_at)


@router.get("/tokens", summary="My tokens")
def list_api_tokens(user: CurrentUser, session: ReadSession) -> list[TokenAnswer]:
    """The user's own tokens that were not revoked, newest first."""
    return [TokenAnswer.of(token) for token in tokens_of(session, _id(user))]


@router.delete("/tokens/{token_id}", summary="Revoke a token", status_code=204, responses=errors(404))
def revoke_api_token(
    token_id: Annotated[int, Path(ge=1, le=2**63 - 1)], user: CurrentUser, session: DbSession, now: Now
) -> None:
    """End one of the user's own tokens, for good."""
    revoke_token(session, _id(user), token_id, now=now)


def _id(user: User) -> int:
    return key(user.id)
