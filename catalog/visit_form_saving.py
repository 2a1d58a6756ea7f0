"""Changing what a chain asks of a visit: a row is added, none is changed, so that every visit keeps its own form."""

from datetime import datetime

from sqlmodel import Session

from catalog.errors import Conflict
from catalog.queries_people import lock_chain
from catalog.queries_visits import last_forms
from catalog.tables_visits import VisitForm
from catalog.visit_form import FormDraft, form_of, kept_fields


def set_form(session: Session, chain_id: int, form: FormDraft, *, by: int | None, now: datetime) -> bool:
    """Ask this of visits that begin from now on; False when that is what is asked already."""
    lock_chain(session, chain_id)
    in_force = next(iter(last_forms(session, chain_id, 1)), None)
    if form_of(in_force) == form:
        return False
    _add(session, chain_id, form, by=by, now=now)
    return True


def undo_form(session: Session, chain_id: int, *, by: int | None, now: datetime) -> None:
    """Ask again what was asked before the last change; once more brings the change back.

    Raises:
        Conflict: `visit_form_nothing_to_undo`.
    """
    lock_chain(session, chain_id)
    rows = last_forms(session, chain_id, 2)
    if not rows:
        raise Conflict("visit_form_nothing_to_undo")
    _add(session, chain_id, form_of(rows[1] if len(rows) > 1 else None), by=by, now=now)


def _add(session: Session, chain_id: int, form: FormDraft, *, by: int | None, now: datetime) -> None:
    row = VisitForm(
        chain_id=chain_id,
        fields=kept_fields(form),
        photos=dict(form.photos),
        changed_by=by,
        changed_at=now,
    )
    session.add(row)
    session.flush()
