"""Planograms: drafts, publishing, what is in force; a golden photo becomes one, a photo is held against one."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Path, Query
from sqlmodel import Session

from api.answers_compliance import compliance_answer
from api.deps import Contributor, CurrentUser, DbSession, Editor, LocaleDep, Now, PartsDep, ReadSession, Today
from api.errors import ApiError
from api.golden import golden_draft
from api.judging import choose_plan, local_day
from api.routes_audits import AuditId
from api.routing import api_router, errors
from api.schemas_compliance import ComplianceAnswer
from api.schemas_plans import (
    GoldenAnswer,
    GoldenOrder,
    PlanogramAnswer,
    PlanogramList,
    PlanOrder,
    PlanSave,
    PublishOrder,
    UnknownStack,
    VersionAnswer,
    VersionNoteAnswer,
)
from api.shelf_report import shelf_report
from catalog.database import reading, writing
from catalog.planograms import copy_to_draft, create_planogram, publish, replace_slots, withdraw
from catalog.queries_advised import want_advice_of
from catalog.queries_audits import audit_for
from catalog.queries_people import WIDE_ROLES, store_for
from catalog.queries_plans import get_version, plans_in_force
from catalog.queries_plans import list_planograms as select_planograms
from catalog.rows import key

router = api_router("planograms")

VersionId = Annotated[int, Path(ge=1, le=2**63 - 1, description="a version's `id`")]
Code = Annotated[str, Query(min_length=1, max_length=64, description="the planogram's code")]


@router.get("/planograms", summary="Planograms of my chain", responses=errors(404))
def list_planograms(
    user: CurrentUser,
    session: ReadSession,
    today: Today,
    store: Annotated[
        str | None, Query(max_length=64, description="only those in force in this store")
    ] = None,
    day: Annotated[date | None, Query(description="in force on this day; left out: today")] = None,
) -> PlanogramList:
    """Each with its versions, the newest first; asked for a store, with the version that is in force there alone."""
    rows = select_planograms(session, user.chain_id)
    if store is not None:
        on = day or today
        there = {plan.version_id for plan in plans_in_force(session, store_for(session, user, store), on)}
    answers = []
    for row in rows:
        notes = [note for note in row.versions if store is None or note.version.id in there]
        if notes:
            head = row.planogram
            answers.append(
                PlanogramAnswer(
                    code=head.code,
                    name=head.name,
                    category=head.category,
                    versions=[VersionNoteAnswer.of(note) for note in notes],
                )
            )
    return PlanogramList(planograms=answers)


@router.post("/planograms", summary="Create a planogram", status_code=201, responses=errors(403, 404, 409))
def add_planogram(body: PlanOrder, user: Editor, session: DbSession, now: Now) -> VersionAnswer:
    """A draft under a code that is free; it is nowhere in force before it is published."""
    version = create_planogram(
        session, user.chain_id, body.plan(), source="editor", now=now, created_by=user.id, new=True
    )
    return _answer(session, user.chain_id, key(version.id))


@router.get("/planograms/{version_id}", summary="A version of a planogram", responses=errors(404))
def read_planogram(version_id: VersionId, user: CurrentUser, session: ReadSession) -> VersionAnswer:
    """What should stand where, and where that is in force."""
    return _answer(session, user.chain_id, version_id)


@router.put("/planograms/{version_id}", summary="Save a draft", responses=errors(403, 404, 409))
def save_planogram(
    version_id: VersionId, body: PlanSave, user: Editor, session: DbSession, now: Now
) -> VersionAnswer:
    """Replace the draft's content; 409 `planogram_changed` when somebody else saved it meanwhile."""
    replace_slots(
        session, user.chain_id, version_id, body.plan(), now=now, unchanged_since=body.unchanged_since
    )
    return _answer(session, user.chain_id, version_id)


@router.post("/planograms/{version_id}/publish", summary="Publish a draft", responses=errors(403, 404, 409))
def publish_planogram(
    version_id: VersionId, body: PublishOrder, user: Editor, parts: PartsDep, now: Now
) -> VersionAnswer:
    """Put it in force on days and in stores; from then on it is never changed again.

    Photos of these days and stores that looked like no planogram so far are held against it soon.
    """
    with writing(parts.engine) as session:
        publish(
            session,
            user.chain_id,
            version_id,
            valid_from=body.valid_from,
            valid_until=body.valid_until,
            stores=body.stores,
            store_classes=body.store_classes,
            now=now,
        )
        want_advice_of(session, version_id, since=now - timedelta(hours=parts.settings.tip_hours))
        answer = _answer(session, user.chain_id, version_id)
    parts.jobs.wake()
    return answer


