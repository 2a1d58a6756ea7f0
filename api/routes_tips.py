"""Tips: what to do in a store, the answers to them, and photos that prove."""

from typing import Annotated

from fastapi import File, Form, Path, Query, Response, UploadFile
from pydantic import AwareDatetime

from api import answering_both
from api.answers import submitted
from api.answers_tips import counts_answer, tip_answer, tip_answers
from api.deps import CurrentUser, DbSession, LocaleDep, Now, PartsDep, ReadSession
from api.errors import ApiError
from api.evidence_picture import Framed, PictureDep
from api.i18n import translate
from api.routing import api_router, errors, jpeg_answer
from api.schemas_audits import Submitted
from api.schemas_tips import TipAnswer, TipCheck, TipCountsAnswer, TipDeclined, TipDone, TipList
from api.submitting import AccuracyField, LatitudeField, LongitudeField, VisitField, take_photo
from api.tip_check import check_tip
from catalog.database import reading, writing
from catalog.place import Place
from catalog.queries_audits import get_audit
from catalog.queries_people import store_for
from catalog.queries_tip_counts import tip_counts
from catalog.queries_tips import get_tip, tips_for
from catalog.tables_advice import TipState
from catalog.tips import close_tip as write_done

router = api_router("tips")

TipId = Annotated[int, Path(ge=1, le=2**63 - 1)]
_ANSWERABLE = frozenset({"open", "expired"})


@router.get("/tips", summary="Tips of my stores", responses=errors(404))
def list_tips(
    user: CurrentUser,
    session: ReadSession,
    locale: LocaleDep,
    state: Annotated[TipState | None, Query(description="left out: every state")] = None,
    store: Annotated[str | None, Query(max_length=64, description="of this store only")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> TipList:
    """Open ones first, the most worthwhile at the top; then the last ended first."""
    if store is not None:
        store_for(session, user, store)
    rows = tips_for(session, user, state=state, store_code=store, limit=limit)
    return TipList(tips=tip_answers(session, rows, locale))


@router.get("/tips/counts", summary="How each store's tips stand")
def count_tips(user: CurrentUser, session: ReadSession, now: Now) -> list[TipCountsAnswer]:
    """Stores with escalated and urgent tips first; stores that have and had none are left out."""
    return [counts_answer(counts) for counts in tip_counts(session, user, now=now)]


@router.get("/tips/{tip_id}", summary="One tip", responses=errors(404))
def read_tip(tip_id: TipId, user: CurrentUser, session: ReadSession, locale: LocaleDep) -> TipAnswer:
    """What to do, why, until when, and how it stands."""
    return tip_answer(session, get_tip(session, user, tip_id), locale)


@router.post("/tips/{tip_id}/done", summary="Say that it is done", responses=errors(403, 404, 409))
def close_tip(
    tip_id: TipId, body: TipDone, user: CurrentUser, session: DbSession, now: Now, locale: LocaleDep
) -> TipAnswer:
    """For whoever may see the store. Saying it twice changes nothing; a declined tip is to be reopened first.

    An open silence alert of the same product is closed with it where the answer says the same of both; so it is with
    the other answers, and their undo takes back both."""
    row = answering_both.close_tip(session, user, tip_id, note=body.note, now=now)
    return tip_answer(session, row, locale)


@router.post("/tips/{tip_id}/decline", summary="Say why not", responses=errors(403, 404, 409))
def decline_tip(
    tip_id: TipId, body: TipDeclined, user: CurrentUser, session: DbSession, now: Now, locale: LocaleDep
) -> TipAnswer:
    """The reason is kept with the tip: it is what better advice is learnt from."""
    said = translate(locale, f"tips.reason.{body.reason}")
    row = answering_both.decline_tip(
        session, user, tip_id, reason=body.reason, note=body.note, said=said, now=now
    )
    return tip_answer(session, row, locale)


@router.post("/tips/{tip_id}/reopen", summary="Take an answer back", responses=errors(403, 404, 409))
def reopen_tip(
    tip_id: TipId, user: CurrentUser, session: DbSession, now: Now, locale: LocaleDep
) -> TipAnswer:
    """The undo of done and declined; 409 where a newer tip says the same."""
    return tip_answer(session, answering_both.reopen_tip(session, user, tip_id, now=now), locale)


@router.post(
    "/tips/{tip_id}/after-photo",
    summary="Prove it by a photo",
    status_code=202,
    responses=errors(403, 404, 409, 413, 415),
)
def send_after_photo(
    tip_id: TipId,
    user: CurrentUser,
    parts: PartsDep,
    now: Now,
    locale: LocaleDep,
    response: Response,
    file: Annotated[UploadFile, File(description="JPEG, PNG, WebP or HEIC")],
    captured_at: Annotated[AwareDatetime | None, Form(description="with time zone, ISO 8601")] = None,
    client_id: Annotated[str | None, Form(max_length=100, description="the sender's own id")] = None,
    visit: VisitField = None,
    latitude: LatitudeField = None,
    longitude: LongitudeField = None,
    accuracy_m: AccuracyField = None,
) -> Submitted:
    """A photo of how it is now, audited as any photo of the store: where it shows that the trouble is gone, this tip
    and every other that it settles are closed. Ask `/api/tips/{tip_id}/checks/{audit_id}` what came of it."""
    with reading(parts.engine) as session:
        row = get_tip(session, user, tip_id)
        if row.tip.state not in _ANSWERABLE:
            raise ApiError(409, "tip_closed", tip=tip_id, state=row.tip.state)
    done = take_photo(
        parts,
        user,
        row.store.code,
        file,
        now=now,
        captured_at=captured_at,
        client_id=client_id,
        visit=visit,
        place=Place.of(latitude, longitude, accuracy_m),
    )
    answer = submitted(done.audit, locale, already=done.already)
    if row.tip.kind == "floor_stack":  # no photo of a shelf tells of a stack: the picture itself is the proof
        with writing(parts.engine) as session:
            write_done(session, user, tip_id, now=now, after_audit_id=answer.audit_id)
    response.headers["Location"] = f"/api/tips/{tip_id}/checks/{answer.audit_id}"
    return answer


@router.get(
    "/tips/{tip_id}/checks/{audit_id}", summary="What an after-photo says of a tip", responses=errors(404)
)
def read_check(
    tip_id: TipId,
    audit_id: Annotated[int, Path(ge=1, le=2**63 - 1)],
    user: CurrentUser,
    session: ReadSession,
    locale: LocaleDep,
) -> TipCheck:
    """Solved, still open and what is still wrong, or that the photo does not show the place."""
    return check_tip(session, user, tip_id, audit_id, locale)


@router.get(
    "/tips/{tip_id}/evidence.jpg",
    summary="The picture that shows why",
    response_class=Response,
    responses=errors(404, 410) | jpeg_answer(),
)
def read_evidence(
    tip_id: TipId,
    user: CurrentUser,
    session: ReadSession,
    parts: PartsDep,
    asked: PictureDep,
) -> Response:
    """The part of the audit's photo that the tip is about, the place framed.

    A tip that stays open moves on to the newest photo: a browser asks each time, and is sent the picture only when
    it is another one.
    """
    row = get_tip(session, user, tip_id)

    def found() -> tuple[str, Framed]:
        return get_audit(session, row.tip.audit_id).photo.sha256, row.tip.xyxy

    return asked.answer(parts.pictures, str(row.tip.audit_id), found)
