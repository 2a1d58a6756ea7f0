"""Corrections of single boxes on a shelf photo: made, listed, undone, carried over, made a reference of."""

from typing import Annotated

import numpy as np
from fastapi import BackgroundTasks, Path
from sqlmodel import Session

from api.answers_shelf_corrections import corrected_answer, corrections_answer
from api.deps import CurrentUser, Editor, Now, PartsDep, ReadSession
from api.errors import ApiError
from api.report_stored import box_of
from api.routes_audits import AuditId
from api.routing import api_router, errors
from api.schemas_shelf_corrections import (
    ShelfCorrected,
    ShelfCorrectionOrder,
    ShelfCorrections,
)
from api.schemas_skus import ReferenceAnswer
from api.shelf_carrying import carry_corrections
from api.shelf_correcting import correct_shelf, take_back
from api.shelf_report import shelf_report
from catalog.database import reading, writing
from catalog.queries_audits import audit_for
from catalog.rows import key
from catalog.shelf_corrections import Speaker, Word
from catalog.skus import add_reference, save_embeddings
from catalog.tables import User

router = api_router("audits")

CorrectionId = Annotated[int, Path(ge=1, le=2**63 - 1)]
BoxNumber = Annotated[int, Path(ge=0, le=1_000_000, description="of the box, as the corrections name it")]


@router.get(
    "/audits/{audit_id}/corrections", summary="Corrections of an audit's boxes", responses=errors(404, 409)
)
def list_shelf_corrections(audit_id: AuditId, user: CurrentUser, session: ReadSession) -> ShelfCorrections:
    """Who said what and when, undone ones too; and the boxes in force, in reading order."""
    row = audit_for(session, user, audit_id)
    return corrections_answer(session, row, shelf_report(session, row))


@router.post(
    "/audits/{audit_id}/corrections",
    summary="Correct a box",
    status_code=201,
    responses=errors(403, 404, 409),
)
def correct_box(
    audit_id: AuditId,
    body: ShelfCorrectionOrder,
    user: Editor,
    parts: PartsDep,
    now: Now,
    after: BackgroundTasks,
) -> ShelfCorrected:
    """Add, move, remove or name one box. What the models saw stays stored; counts, layers, shares and advice follow.

    Of two people at once the later one counts, and both rows are kept. Saying what was said already adds none.
    """
    word = Word(body.action, body.number, body.xyxy, body.sku)
    with writing(parts.engine) as session:
        row = audit_for(session, user, audit_id)
        shelf_report(session, row)
        made = correct_shelf(session, row, [word], _speaker(user, now))
        answer = corrected_answer(session, row, made, shelf_report(session, row))
    after.add_task(parts.advisor.try_advise, audit_id)
    return answer


@router.post(
    "/audits/{audit_id}/corrections/carry",
    summary="Take over a former audit's corrections",
    status_code=201,
    responses=errors(403, 404, 409),
)
def carry_shelf_corrections(
    audit_id: AuditId, user: Editor, parts: PartsDep, now: Now, after: BackgroundTasks
) -> ShelfCorrected:
    """What people said of the photo's former audit, said again of the boxes that overlap by half (IoU .5)."""
    with writing(parts.engine) as session:
        row = audit_for(session, user, audit_id)
        shelf_report(session, row)
        made = carry_corrections(session, row, _speaker(user, now))
        answer = corrected_answer(session, row, made, shelf_report(session, row))
    after.add_task(parts.advisor.try_advise, audit_id)
    return answer


@router.post(
    "/audits/{audit_id}/corrections/{correction_id}/undo",
    summary="Take a box's correction back",
    responses=errors(403, 404, 409),
)
def undo_box_correction(
    audit_id: AuditId,
    correction_id: CorrectionId,
    user: Editor,
    parts: PartsDep,
    now: Now,
    after: BackgroundTasks,
) -> ShelfCorrected:
    """What was said before it counts again; undoing twice changes nothing."""
    with writing(parts.engine) as session:
        row = audit_for(session, user, audit_id)
        shelf_report(session, row)
        undone = take_back(session, row, correction_id, _speaker(user, now))
        answer = corrected_answer(session, row, [undone], shelf_report(session, row))
    after.add_task(parts.advisor.try_advise, audit_id)
    return answer


@router.post(
    "/audits/{audit_id}/boxes/{number}/reference",
    summary="Make a box a reference picture",
    status_code=201,
    responses=errors(403, 404, 409, 410),
)
def add_box_reference(
    audit_id: AuditId, number: BoxNumber, user: Editor, parts: PartsDep, now: Now
) -> ReferenceAnswer:
    """Teach the box's SKU what it looks like here; `DELETE /api/skus/{code}/references/{id}` takes it back."""
    with reading(parts.engine) as session:
        row = audit_for(session, user, audit_id)
        xyxy, sku = _named(session, row.audit.id or 0, number, user)
    vector = parts.eyes.embedder(parts.pictures.upright(row.photo.sha256), np.array([xyxy], np.float32))[0]
    embedder = parts.eyes.stamp("embedder").sha256
    with writing(parts.engine) as session:
        reference, _ = add_reference(
            session,
            user.chain_id,
            sku,
            image_sha256=row.photo.sha256,
            xyxy=xyxy,
            source="named_group",
            now=now,
        )
        save_embeddings(session, user.chain_id, embedder, {key(reference.id): vector})
    return ReferenceAnswer.of(reference, sku)


def _named(
    session: Session, audit_id: int, number: int, user: User
) -> tuple[tuple[float, float, float, float], str]:
    report = shelf_report(session, audit_for(session, user, audit_id))
    found = next((product for product in report.products if product.number == number), None)
    if found is None:
        raise ApiError(404, "box_not_found", audit=audit_id, box=number)
    sku = report.sku_of(found)
    if sku is None:
        raise ApiError(409, "box_unnamed", box=number)
    return box_of(found), sku.code


def _speaker(user: User, now: Now) -> Speaker:
    return Speaker(user.id, now)
