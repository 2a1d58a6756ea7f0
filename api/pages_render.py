"""How a page is made: templates, words, static files' addresses, security headers."""

import gzip
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Final

from anyio import to_thread
from fastapi import Depends, Request
from fastapi.responses import FileResponse, HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from api.deps import CurrentUser, role_in
from api.i18n import LOCALE_COOKIE, LOCALE_NAMES, Locale, choose_locale, script_messages, translate
from api.navigation import navigation_of
from api.rights import ADMINS, BOARD_READERS, CONTRIBUTORS, EDITORS, ROUTE_EDITORS, Roles
from catalog.tables import User

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGE_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Cookie, Accept-Language, Accept-Encoding",
}
STATIC_FOLDER: Final = Path(__file__).parent / "static"
_TEMPLATES: Final = Path(__file__).parent / "templates"


@cache
def static_version() -> str:
    """Return a hash of all static files: part of their address, so that they may be cached for ever."""
    digest = hashlib.sha256()
    for path in sorted(STATIC_FOLDER.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(STATIC_FOLDER).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class ImmutableFiles(StaticFiles):
    """Static files under an address that changes with their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with the file, gzipped where the browser takes that, to be kept by it."""
        response = await super().get_response(path, scope)
        if response.status_code != 200:
            return response
        wanted = "gzip" in Headers(scope=scope).get("accept-encoding", "") and scope["method"] == "GET"
        if wanted and isinstance(response, FileResponse):
            packed = await to_thread.run_sync(_packed, str(response.path))
            response = Response(packed, media_type=response.media_type)
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Vary"] = "Accept-Encoding"
        return response


@cache
def _packed(path: str) -> bytes:
    """Return a static file gzipped; all of them together are a few hundred KB of text."""
    return gzip.compress(Path(path).read_bytes(), 9, mtime=0)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page_locale(request: Request, visitor: User | None) -> Locale:
    """Return the page's language: the link, the cookie, the user's setting, the browser's wish."""
    return choose_locale(
        request.query_params.get("lang"),
        request.cookies.get(LOCALE_COOKIE),
        visitor.locale if visitor else None,
        accept_language=request.headers.get("accept-language"),
    )


def render_page(
    request: Request,
    template: str,
    *,
    me: User | None,
    now: datetime,
    tab: str = "",
    status: int = 200,
    **context: object,
) -> HTMLResponse:
    """Return the page, in the viewer's language and with the security headers.

    Args:
        request: whose address, cookies and headers decide the language and the links.
        template: file name under ``templates/``.
        me: the signed-in user; None shows no navigation.
        now: what «3 hours ago» is counted from.
        tab: which tab of the navigation is this page's.
        status: HTTP status.
        context: what the template shows.
    """
    locale = page_locale(request, me)
    words = partial(translate, locale)
    html = (
        _environment()
        .get_template(template)
        .render(
            **context,
            me=me,
            doors=navigation_of(me.role) if me else None,
            contributes=me is not None and me.role in CONTRIBUTORS,
            tab=tab,
            locale=locale,
            t=words,
            ago=_ago(words, now),
            when=partial(_when, words),
            iso=lambda moment: _aware(moment).isoformat(),
            static=static_url,
            here=page_address(request),
            all_locales=list(LOCALE_NAMES.items()),
            other_locales=[(code, name) for code, name in LOCALE_NAMES.items() if code != locale],
            script_words=_json_block(script_messages(locale)),
        )
    )
    return _compressed(request, html, status)


def _compressed(request: Request, html: str, status: int) -> HTMLResponse:
    """Return the page, gzipped where the browser takes that: an overlay of 300 boxes shrinks to a tenth."""
    body = html.encode()
    if "gzip" not in request.headers.get("accept-encoding", "") or len(body) < 1400:
        return HTMLResponse(body, status, PAGE_HEADERS)
    packed = gzip.compress(body, 5, mtime=0)
    return HTMLResponse(packed, status, {**PAGE_HEADERS, "Content-Encoding": "gzip"})


def _visitor(request: Request, user: CurrentUser) -> User:
    request.state.visitor = user
    return user


PageUser = Annotated[User, Depends(_visitor)]
"""The signed-in user of a page; an error page that follows still knows them."""


def _page_role(roles: Roles) -> Callable[[User], User]:
    def check(user: PageUser) -> User:
        return role_in(*roles)(user)

    return check


PageEditor = Annotated[User, Depends(_page_role(EDITORS))]
"""A user who may name products and change the catalogue."""

PageContributor = Annotated[User, Depends(_page_role(CONTRIBUTORS))]
"""A user who may send photos and visits: everybody but a director."""

PageRouteEditor = Annotated[User, Depends(_page_role(ROUTE_EDITORS))]
"""A user who may say where reps go."""

PageBoardReader = Annotated[User, Depends(_page_role(BOARD_READERS))]
"""A user who watches over others' stores."""

PageAdmin = Annotated[User, Depends(_page_role(ADMINS))]
"""A user who may change people and read the change log."""


def visitor_of(request: Request) -> User | None:
    """Return who was found to be signed in before an error came, if anybody."""
    visitor = getattr(request.state, "visitor", None)
    return visitor if isinstance(visitor, User) else None


def safe_target(target: str | None) -> str:
    """Return ``target`` if it is a path of this site, else ``/``: a sign-in never leads elsewhere.

    A second slash or backslash would name another host; control characters are dropped by browsers and
    could hide one.
    """
    if not target or not target.startswith("/") or target[1:2] in {"/", "\\"}:
        return "/"
    if any(ord(letter) < 0x20 for letter in target):
        return "/"
    return target


def static_url(path: str) -> str:
    """Return the address of a static file."""
    return f"/static/{static_version()}/{path}"


def page_address(request: Request) -> str:
    """Return the page's own path and query."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _json_block(value: object) -> Markup:
    """Return JSON that cannot end the script element that it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def _when(words: Callable[..., str], moment: datetime) -> str:
    return _aware(moment).astimezone().strftime(words("when.format"))


def _ago(words: Callable[..., str], now: datetime) -> Callable[[datetime], str]:
    def ago(moment: datetime) -> str:
        minutes = int((_aware(now) - _aware(moment)).total_seconds() // 60)
        if minutes < 1:
            return words("ago.now")
        if minutes < 60:
            return words("ago.minutes", n=minutes)
        if minutes < 24 * 60:
            return words("ago.hours", n=minutes // 60)
        return words("ago.days", n=minutes // (24 * 60))

    return ago


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
