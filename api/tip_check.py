"""What an after-photo (整改照) says about a tip: solved, still open, or that it does not show the place."""

from sqlmodel import Session

from api.answers_tips import tip_answer
from api.errors import words_of
from api.i18n import Locale, translate
from api.schemas_tips import CheckState, TipAnswer, TipCheck
from catalog.errors import NotFound
from catalog.queries_audits import AuditRow, audit_for
from catalog.queries_tips import get_tip, tips_about
from catalog.tables import User


def check_tip(session: Session, user: User, tip_id: int, audit_id: int, locale: Locale) -> TipCheck:
    """How the tip stands after the audit of a photo of its store.

    Raises:
        NotFound: `tip_not_found`, or `audit_not_found` also for an audit of another store.
    """
    row = get_tip(session, user, tip_id)
    audit = audit_for(session, user, audit_id)
    if audit.store.id != row.store.id:
        raise NotFound("audit_not_found", audit=audit_id)
    tip = tip_answer(session, row, locale)
    # a tip that stays open moves on to the newest photo that shows its trouble; an expired one is opened anew
    about = tips_about(session, row.tip.store_id, [row.tip.subject])
    seen = any(other.state == "open" and other.audit_id == audit_id for other in about)
    state = _state(tip, audit, seen=seen)
    return TipCheck(state=state, audit_id=audit_id, message=_message(state, tip, audit, locale), tip=tip)


def _state(tip: TipAnswer, row: AuditRow, *, seen: bool) -> CheckState:
    if row.audit.state == "failed" and tip.kind != "floor_stack":
        return "failed"
    if tip.state == "done" and tip.after_audit_id == row.audit.id:
        return "solved"
    if row.audit.state != "done" or row.audit.advised_at is None:
        return "looking"
    return "still_open" if seen else "not_shown"


def _message(state: CheckState, tip: TipAnswer, row: AuditRow, locale: Locale) -> str:
    if state == "failed":
        detail = words_of(row.audit.error_code or "", row.audit.error_params or {}, locale)
        return f"{detail.message} {detail.fix}"
    if state == "still_open":
        return f"{tip.title} {tip.action}" if locale == "en" else f"{tip.title}。{tip.action}"
    if state == "solved" and tip.kind == "floor_stack":
        return translate(locale, "tips.check.kept")
    return translate(locale, "tips.check." + state)
