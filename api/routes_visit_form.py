"""What a chain asks of a visit: read, changed, undone."""

from sqlmodel import Session

from api.deps import DbSession, Editor, Now, ReadSession
from api.routing import api_router, errors
from api.schemas_visit_form import VisitFormAnswer, VisitFormOrder
from catalog.queries_tip_counts import usernames
from catalog.queries_visits import form_in_force
from catalog.visit_form import form_of
from catalog.visit_form_saving import set_form, undo_form

router = api_router("visits")


@router.get("/visit-form", summary="The visit form", responses=errors(403))
def read_visit_form(user: Editor, session: ReadSession) -> VisitFormAnswer:
    """What is asked of visits that begin now: at most three fields, and the least photos by kind."""
    return told_form(session, user.chain_id)


@router.put("/visit-form", summary="Change the visit form", responses=errors(403))
def put_visit_form(body: VisitFormOrder, user: Editor, session: DbSession, now: Now) -> VisitFormAnswer:
    """All of it again; visits that were begun keep the form that they were begun with."""
    set_form(session, user.chain_id, body.draft(), by=user.id, now=now)
    return told_form(session, user.chain_id)


@router.post("/visit-form/undo", summary="Undo the last change of the visit form", responses=errors(403, 409))
def undo_visit_form(user: Editor, session: DbSession, now: Now) -> VisitFormAnswer:
    """What was asked before is asked again; once more brings the change back."""
    undo_form(session, user.chain_id, by=user.id, now=now)
    return told_form(session, user.chain_id)


def told_form(session: Session, chain_id: int) -> VisitFormAnswer:
    """The form in force, as the API and the page show it."""
    row = form_in_force(session, chain_id)
    by = None if row is None else row.changed_by
    said = {
        "id": None if row is None else row.id,
        "changed_by": usernames(session, [by]).get(by or 0),
        "changed_at": None if row is None else row.changed_at,
        "can_undo": row is not None,
    }
    return VisitFormAnswer.of(said, form_of(row))
