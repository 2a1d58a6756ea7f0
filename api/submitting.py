"""A photo taken in for a store: refused at once, or kept and queued."""

from datetime import datetime
from typing import Annotated

from fastapi import Form, UploadFile

from api.parts import Parts
from api.uploads import display_name, received
from catalog.database import reading, writing
from catalog.place import ACCURACY_MOST_M, Place
from catalog.queries_people import store_for
from catalog.queries_queue import Submitted, find_photo, submit_photo
from catalog.queries_visits import own_visit
from catalog.rows import key
from catalog.tables import PhotoKind, User
from catalog.visit_photos import check_store
from vision.likeness import phash
from vision.quality import judge_picture

VisitField = Annotated[
    str | None,
    Form(min_length=1, max_length=64, description="the own visit it belongs to, by its `client_id`"),
]
LatitudeField = Annotated[float | None, Form(description="degrees WGS 84, -90 to 90, with `longitude`")]
LongitudeField = Annotated[float | None, Form(description="degrees WGS 84, -180 to 180")]
AccuracyField = Annotated[
    float | None, Form(description=f"radius in metres, 0 to {ACCURACY_MOST_M:.0f}, as the phone says it")
]


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
    visit: str | None = None,
    place: Place | None = None,
) -> Submitted:
    """Keep the photo and queue its audit; the same photo of the same store again is the same audit.

    Raises:
        NotFound: `store_not_found`; `visit_not_found`, the user has no visit of that `client_id`.
        Conflict: `visit_elsewhere`, the visit is of another store; `photo_of_other_visit`, it proves another one.
        PhotoError: it is no usable photo; nothing is kept.
        FileTooLarge: it is larger than is taken.
    """
    with reading(parts.engine) as session:
        store_id = key(store_for(session, user, store_code).id)
        visited = None if visit is None else own_visit(session, key(user.id), visit)
    if visited is not None:
        check_store(visited, store_id)
    with received(file, parts) as upload:
        sha256 = upload.incoming.sha256
        with reading(parts.engine) as session:
            known = find_photo(session, store_id, sha256) is not None
        photo = None if known else upload.decode()
        look = phash(photo.bgr) if photo else None
        reasons = judge_picture(photo.bgr) if photo and kind != "poster" else None
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
            place=place,
            visit=visited,
            phash=look,
            quality=None if reasons is None else {"ok": not reasons, "reasons": list(reasons)},
        )
    if not done.already:
        parts.jobs.wake()
    return done
