"""Corrections of posters: made, listed, undone; the crop of an offer that they are judged by."""

from typing import Annotated, Any

from fastapi import Path, Query, Response
from fastapi.responses import StreamingResponse
from sqlmodel import Session

from api.correcting import correction_answers, write_correction
from api.deps import Contributor, CurrentUser, Editor, Now, PartsDep, ReadSession
from api.errors import ApiError
from api.pictures import fit, jpeg
from api.poster_cases import poster_cases, zipped_cases
from api.routes_audits import AuditId
from api.routing import api_router, errors, jpeg_answer
from api.schemas_corrections import CorrectionAnswer, CorrectionList, CorrectionOrder
from api.spotlight import spotlight
from catalog.database import writing
from catalog.offers_in_force import offers_in_force
from catalog.poster_corrections import undo_correction as take_back
from catalog.queries_advised import note_advised
from catalog.queries_corrections import poster_for
from catalog.rows import key
from catalog.tables import User
from catalog.tables_posters import PosterCorrection

router = api_router("posters")

PosterNumber = Annotated[int, Path(ge=0, le=10_000, description="of the sign on the photo, from 0")]
OfferNumber = Annotated[int, Path(ge=0, le=10_000, description="of the offer on the sign, from 0")]
CorrectionId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.post(
    "/audits/{audit_id}/posters/{number}/corrections",
    summary="Correct a poster",
    status_code=201,
    responses=errors(403, 404),
)
def correct_poster(
    audit_id: AuditId,
    number: PosterNumber,
    body: CorrectionOrder,
    user: Contributor,
    parts: PartsDep,
    now: Now,
) -> CorrectionAnswer:
    """How an offer reads, that it is none, one that was missed, or whose product it is.

    Reps and store managers correct posters of their own stores. Saying what is in force already changes nothing; the
    depth is worked out anew.
    """
    with writing(parts.engine) as session:
        row = write_correction(session, user, (audit_id, number), body, now=now)
        answer = _answer(session, user, (audit_id, number), row)
        note_advised(session, audit_id, None)
    parts.advisor.try_advise(audit_id)
    return answer


@router.get(
    "/audits/{audit_id}/posters/{number}/corrections",
    summary="Corrections of a poster",
    responses=errors(404),
)
def list_corrections(
    audit_id: AuditId, number: PosterNumber, user: CurrentUser, session: ReadSession
) -> CorrectionList:
    """Who said what and when; undone ones too."""
    row = poster_for(session, user, audit_id, number)
    return CorrectionList(corrections=correction_answers(session, row))


@router.post(
    "/audits/{audit_id}/posters/{number}/corrections/{correction_id}/undo",
    summary="Take a correction back",
    responses=errors(403, 404, 409),
)
def undo_correction(
    audit_id: AuditId,
    number: PosterNumber,
    correction_id: CorrectionId,
    user: Contributor,
    parts: PartsDep,
    now: Now,
) -> CorrectionAnswer:
    """What was said before it counts again; undoing twice changes nothing."""
    with writing(parts.engine) as session:
        row = take_back(session, user, (audit_id, number), correction_id, now=now)
        answer = _answer(session, user, (audit_id, number), row)
        note_advised(session, audit_id, None)
    parts.advisor.try_advise(audit_id)
    return answer


@router.get(
    "/audits/{audit_id}/posters/{number}/offers/{offer}/crop.jpg",
    summary="An offer's crop",
    response_class=Response,
    responses=errors(404, 410) | jpeg_answer(),
)
def read_offer_crop(
    audit_id: AuditId,
    number: PosterNumber,
    offer: OfferNumber,
    user: CurrentUser,
    session: ReadSession,
    parts: PartsDep,
    longest: Annotated[int, Query(ge=16, le=4000, description="longest side in pixels")] = 640,
) -> Response:
    """The part of the photo around the offer, the place framed; of the sign where nobody pointed at the offer."""
    row = poster_for(session, user, audit_id, number)
    every = (*offers_in_force(row.offers, row.corrections), *offers_in_force(row.offers, ()))
    found = next((one for one in every if one.number == offer), None)
    if found is None:
        raise ApiError(404, "offer_not_found", poster=number, offer=offer)
    picture = spotlight(parts.pictures.upright(row.photo.sha256), found.xyxy or row.poster.xyxy)
    headers = {"Cache-Control": "private, no-cache"}
    return Response(jpeg(fit(picture, longest)), media_type="image/jpeg", headers=headers)


_ZIP: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        "description": "posters.json, and the pictures where they were asked for",
    }
}


@router.get(
    "/posters/cases.zip",
    summary="Corrected posters as test cases",
    response_class=StreamingResponse,
    responses={**errors(403), **_ZIP},
)
def export_cases(
    user: Editor,
    session: ReadSession,
    parts: PartsDep,
    photos: Annotated[bool, Query(description="the pictures too")] = True,
) -> StreamingResponse:
    """What people corrected, in the shape of our own labels: what the reading is measured by next time.

    Posters of which an offer is still to be checked are left out.
    """
    found = poster_cases(session, user.chain_id)
    pictures = (parts.pictures, parts.files) if photos else None
    headers = {
        "Content-Disposition": 'attachment; filename="poster-cases.zip"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(zipped_cases(found, pictures), media_type="application/zip", headers=headers)


def _answer(
    session: Session, user: User, sign: tuple[int, int], correction: PosterCorrection
) -> CorrectionAnswer:
    answers = correction_answers(session, poster_for(session, user, *sign))
    return next(one for one in answers if one.id == key(correction.id))
