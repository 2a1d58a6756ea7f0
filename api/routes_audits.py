"""Audits: their reports, asking again, naming what was unknown."""

from typing import Annotated

import numpy as np
from fastapi import Path, Query, Response

from api.answers import audit_answer, audit_summary, submitted
from api.answers_compliance import compliance_answer
from api.answers_shelf_corrections import correction_parts
from api.answers_trust import likeness_answers
from api.deps import Contributor, CurrentUser, Editor, LocaleDep, Now, PartsDep, ReadSession
from api.parts import Parts
from api.report_stored import box_of
from api.routing import api_router, errors
from api.schemas_audits import AuditAnswer, AuditList, Named, NameOrder, Submitted, example_audit
from api.schemas_skus import ReferenceAnswer, SkuAnswer
from api.shelf_report import shelf_report
from catalog.database import reading, writing
from catalog.queries_advised import note_advised
from catalog.queries_audits import audit_for, load_report
from catalog.queries_audits import list_audits as select_audits
from catalog.queries_boxes import shelf_corrections
from catalog.queries_groups import get_group, products_of_group
from catalog.queries_likeness import likenesses_of
from catalog.queries_naming import ReferencePicture, undo_naming
from catalog.queries_naming import name_group as write_name
from catalog.queries_people import store_for
from catalog.queries_posters import posters_of
from catalog.queries_queue import queue_audit
from catalog.rows import key
from catalog.tables import AuditState, PhotoKind, User

router = api_router("audits")

AuditId = Annotated[int, Path(ge=1, le=2**63 - 1)]
GroupNumber = Annotated[int, Path(ge=1, le=1_000_000)]
_REFERENCES_MOST = 5


@router.get("/audits", summary="Audits of my stores", responses=errors(404))
def list_audits(
    user: CurrentUser,
    session: ReadSession,
    locale: LocaleDep,
    store: Annotated[str | None, Query(max_length=64, description="of this store only")] = None,
    state: AuditState | None = None,
    kind: Annotated[PhotoKind | None, Query(description="photos of this kind only")] = None,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="older than this audit")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AuditList:
    """Newest first."""
    if store is not None:
        store_for(session, user, store)
    rows = select_audits(
        session, user, store_code=store, state=state, kind=kind, before_id=before, limit=limit + 1
    )
    shown = rows[:limit]
    return AuditList(
        audits=[audit_summary(row, locale) for row in shown],
        next_before=shown[-1].audit.id if len(rows) > limit else None,
    )


@router.get(
    "/audits/{audit_id}",
    summary="An audit and its report",
    responses=errors(404) | {200: {"content": {"application/json": {"example": example_audit()}}}},
)
def read_audit(audit_id: AuditId, user: CurrentUser, session: ReadSession, locale: LocaleDep) -> AuditAnswer:
    """State, facings, groups, timings and where the evidence is. `report` is null until the state is done.

    A poster has no `report`: what was read off it is its `poster` (`posters` where it shows several).
    """
    row = audit_for(session, user, audit_id)
    compliance = compliance_answer(session, row.store.chain_id, audit_id, locale)
    posters = posters_of(session, audit_id, row.store.chain_id) if row.photo.kind == "poster" else ()
    said = correction_parts(session, shelf_corrections(session, audit_id))
    report = load_report(session, row)
    alike = likeness_answers(session, user, likenesses_of(session, key(row.photo.id)))
    return audit_answer(row, report, compliance, locale, posters=posters, corrections=said, likenesses=alike)


@router.post("/audits/{audit_id}/re-audit", summary="Look again", status_code=202, responses=errors(403, 404))
def repeat_audit(
    audit_id: AuditId, user: Contributor, parts: PartsDep, now: Now, locale: LocaleDep, response: Response
) -> Submitted:
    """A new audit of the same photo with today's catalogue; the old report stays."""
    with writing(parts.engine) as session:
        row = audit_for(session, user, audit_id)
        audit, new = queue_audit(session, key(row.photo.id), now=now)
    parts.jobs.wake()
    answer = submitted(audit, locale, already=not new)
    response.headers["Location"] = answer.location
    return answer


@router.post(
    "/audits/{audit_id}/groups/{number}/name",
    summary="Say what a group is",
    responses=errors(403, 404, 409, 410),
)
def name_group(
    audit_id: AuditId, number: GroupNumber, body: NameOrder, user: Editor, parts: PartsDep, now: Now
) -> Named:
    """Name the group after a SKU of the catalogue, or make a new one of it; its best crops become references.

    Saying the same twice changes nothing. The report shows the name at once; «look again» finds it elsewhere too.
    """
    what = body.sku if body.new is None else body.new.draft()
    pictures = _group_pictures(parts, user, audit_id, number)
    with writing(parts.engine) as session:
        row = audit_for(session, user, audit_id)
        done = write_name(
            session,
            row,
            number,
            what or "",
            pictures,
            parts.eyes.stamp("embedder").sha256,
            now=now,
            named_by=user.id,
        )
        note_advised(session, audit_id, None)
    parts.advisor.try_advise(audit_id)
    return Named(
        sku=SkuAnswer.of(done.sku),
        references=[ReferenceAnswer.of(reference, done.sku.sku.code) for reference in done.references],
    )


@router.delete(
    "/audits/{audit_id}/groups/{number}/name",
    summary="Take a name back",
    status_code=204,
    responses=errors(403, 404),
)
def unname_group(audit_id: AuditId, number: GroupNumber, user: Editor, parts: PartsDep, now: Now) -> None:
    """Undo the naming, with the references that it made and a SKU that lived by it alone."""
    with writing(parts.engine) as session:
        undo_naming(session, audit_for(session, user, audit_id), number, now=now)
        note_advised(session, audit_id, None)
    parts.advisor.try_advise(audit_id)


def _group_pictures(parts: Parts, user: User, audit_id: int, number: int) -> tuple[ReferencePicture, ...]:
    """The group's surest crops with their vectors, made before the transaction that saves them."""
    with reading(parts.engine) as session:
        row = audit_for(session, user, audit_id)
        shelf_report(session, row)
        get_group(session, audit_id, number)
        best = products_of_group(session, audit_id, number)[:_REFERENCES_MOST]
    boxes = [box_of(product) for product in best]
    vectors = parts.eyes.embedder(parts.pictures.upright(row.photo.sha256), np.array(boxes, np.float32))
    return tuple(
        ReferencePicture(row.photo.sha256, box, vector) for box, vector in zip(boxes, vectors, strict=True)
    )
