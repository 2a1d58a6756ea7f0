"""Every error leaves in one shape, with words: `{"error": {"code", "message", "fix", "params"}}`."""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.i18n import LOCALE_COOKIE, Locale, choose_locale
from api.messages import MESSAGES, say
from api.security_headers import add_security_headers
from api.storage import FileMissing, FileTooLarge
from catalog.errors import CatalogError, Conflict, NotFound
from vision.errors import ModelError, PhotoError

_LOG: Final = logging.getLogger("paimian")
_KNOWN: Final = (
    DataError,
    CatalogError,
    PhotoError,
    ModelError,
    FileTooLarge,
    FileMissing,
    RequestValidationError,
)
_PHOTO_STATUS: Final[Mapping[str, int]] = {
    "not_an_image": 415,
    "unsupported_format": 415,
    "animated": 415,
    "too_many_pixels": 413,
}


class ApiError(HTTPException):
    """A refusal with its status; `code` is a key of `api.messages.MESSAGES`, `params` its figures.

    FastAPI lets an HTTPException pass that is raised while a body is read, and only that.
    """

    def __init__(
        self, status: int, code: str, *, headers: Mapping[str, str] | None = None, **params: Any
    ) -> None:
        super().__init__(status, code, dict(headers or {}))
        self.code, self.params = code, params


class ErrorDetail(BaseModel):
    """What happened, why, and what to do."""

    code: str = Field(description="stable word for programs", examples=["store_not_found"])
    message: str = Field(description="what and why, in the reader's language")
    fix: str = Field(description="what to do")
    params: dict[str, Any] = Field(default_factory=dict, description="figures of the message")


class ErrorBody(BaseModel):
    """The one shape of every error."""

    error: ErrorDetail


@dataclass(frozen=True)
class Failure:
    """An error that is ready to be shown, in one language."""

    status: int
    code: str
    message: str
    fix: str
    params: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> ErrorBody:
        """The failure as JSON says it."""
        return ErrorBody(
            error=ErrorDetail(code=self.code, message=self.message, fix=self.fix, params=self.params)
        )


PageError = Callable[[Request, Failure], Response]
"""Renders a failure as a page, for a person who follows a link."""


def request_locale(request: Request) -> Locale:
    """The language of the answer: the link, the cookie, what the request accepts, else the user's setting."""
    accepted = request.headers.get("accept-language")
    return choose_locale(
        request.query_params.get("lang"),
        request.cookies.get(LOCALE_COOKIE),
        None if accepted else getattr(request.state, "user_locale", None),
        accept_language=accepted,
    )


def words_of(code: str, params: Mapping[str, Any], locale: Locale) -> ErrorDetail:
    """A stored error (an audit's, an import's) in words; unknown codes are told as internal errors."""
    known = code if code in MESSAGES else "internal_error"
    message, fix = say(locale, known, params)
    return ErrorDetail(code=code, message=message, fix=fix, params=jsonable_encoder(dict(params)))


def explain(error: Exception, locale: Locale) -> Failure:
    """The one place where errors of all rooms get their status and words."""
    status, code, params, headers = _classify(error)
    detail = words_of(code, params, locale)
    return Failure(status, code, detail.message, detail.fix, detail.params, headers)


def _classify(error: Exception) -> tuple[int, str, dict[str, Any], dict[str, str]]:
    headers: dict[str, str] = {}
    match error:
        case ApiError():
            headers = dict(error.headers or {})
            if error.status_code == 401:
                headers = {"WWW-Authenticate": "Bearer", **headers}
            found = error.status_code, error.code, error.params
        case CatalogError():
            status = {NotFound: 404, Conflict: 409}.get(type(error), 422)
            found = status, error.code, error.params
        case PhotoError():
            found = _PHOTO_STATUS.get(error.code, 422), error.code, dict(error.params)
        case FileTooLarge():
            found = 413, "too_large", {"max_mb": error.max_bytes // (1024 * 1024)}
        case FileMissing():
            found = 410, "file_missing", {"sha256": error.sha256[:12]}
        case DataError():
            # PostgreSQL's text holds no NUL, its numbers have bounds: such a value names nothing that there is.
            found = 422, "invalid_request", {"field": "text", "reason": "control_character"}
        case ModelError():
            found = 503, "model_failed", {"detail": str(error)}
        case RequestValidationError():
            found = 422, "invalid_request", _validation_params(error)
        case _:
            found = 500, "internal_error", {"incident": secrets.token_hex(4)}
    return *found, headers


def _validation_params(error: RequestValidationError) -> dict[str, Any]:
    found = [
        {
            "field": ".".join(str(part) for part in one["loc"] if part not in {"body", "query", "path"})
            or "body",
            "reason": "missing" if one["type"] == "missing" else str(one["msg"]),
        }
        for one in error.errors()
    ]
    first = found[0] if found else {"field": "body", "reason": "?"}
    return {**first, "errors": found}


def install_error_handlers(app: FastAPI, page_error: PageError | None = None) -> None:
    """Answer every error of this app in the one shape; a browser that asked for a page gets `page_error`'s."""

    def answer(request: Request, failure: Failure) -> Response:
        if page_error is not None and wants_page(request):
            return page_error(request, failure)
        return JSONResponse(failure.body().model_dump(), failure.status, headers=failure.headers)

    async def known(request: Request, error: Exception) -> Response:
        return answer(request, explain(error, request_locale(request)))

    async def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if isinstance(error, ApiError):
            return await known(request, error)
        refusal = {
            404: ApiError(404, "page_not_found", path=request.url.path),
            405: ApiError(405, "method_not_allowed", method=request.method),
        }.get(status, ApiError(status, "bad_request"))
        failure = explain(refusal, request_locale(request))
        given = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        return answer(request, Failure(**{**vars(failure), "headers": {**given, **failure.headers}}))

    async def unexpected(request: Request, error: Exception) -> Response:
        failure = explain(error, request_locale(request))
        _LOG.error("incident %s: %s %s", failure.params.get("incident"), request.method, request.url.path)
        told = answer(request, failure)
        # This one is answered outside of all middleware.
        add_security_headers(told.headers, request.url.scheme)
        return told

    for kind in _KNOWN:
        app.add_exception_handler(kind, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, unexpected)


def wants_page(request: Request) -> bool:
    """A person following a link, not a program calling the API."""
    if request.url.path.startswith("/api/"):
        return False
    return "text/html" in request.headers.get("accept", "")
