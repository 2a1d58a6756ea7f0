"""A person's data: all of it as a file, and its deletion (个人信息保护法 45 and 47)."""

from typing import Annotated, Any, Final

from fastapi import Path, Query, Request
from fastapi.responses import StreamingResponse

from api.change_note import note_person
from api.deps import Admin, CurrentUser, DbSession, Now, PartsDep, ReadSession
from api.errors import ApiError
from api.parts import Parts
from api.personal_data import PersonalData, personal_data, zipped_data
from api.routing import api_router, errors
from api.schemas_accounts import ForgetOrder, Forgotten
from catalog.accounts import check_may_go
from catalog.forgetting import forget_person as forget
from catalog.queries_accounts import person as find_person
from catalog.queries_people import get_user
from catalog.rows import key

router = api_router("people")

Username = Annotated[str, Path(max_length=100)]
Photos = Annotated[bool, Query(description="the pictures that they sent, too")]
_ZIP: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        "description": "JSON by topic and a README",
    }
}


@router.get(
    "/me/data.zip", summary="All that is kept of me", response_class=StreamingResponse, responses=_ZIP
)
def export_my_data(
    user: CurrentUser, session: ReadSession, parts: PartsDep, now: Now, photos: Photos = False
) -> StreamingResponse:
    """Every row of every table that names me, without hashes of passwords and tokens."""
    return _zip(parts, personal_data(session, get_user(session, key(user.id)), photos=photos, now=now))


@router.get(
    "/people/{username}/data.zip",
    summary="All that is kept of somebody",
    response_class=StreamingResponse,
    responses={**errors(403, 404), **_ZIP},
)
def export_person_data(
    username: Username, user: Admin, session: ReadSession, parts: PartsDep, now: Now, photos: Photos = False
) -> StreamingResponse:
    """For whoever answers a person's request to see their data."""
    found = find_person(session, user.chain_id, username)
    return _zip(parts, personal_data(session, found, photos=photos, now=now))


@router.post("/people/{username}/forget", summary="Delete somebody's data", responses=errors(403, 404, 409))
def forget_person(
    username: Username, body: ForgetOrder, user: Admin, session: DbSession, request: Request, now: Now
) -> Forgotten:
    """Closes the account for good and deletes name, password, tokens, messages, and where they were; what they
    recorded stays, under a made-up name. It cannot be undone, so their user name is to be typed."""
    found = find_person(session, user.chain_id, username)
    if body.name_again != found.username:
        raise ApiError(422, "name_not_confirmed", username=found.username)
    check_may_go(session, found, user)
    name = forget(session, found, now=now)
    note_person(request, found)
    return Forgotten(known_as=name)


def _zip(parts: Parts, data: PersonalData) -> StreamingResponse:
    headers = {
        "Content-Disposition": 'attachment; filename="personal-data.zip"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(zipped_data(data, parts.files), media_type="application/zip", headers=headers)
