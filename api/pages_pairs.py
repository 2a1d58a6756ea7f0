"""The pages of competing pairs: our products with their rivals, an import."""

from typing import Final, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.deps import Now, ReadSession
from api.pages_render import PageEditor, PageUser, page_locale, render_page
from api.paging import Paging
from api.rights import EDITORS
from api.schemas_pairs import OwnAnswer
from catalog.pair_import import HELP, TITLES
from catalog.pair_rule import CONTENT_RATIO_MOST
from catalog.queries_pairs import PairShow, list_own
from catalog.queries_skus import list_categories

PRODUCTS_SHOWN: Final = 30
RIVALS_SHOWN: Final = 20
SHOWS: Final[tuple[PairShow, ...]] = get_args(PairShow)

router = APIRouter()


@router.get("/pairs")
def pairs(
    request: Request,
    user: PageUser,
    session: ReadSession,
    now: Now,
    q: str = "",
    category: str = "",
    show: str = "all",
    page: str = "1",
) -> Response:
    """Return our products with what competes with them, searched and in pages."""
    chosen: PairShow = next((each for each in SHOWS if each == show), "all")
    text, kept = q.strip()[:100], category[:100]
    asked = {"q": text, "category": kept, "show": "" if chosen == "all" else chosen}
    paging = Paging.of("/pairs", asked, page, PRODUCTS_SHOWN)
    found = list_own(
        session,
        user.chain_id,
        text=text,
        category=kept or None,
        show=chosen,
        limit=paging.size,
        offset=paging.offset,
    )
    locale = page_locale(request, user)
    return render_page(
        request,
        "pairs.html",
        me=user,
        now=now,
        tab="pairs",
        rows=[OwnAnswer.of(row) for row in found.rows],
        total=found.total,
        q=text,
        category=kept,
        show=chosen,
        shows=SHOWS,
        categories=list_categories(session, user.chain_id),
        can_edit=user.role in EDITORS,
        shown=RIVALS_SHOWN,
        ratio=f"{CONTENT_RATIO_MOST:f}",
        export_url=f"/api/pairs/list.xlsx?{urlencode({**paging.query, 'lang': locale})}",
        newer_url=paging.newer_url,
        older_url=paging.older_url(found.total),
    )


@router.get("/pairs/import")
def import_pairs(request: Request, user: PageEditor, now: Now) -> Response:
    """Return the form for a table of pairs."""
    locale = page_locale(request, user)
    return render_page(
        request,
        "policy_import.html",
        me=user,
        now=now,
        tab="pairs",
        title="pairs.import",
        back="/pairs",
        back_title="pairs.title",
        help=HELP[locale],
        columns=TITLES[locale],
        import_url="/api/pairs/import",
        template_url=f"/api/pairs/template.xlsx?lang={locale}",
    )