@router.post("/planograms/{version_id}/withdraw", summary="Withdraw a version", responses=errors(403, 404))
def withdraw_planogram(version_id: VersionId, user: Editor, session: DbSession, now: Now) -> VersionAnswer:
    """Take it out of force, or throw a draft away; it stays readable, and what it judged stays judged."""
    withdraw(session, user.chain_id, version_id, now=now)
    return _answer(session, user.chain_id, version_id)


@router.post(
    "/planograms/{version_id}/copy",
    summary="Copy a version to a new draft",
    status_code=201,
    responses=errors(403, 404),
)
def copy_planogram(version_id: VersionId, user: Editor, session: DbSession, now: Now) -> VersionAnswer:
    """The way to change what is published: copy it, change the copy, publish that."""
    version = copy_to_draft(session, user.chain_id, version_id, now=now, created_by=user.id)
    return _answer(session, user.chain_id, key(version.id))


@router.post(
    "/audits/{audit_id}/planogram",
    summary="Make a planogram of a photo",
    status_code=201,
    responses=errors(403, 404, 409),
)
def make_golden_planogram(
    audit_id: AuditId,
    user: Editor,
    session: DbSession,
    parts: PartsDep,
    now: Now,
    body: GoldenOrder | None = None,
) -> GoldenAnswer:
    """A draft of what stands on a golden photo (标准陈列照); a code that is taken gets a new version.

    Of products that nobody has named the draft keeps the places; they are listed in `unknown`.
    """
    order = body or GoldenOrder()
    row = audit_for(session, user, audit_id)
    made = golden_draft(
        session,
        row,
        zone=parts.settings.zone,
        now=now,
        made_by=user.id,
        code=order.code,
        name=order.name,
        category=order.category,
    )
    return GoldenAnswer(
        planogram=_answer(session, user.chain_id, made.version_id),
        unknown=[
            UnknownStack(
                layer=stack.layer,
                position=stack.position,
                group=stack.group,
                xyxy=stack.xyxy,
                crop_url=f"/api/audits/{audit_id}/groups/{stack.group}/crop.jpg",
            )
            for stack in made.unknown
        ],
    )


@router.post(
    "/audits/{audit_id}/judge", summary="Hold a photo against a planogram", responses=errors(404, 409)
)
def judge_audit(
    audit_id: AuditId, user: Contributor, parts: PartsDep, locale: LocaleDep, planogram: Code
) -> ComplianceAnswer:
    """Say which bay the photo shows; the choice stays, also when a group is named later.

    Offered are the planograms in force in the store on the photo's day; who may edit planograms may try any.
    """
    with reading(parts.engine) as session:
        row = audit_for(session, user, audit_id)
        shelf_report(session, row)
        day = local_day(row.photo, parts.settings.zone)
        plan = choose_plan(session, row.store, planogram, day, drafts=user.role in WIDE_ROLES)
    if not plan.slots:
        raise ApiError(409, "planogram_empty", planogram=planogram)
    parts.advisor.advise(audit_id, version_id=plan.version_id)
    with reading(parts.engine) as session:
        answer = compliance_answer(session, user.chain_id, audit_id, locale)
    assert answer is not None
    return answer


@router.delete(
    "/audits/{audit_id}/judge",
    summary="Let the photo find its planogram by itself again",
    status_code=204,
    responses=errors(404, 409),
)
def let_go(audit_id: AuditId, user: Contributor, parts: PartsDep) -> None:
    """Take back that a bay was chosen by hand: the photo is held against the planograms of its store and day anew."""
    with reading(parts.engine) as session:
        row = audit_for(session, user, audit_id)
        if row.audit.state != "done":
            raise ApiError(409, "audit_not_done", state=row.audit.state)
    parts.advisor.advise(audit_id, let_go=True)


def _answer(session: Session, chain_id: int, version_id: int) -> VersionAnswer:
    return VersionAnswer.of(get_version(session, chain_id, version_id))
