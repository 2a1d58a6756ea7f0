"""Pages of what a category manager keeps: must-stock lists, daily sales, classes of stores, goals of categories."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from api.answers_scans import aside_answer, file_answer
from api.deps import Now, ReadSession, Today
from api.pages_render import PageEditor, page_locale, render_page
from api.routes_settings import list_category_goals
from api.schemas_lists import MustStockAnswer
from catalog.list_workbook import HELP, TITLES
from catalog.queries_aside import scan_files
from catalog.queries_must_stock import list_must_stock
from catalog.queries_pages import stores_by_use
from catalog.queries_plans import list_store_classes
from catalog.queries_scans import scan_span
from catalog.till_lists import TABLES, TillList

STORES_SHOWN: Final = 100

router = APIRouter(prefix="/lists")


@router.get("")
def lists(request: Request, user: PageEditor, session: ReadSession, now: Now, today: Today) -> Response:
    """Return what there is, in a few words each."""
    return render_page(
        request,
        "lists.html",
        me=user,
        now=now,
        tab="lists",
        must_lines=len(list_must_stock(session, user.chain_id, on=today)),
        span=scan_span(session, user.chain_id),
        classes=list_store_classes(session, user.chain_id),
    )


@router.get("/must-stock")
def must_stock(
    request: Request,
    user: PageEditor,
    session: ReadSession,
    now: Now,
    today: Today,
    chosen: Annotated[str, Query(alias="class")] = "*",
) -> Response:
    """Return the lines, all or those of a class, and the form to import more."""
    locale = page_locale(request, user)
    wanted = None if chosen == "*" else chosen
    rows = list_must_stock(session, user.chain_id, store_class=wanted)
    export = {"lang": locale, **({} if wanted is None else {"store_class": wanted})}
    return render_page(
        request,
        "list_must_stock.html",
        me=user,
        now=now,
        tab="lists",
        lines=[MustStockAnswer.of(row) for row in rows],
        classes=list_store_classes(session, user.chain_id),
        chosen=chosen,
        today=today,
        help=HELP["must_stock"][locale],
        columns=TITLES["must_stock"][locale],
        import_url="/api/must-stock/import",
        template_url=f"/api/must-stock/template.xlsx?lang={locale}",
        export_url=f"/api/must-stock/list.xlsx?{urlencode(export)}",
    )


@router.get("/scans")
def scans(request: Request, user: PageEditor, session: ReadSession, now: Now) -> Response:
    """Return what is known of daily sales, and the form to import more."""
    locale = page_locale(request, user)
    return render_page(
        request,
        "list_scans.html",
        me=user,
        now=now,
        tab="lists",
        span=scan_span(session, user.chain_id),
        files=[file_answer(file, locale) for file in scan_files(session, user.chain_id)],
        aside=aside_answer(session, user.chain_id, shown=20),
        kinds=TABLES,
        help=HELP["scans"][locale],
        columns=TITLES["scans"][locale],
        import_url="/api/scans/import",
        template_url=f"/api/scans/template.xlsx?lang={locale}",
    )


@router.get("/tills/{kind}")
def tills(kind: TillList, request: Request, user: PageEditor, now: Now) -> Response:
    """Return the form to import what stores carry, their stock, closures or successors."""
    locale = page_locale(request, user)
    return render_page(
        request,
        "list_tills.html",
        me=user,
        now=now,
        tab="lists",
        kind=kind,
        help=HELP[kind][locale],
        columns=TITLES[kind][locale],
        import_url=f"/api/tills/{kind}/import",
        template_url=f"/api/tills/{kind}/template.xlsx?lang={locale}",
    )


@router.get("/stores")
def stores(request: Request, user: PageEditor, session: ReadSession, now: Now, q: str = "") -> Response:
    """Return the stores with their classes, to be changed in place."""
    text, locale = q.strip()[:100], page_locale(request, user)
    found = stores_by_use(session, user, text=text, limit=STORES_SHOWN)
    return render_page(
        request,
        "list_stores.html",
        me=user,
        now=now,
        tab="lists",
        stores=[use.store for use in found.rows],
        more=found.total - len(found.rows),
        classes=list_store_classes(session, user.chain_id),
        q=text,
        help=HELP["stores"][locale],
        columns=TITLES["stores"][locale],
        import_url="/api/stores/import",
        template_url=f"/api/stores/template.xlsx?lang={locale}",
    )


@router.get("/categories")
def categories(request: Request, user: PageEditor, session: ReadSession, now: Now) -> Response:
    """Return each category's goals, to be changed in place."""
    known = list_category_goals(user, session)
    return render_page(
        request,
        "list_categories.html",
        me=user,
        now=now,
        tab="lists",
        categories=known.categories,
        default_elasticity=known.default_elasticity,
        defaults=known,
    )
