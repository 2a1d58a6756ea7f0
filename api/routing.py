"""How the API's routers are made: one place for what all of them document."""

from typing import Any, Final

from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.change_log import RECORDED
from api.errors import ErrorBody

_TEXT: Final = {
    400: "The request cannot be read",
    401: "Not signed in, or no longer",
    403: "Not with this role, or not from this site",
    404: "There is no such thing, or none that the user may know of",
    409: "What is there already forbids it",
    410: "The row is there, its file is not",
    413: "Too large",
    415: "Not a picture that can be read",
    422: "Something in the request cannot be used",
    429: "Too many at once, or too often",
}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documentation of these refusals, all of one shape: JSON also where the answer would be something else."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{ErrorBody.__name__}"}}}
    return {status: {"description": _TEXT[status], "content": content} for status in statuses}


def jpeg_answer() -> dict[int | str, dict[str, Any]]:
    """The documentation of an answer that is a picture."""
    return {200: {"content": {"image/jpeg": {}}, "description": "A JPEG picture"}}


def api_router(tag: str) -> APIRouter:
    """A router under `/api` whose routes need a sign-in; what they change is recorded (`api.change_log`)."""
    return APIRouter(prefix="/api", tags=[tag], responses=errors(401, 422), dependencies=[RECORDED])


def operation_id(route: APIRoute) -> str:
    """The function's name: what generated clients call the method."""
    return route.name
