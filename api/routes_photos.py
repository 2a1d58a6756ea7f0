"""Sending photos in."""

from typing import Annotated

from fastapi import File, Form, Response, UploadFile
from pydantic import AwareDatetime

from api.answers import submitted
from api.deps import Contributor, LocaleDep, Now, PartsDep
from api.routing import api_router, errors
from api.schemas_audits import Submitted
from api.submitting import AccuracyField, LatitudeField, LongitudeField, VisitField, take_photo
from catalog.place import Place
from catalog.tables import PhotoKind

router = api_router("photos")


@router.post("/photos", summary="Send a photo", status_code=202, responses=errors(403, 404, 413, 415))
def upload_photo(
    user: Contributor,
    parts: PartsDep,
    now: Now,
    locale: LocaleDep,
    response: Response,
    file: Annotated[UploadFile, File(description="JPEG, PNG, WebP or HEIC")],
    store: Annotated[str, Form(min_length=1, max_length=64, description="the store's code")],
    kind: Annotated[
        PhotoKind,
        Form(
            description="poster: a sign with offers, a competitor's or ours; panorama: the whole aisle or front, kept "
            "and not counted"
        ),
    ] = "shelf",
    talkers: Annotated[
        bool, Form(description="read the signs on a shelf photo too, where the service does not always do so")
    ] = False,
    captured_at: Annotated[AwareDatetime | None, Form(description="with time zone, ISO 8601")] = None,
    client_id: Annotated[str | None, Form(max_length=100, description="the sender's own id")] = None,
    visit: VisitField = None,
    latitude: LatitudeField = None,
    longitude: LongitudeField = None,
    accuracy_m: AccuracyField = None,
) -> Submitted:
    """Keep the photo and queue its audit; `location` tells where to ask for it.

    The same photo of the same store again is the same audit (`already`), so an answer that was lost on the way
    may be asked for by sending again; sent as the other kind, or with `talkers` for the first time, it is looked at
    anew; sent with a `visit`, it joins that one if it has none. A file that is no usable photo is refused at once and
    nothing is kept.
    """
    done = take_photo(
        parts,
        user,
        store,
        file,
        now=now,
        kind=kind,
        talkers=talkers,
        captured_at=captured_at,
        client_id=client_id,
        visit=visit,
        place=Place.of(latitude, longitude, accuracy_m),
    )
    answer = submitted(done.audit, locale, already=done.already)
    response.headers["Location"] = answer.location
    return answer
