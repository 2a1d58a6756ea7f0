"""Checking names that chance drew."""

from datetime import timedelta
from random import SystemRandom
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Path, Query

from api.deps import DbSession, Editor, Now, ReadSession
from api.routing import api_router, errors
from api.schemas_quality import CheckAnswer, CheckOrder, DrawnName, DrawnNames
from catalog.naming_checks import check_name, take_check_back
from catalog.queries_pages import first_references
from catalog.queries_quality import Drawn, draw_named
from catalog.rows import key

router = api_router("catalogue")

DRAWN_FROM: Final = timedelta(days=28)


@router.get("/quality/draw", summary="Names to check, drawn by chance", responses=errors(403))
def draw_names(
    user: Editor,
    session: ReadSession,
    now: Now,
    n: Annotated[int, Query(ge=1, le=100)] = 20,
    category: Annotated[str | None, Query(max_length=100)] = None,
) -> DrawnNames:
    """Each name that the models gave in the last four weeks is equally likely; those that were checked are not asked
    again. What people look at by themselves is no such sample: they look where something is wrong."""
    drawn = draw_named(
        session, user.chain_id, SystemRandom(), since=now - DRAWN_FROM, most=n, category=category or None
    )
    pictures = first_references(session, sorted({one.sku_id for one in drawn}))
    return DrawnNames(drawn=[_drawn(one, pictures.get(one.sku_id)) for one in drawn])


@router.post("/quality/checks", summary="Is the name right?", status_code=201, responses=errors(403, 404))
def answer_check(body: CheckOrder, user: Editor, session: DbSession, now: Now) -> CheckAnswer:
    """Keeps the answer; another one on the same group replaces it. It changes no report: name the group for that."""
    check = check_name(session, user.chain_id, body.group_id, correct=body.correct, now=now, by=user.id)
    return CheckAnswer(id=key(check.id), correct=check.correct)


@router.delete(
    "/quality/checks/{check_id}", summary="Take an answer back", status_code=204, responses=errors(403, 404)
)
def undo_check(
    check_id: Annotated[int, Path(ge=1, le=2**63 - 1)], user: Editor, session: DbSession, now: Now
) -> None:
    """It counts no more; the group may be drawn again."""
    take_check_back(session, user.chain_id, check_id, now=now)


def _drawn(one: Drawn, reference_id: int | None) -> DrawnName:
    url = f"/api/skus/{quote(one.sku.code, safe='')}/references/{reference_id}.jpg"
    return DrawnName(
        group_id=key(one.group.id),
        audit_id=key(one.audit.id),
        store_name=one.store.name,
        facings=one.group.size,
        crop_url=f"/api/audits/{one.audit.id}/groups/{one.group.number}/crop.jpg",
        sku=one.sku.code,
        brand=one.sku.brand,
        name=one.sku.name,
        spec=one.sku.spec,
        reference_url=None if reference_id is None else url,
        seen_at=one.audit.queued_at,
    )
