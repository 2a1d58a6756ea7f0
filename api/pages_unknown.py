"""The queue of unknown products: one question each, answered by keyboard or thumb."""

from typing import Final

from fastapi import APIRouter, Request, Response

from api.answers_unknowns import unknown_answers
from api.deps import Now, PartsDep, ReadSession
from api.pages_render import PageEditor, render_page
from api.paging import Paging
from catalog.queries_skus import list_brands
from catalog.queries_unknowns import UnknownState, count_unknowns, list_unknowns

SHOWN: Final = 20
STATES: Final[tuple[UnknownState, ...]] = ("open", "aside", "named")

router = APIRouter()


@router.get("/unknown")
def unknown(
    request: Request,
    user: PageEditor,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    state: str = "open",
    page: str = "1",
) -> Response:
    """Return the questions of a state, those with the most facings first."""
    chosen: UnknownState = next((known for known in STATES if known == state), "open")
    paging = Paging.of("/unknown", {"state": "" if chosen == "open" else chosen}, page, SHOWN)
    found = list_unknowns(session, user.chain_id, chosen, limit=paging.size, offset=paging.offset)
    return render_page(
        request,
        "unknown.html",
        me=user,
        now=now,
        tab="unknown",
        state=chosen,
        states=STATES,
        cards=unknown_answers(session, parts, user.chain_id, found.rows),
        total=found.total,
        open_total=found.total if chosen == "open" else count_unknowns(session, user.chain_id),
        brand_names=[brand.name for brand in list_brands(session, user.chain_id)],
        newer_url=paging.newer_url,
        older_url=paging.older_url(found.total),
    )
