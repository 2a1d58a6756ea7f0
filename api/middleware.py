"""What holds for every request: size, origin, headers. Plain ASGI, so that streams stay streams."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ApiError, explain, request_locale
from api.security import COOKIE
from api.security_headers import add_security_headers

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FORM_OVERHEAD: Final = 64 * 1024


class SecurityHeaders:
    """Adds the headers that every answer should have; those that a route sets itself stay."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_security_headers(MutableHeaders(scope=message), scope["scheme"])
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class Gate:
    """Refuses bodies that are too large, and cookie-authenticated writes that another site sends (CSRF).

    Browsers say with every write where it comes from (Fetch standard: `Origin`); programs that send no such
    header and no cookie are not what this protects from. Whoever shows no sign-in at all may not even send a
    file: that is refused before it is received. `larger` are bytes by path, where more is taken.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        max_body: int,
        larger: Mapping[str, int] | None = None,
        trusted_origins: tuple[str, ...] = (),
    ) -> None:
        self._app = app
        self._max_body = max_body
        self._larger = larger or {}
        self._trusted = frozenset(trusted_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer with the refusal."""
        if scope["type"] != "http" or scope["method"] in _SAFE:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        signed = "authorization" in headers or f"{COOKIE}=" in headers.get("cookie", "")
        most = max(self._max_body, self._larger.get(scope["path"], 0)) if signed else 0
        limit = most + _FORM_OVERHEAD
        started, seen = False, 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise self._too_large(most)
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            self._check_origin(headers, scope)
            if headers.get("content-length", "").isdigit() and int(headers["content-length"]) > limit:
                raise self._too_large(most)
            await self._app(scope, counted, noted)
        except ApiError as error:
            if started:
                raise
            request = Request(scope)
            failure = explain(error, request_locale(request))
            answer = JSONResponse(failure.body().model_dump(), failure.status, headers=failure.headers)
            await answer(scope, receive, send)

    def _too_large(self, most: int) -> ApiError:
        if not most:
            return ApiError(401, "sign_in_required")
        return ApiError(413, "too_large", headers={"Connection": "close"}, max_mb=most // (1024 * 1024))

    def _check_origin(self, headers: Headers, scope: Scope) -> None:
        if headers.get("authorization", "").lower().startswith("bearer "):
            return
        origin = headers.get("origin")
        if origin is None:
            if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
                raise ApiError(403, "foreign_origin", origin="?")
            return
        own = headers.get("host", "").lower()
        if origin in self._trusted or (own and urlsplit(origin).netloc.lower() == own):
            return
        raise ApiError(403, "foreign_origin", origin=origin[:100])
