"""Sending photos in."""

from typing import Annotated, Literal

from fastapi import File, Form, Response, UploadFile
from pydantic import AwareDatetime

from api.answers import submitted
from api.deps import CurrentUser, Now, PartsDep
from api.routing import api_router, errors
from api.schemas_audits import Submitted
from api.uploads import display_name, received
from catalog.database import reading, writing
from catalog.queries_people import store_for
from catalog.queries_queue import find_photo, submit_photo
from catalog.rows import key

router = api_router("photos")


@router.post("/photos", summary="Send a shelf photo", status_code=202, responses=errors(403, 404, 413, 415))
def upload_photo(
    user: CurrentUser,
    parts: PartsDep,
    now: Now,
    response: Response,
    file: Annotated[UploadFile, File(description="JPEG, PNG, WebP or HEIC")],
    store: Annotated[str, Form(min_length=1, max_length=64, description="the store's code")],
    kind: Annotated[Literal["shelf"], Form()] = "shelf",
    captured_at: Annotated[AwareDatetime | None, Form(description="with time zone, ISO 8601")] = None,
    client_id: Annotated[str | None, Form(max_length=100, description="the sender's own id")] = None,
) -> Submitted:
    """Keep the photo and queue its audit; `location` tells where to ask for it.

    The same photo of the same store again is the same audit (`already`), so an answer that was lost on the way
    may be asked for by sending again. A file that is no usable photo is refused at once and nothing is kept.
    """
    with reading(parts.engine) as session:
        store_id = key(store_for(session, user, store).id)
    with received(file, parts) as upload:
        sha256 = upload.incoming.sha256
        with reading(parts.engine) as session:
            known = find_photo(session, store_id, sha256) is not None
        photo = None if known else upload.decode()
        upload.incoming.keep()
    with writing(parts.engine) as session:
        done = submit_photo(
            session,
            store_id=store_id,
            sha256=sha256,
            now=now,
            uploaded_by=user.id,
            kind=kind,
            client_id=client_id,
            file_name=display_name(file.filename),
            content_type=f"image/{photo.format.lower()}" if photo else "",
            size_wh=photo.size_wh if photo else None,
            captured_at=captured_at,
        )
    if not done.already:
        parts.jobs.wake()
    answer = submitted(done.audit, already=done.already)
    response.headers["Location"] = answer.location
    return answer
