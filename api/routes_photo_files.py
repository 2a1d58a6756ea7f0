"""A photo by its own number: as it was sent, upright, with time and store on it, and its seal."""

from typing import Annotated

from fastapi import Path, Query, Response
from sqlmodel import Session

from api.answers_trust import seal_answer
from api.deps import CurrentUser, LocaleDep, PartsDep, ReadSession
from api.errors import ApiError
from api.file_hashes import file_hashes
from api.parts import Parts
from api.photo_mark import draw_mark, mark_words
from api.pictures import fit, jpeg
from api.routing import api_router, errors, jpeg_answer
from api.schemas_trust import SealAnswer
from catalog.queries_photos import PhotoRow, photo_for
from catalog.queries_seals import SealRow, seal_before
from catalog.seal_check import Break, check_seal

router = api_router("photos")

PhotoId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Longest = Annotated[
    int | None, Query(ge=16, le=20_000, description="longest side in pixels; left out: as it is")
]
_KINDS = {"image/jpeg", "image/png", "image/webp", "image/heif", "image/mpo"}
_KEPT = {"Cache-Control": "private, max-age=31536000, immutable"}


@router.get(
    "/photos/{photo_id}/photo.jpg",
    summary="A photo",
    response_class=Response,
    responses=errors(404, 410) | jpeg_answer(),
)
def read_photo_picture(
    photo_id: PhotoId, user: CurrentUser, session: ReadSession, parts: PartsDep, longest: Longest = None
) -> Response:
    """Upright, as JPEG whatever was sent."""
    row = photo_for(session, user, photo_id)
    bgr = parts.pictures.upright(row.photo.sha256)
    return Response(jpeg(fit(bgr, longest) if longest else bgr), media_type="image/jpeg", headers=_KEPT)


@router.get(
    "/photos/{photo_id}/marked.jpg",
    summary="A photo with time, store and place on it",
    response_class=Response,
    responses=errors(404, 410) | jpeg_answer(),
)
def read_marked_photo(
    photo_id: PhotoId,
    user: CurrentUser,
    session: ReadSession,
    parts: PartsDep,
    locale: LocaleDep,
    longest: Longest = None,
) -> Response:
    """When it was taken (in the chain's zone), where, and the number of its seal, in a strip at the foot.

    Drawn when asked for; the photo as it was sent stays as it is, see `original`.
    """
    row = photo_for(session, user, photo_id)
    bgr = parts.pictures.upright(row.photo.sha256)
    words = mark_words(row.photo, row.store, row.seal, parts.settings.zone, locale)
    marked = draw_mark(fit(bgr, longest) if longest else bgr, words)
    return Response(jpeg(marked), media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


@router.get(
    "/photos/{photo_id}/original",
    summary="The file as it was sent",
    response_class=Response,
    responses=errors(404, 410)
    | {
        200: {
            "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}},
            "description": "The very bytes",
        }
    },
)
def read_original(photo_id: PhotoId, user: CurrentUser, session: ReadSession, parts: PartsDep) -> Response:
    """Byte by byte: its sha256 is the one that the seal covers."""
    row = photo_for(session, user, photo_id)
    known = row.photo.content_type in _KINDS
    kind = row.photo.content_type if known else "application/octet-stream"
    ending = kind.removeprefix("image/") if known else "bin"
    headers = {
        "Content-Disposition": f'attachment; filename="photo-{photo_id}.{ending}"',
        "X-Content-Type-Options": "nosniff",
        **_KEPT,
    }
    return Response(parts.files.get(row.photo.sha256), media_type=kind, headers=headers)


@router.get("/photos/{photo_id}/seal", summary="A photo's seal", responses=errors(404))
def read_seal(
    photo_id: PhotoId, user: CurrentUser, session: ReadSession, parts: PartsDep, locale: LocaleDep
) -> SealAnswer:
    """The link, and whether the file and the record are still as they were sealed."""
    row = photo_for(session, user, photo_id)
    if row.seal is None:
        raise ApiError(404, "seal_not_found", photo=photo_id)
    return seal_answer(row.seal, seal_breaks(session, row, parts), locale)


def seal_breaks(session: Session, row: PhotoRow, parts: Parts) -> tuple[Break, ...]:
    """What is not as it was when this one photo was sealed; the file is read."""
    if row.seal is None:
        return ()
    before = seal_before(session, row.seal)
    forgotten = row.sender is not None and row.sender.deleted_at is not None
    link = SealRow(row.seal, row.photo, row.store.code, forgotten)
    return check_seal(link, before, file_hashes(parts.files))
