"""The page where a category manager says what a visit asks, with a preview of what the rep will see."""

from fastapi import APIRouter, Request, Response

from api.deps import Now, ReadSession
from api.pages_render import PageEditor, render_page
from api.routes_visit_form import told_form
from api.schemas_visit_form import FieldOrder
from catalog.visit_form import CHOICE_MOST, CHOICES_MOST, FIELDS_MOST, LABEL_MOST, PHOTOS_MOST, PURCHASE_CYCLE

router = APIRouter()


@router.get("/visits/form")
def visit_form(request: Request, user: PageEditor, session: ReadSession, now: Now) -> Response:
    """Return the form in force, to be changed."""
    told = told_form(session, user.chain_id)
    return render_page(
        request,
        "visit_form.html",
        me=user,
        now=now,
        tab="form",
        told=told,
        form=told.model_dump_json(include={"fields", "photos"}),
        cycle=FieldOrder.of(PURCHASE_CYCLE),
        cycle_json=FieldOrder.of(PURCHASE_CYCLE).model_dump_json(),
        fields_most=FIELDS_MOST,
        label_most=LABEL_MOST,
        choices_most=CHOICES_MOST,
        choice_most=CHOICE_MOST,
        photos_most=PHOTOS_MOST,
    )
