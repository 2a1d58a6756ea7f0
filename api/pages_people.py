"""Signing in and out, and the link that changes the language."""

from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.i18n import LOCALE_COOKIE, is_locale
from api.pages_render import PAGE_HEADERS, render_page, safe_target

_LANGUAGE_KEPT: Final = timedelta(days=400)
"""As long as browsers keep a cookie at all."""

router = APIRouter()


@router.get("/lang/{locale}")
def change_language(locale: str, next: str = "/") -> Response:
    """Remember the language and go back to the page where the link was."""
    answer = RedirectResponse(safe_target(next), 303, PAGE_HEADERS)
    if is_locale(locale):
        answer.set_cookie(
            LOCALE_COOKIE, locale, max_age=int(_LANGUAGE_KEPT.total_seconds()), httponly=True, samesite="lax"
        )
    return answer
