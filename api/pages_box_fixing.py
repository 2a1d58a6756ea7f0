"""The page on which the boxes of a shelf photo are corrected, by keys, mouse or finger."""

from typing import Final

from fastapi import APIRouter, Request, Response

from api.deps import Now, ReadSession
from api.pages_audit import audit_head
from api.pages_render import PageEditor, render_page
from api.routes_audits import AuditId
from api.shelf_report import shelf_report
from catalog.queries_audits import audit_for

router = APIRouter()

_KEYS: Final = (
    ("Tab ← →", "walk"),
    ("↑ ↓", "layer"),
    ("Enter /", "search"),
    ("1…9", "option"),
    ("s", "spec"),
    ("g", "group"),
    ("n", "draw"),
    ("Del", "remove"),
    ("Alt+←↑↓→", "move"),
    ("Alt+Shift+←↑↓→", "resize"),
    ("u Ctrl+Z", "undo"),
    ("+ -", "zoom"),
    ("Esc", "leave"),
)


@router.get("/audits/{audit_id}/correct")
def correct_page(
    request: Request, audit_id: AuditId, user: PageEditor, session: ReadSession, now: Now
) -> Response:
    """Return the photo with its boxes to be corrected; 409 where there is no shelf's report."""
    row = audit_for(session, user, audit_id)
    shelf_report(session, row)
    return render_page(
        request,
        "box_fixing.html",
        me=user,
        now=now,
        tab="records",
        audit=audit_head(session, row),
        key_rows=_KEYS,
    )
