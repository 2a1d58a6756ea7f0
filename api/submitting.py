"""A photo taken in for a store: refused at once, or kept and queued."""

from datetime import datetime

from fastapi import UploadFile

from api.parts import Parts
from api.uploads import display_name, received
from catalog.database import reading, writing
from catalog.queries_people import store_for
from catalog.queries_queue import Submitted, find_photo, submit_photo
from catalog.rows import key
from catalog.tables import PhotoKind, User


def take_photo(
    parts: Parts,
    user: User,
    store_code: str,
    file: UploadFile,
    *,
    now: datetime,
    kind: PhotoKind = "shelf",
    talkers: bool = False,
    captured_at: datetime | None = None,
    client_id: str | None = None,
) -> Submitted:
    """Keep the photo and queue its audit; the same photo of the same store again is the same audit.

    Raises:
        NotFound: `store_not_found`.
        PhotoError: it is no usable photo; nothing is kept.
        FileTooLarge: it is larger than is taken.
    """
    with reading(parts.engine) as session:
        store_id = key(store_for(session, user, store_code).id)
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
            talkers=talkers and kind == "shelf",
            client_id=client_id,
            file_name=display_name(file.filename),
            content_type=f"image/{photo.format.lower()}" if photo else "",
            size_wh=photo.size_wh if photo else None,
            captured_at=captured_at,
        )
    if not done.already:
        parts.jobs.wake()
    return done
