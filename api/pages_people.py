"""Signing in and out, and the link that changes the language."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from api import routes_auth
from api.change_log import RECORDED
from api.deps import CurrentAccess, DbSession, Now, PartsDep
from api.errors import ApiError, explain, request_locale
from api.i18n import LOCALE_COOKIE, is_locale
from api.pages_render import PAGE_HEADERS, render_page, safe_target
from api.schemas_people import SignIn

_LANGUAGE_KEPT: Final = timedelta(days=400)
"""As long as browsers keep a cookie at all."""

router = APIRouter()


@router.get("/sign-in")
def ask_who(request: Request, now: Now, next: str = "/") -> Response:
    """Return the sign-in form; it leads on to ``next`` afterwards."""
    return _form(request, now, next=next)


@router.post("/sign-in")
def sign_in(
    request: Request,
    parts: PartsDep,
    now: Now,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Begin a session as the API does, and go on; or say in the form what was wrong."""
    answer = RedirectResponse(safe_target(next), 303, PAGE_HEADERS)
    try:
        who = SignIn(username=username.strip(), password=password)
        routes_auth.sign_in(who, request, answer, parts, now)
    except ValidationError:
        return _form(request, now, next=next, username=username, error=ApiError(401, "wrong_password"))
    except ApiError as error:
        return _form(request, now, next=next, username=username, error=error)
    return answer


@router.post("/sign-out", dependencies=[RECORDED])
def sign_out(access: CurrentAccess, session: DbSession, now: Now) -> Response:
    """End the session and go back to the sign-in."""
    answer = RedirectResponse("/sign-in", 303, PAGE_HEADERS)
    routes_auth.sign_out(access, session, answer, now)
    return answer


@router.get("/lang/{locale}")
def change_language(locale: str, next: str = "/") -> Response:
    """Remember the language and go back to the page where the link was."""
    answer = RedirectResponse(safe_target(next), 303, PAGE_HEADERS)
    if is_locale(locale):
        answer.set_cookie(
            LOCALE_COOKIE, locale, max_age=int(_LANGUAGE_KEPT.total_seconds()), httponly=True, samesite="lax"
        )
    return answer


def _form(
    request: Request, now: Now, *, next: str, username: str = "", error: ApiError | None = None
) -> Response:
    failure = None if error is None else explain(error, request_locale(request))
    return render_page(
        request,
        "sign_in.html",
        me=None,
        now=now,
        status=failure.status if failure else 200,
        next=safe_target(next),
        username=username[:100],
        error=failure,
    )
