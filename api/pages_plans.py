"""The pages of planograms: the list, one version (a drawing, or an editor for a draft), an import."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.deps import Now, ReadSession, Today
from api.pages_bay import draw_bay
from api.pages_render import PageEditor, PageUser, render_page
from api.rights import EDITORS
from catalog.queries_plans import (
    get_version,
    list_planograms,
    versions_of,
)
from catalog.queries_sku_cards import sku_cards
from catalog.queries_skus import list_categories
from catalog.queries_stores import store_class_sizes
from catalog.rows import key
from catalog.tables_plans import PlanogramVersion

router = APIRouter()

VersionId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/plans")
def plans(request: Request, user: PageUser, session: ReadSession, now: Now, today: Today) -> Response:
    """Return the chain's planograms with their versions."""
    rows = [
        {
            "head": row.planogram,
            "versions": [
                {"note": note, "phase": phase_of(note.version, today)}
                for note in row.versions
                if note.version.state != "withdrawn" or note is row.versions[0]
            ],
        }
        for row in list_planograms(session, user.chain_id)
    ]
    return render_page(
        request,
        "plans.html",
        me=user,
        now=now,
        tab="plans",
        rows=rows,
        can_edit=user.role in EDITORS,
        categories=list_categories(session, user.chain_id),
    )


@router.get("/plans/import")
def import_plans(request: Request, user: PageEditor, now: Now) -> Response:
    """Return the form for a file of planograms."""
    return render_page(request, "plan_import.html", me=user, now=now, tab="plans")


@router.get("/plans/{version_id}")
def plan(
    request: Request, version_id: VersionId, user: PageUser, session: ReadSession, now: Now, today: Today
) -> Response:
    """Return a version as a drawing of its bay; a draft can be edited by who may."""
    row = get_version(session, user.chain_id, version_id)
    cards = sku_cards(session, user.chain_id, {slot.sku for slot in row.plan.slots})
    can_edit = user.role in EDITORS
    editing = can_edit and row.version.state == "draft"
    return render_page(
        request,
        "plan.html",
        me=user,
        now=now,
        tab="plans",
        version=row.version,
        head=row.planogram,
        targets=row.targets,
        width_mm=row.plan.width_mm,
        phase=phase_of(row.version, today),
        bay=draw_bay(row.plan, cards),
        can_edit=can_edit,
        editing=editing,
        others=[
            (key(other.id), other.number, phase_of(other, today))
            for other in versions_of(session, row.version.planogram_id)
        ],
        today=today.isoformat(),
        store_classes=store_class_sizes(session, user.chain_id) if editing else (),
        categories=list_categories(session, user.chain_id) if editing else (),
    )


def phase_of(version: PlanogramVersion, today: date) -> str:
    """Where a version is in its life: draft, future, in_force, past or withdrawn."""
    if version.state != "published":
        return version.state
    if version.valid_from is not None and version.valid_from > today:
        return "future"
    return "past" if version.valid_until is not None and version.valid_until < today else "in_force"
