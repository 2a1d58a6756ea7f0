"""Choosing a store and taking photos there: the rep's two pages."""

from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from api.deps import Now, PartsDep, ReadSession
from api.navigation import home_of
from api.pages_cards import tiles
from api.pages_render import PAGE_HEADERS, PageUser, render_page
from catalog.queries_pages import audit_cards, stores_by_use
from catalog.queries_people import store_for

STORES_SHOWN: Final = 40
RECENT_PHOTOS: Final = 8

router = APIRouter()


@router.get("/")
def start(user: PageUser) -> Response:
    """Lead everybody to where their day begins."""
    return RedirectResponse(home_of(user.role), 303, PAGE_HEADERS)


@router.get("/stores")
def choose_store(request: Request, user: PageUser, session: ReadSession, now: Now, q: str = "") -> Response:
    """Return the user's stores, the last photographed first."""
    text = q.strip()[:100]
    uses = stores_by_use(session, user, text=text, limit=STORES_SHOWN)
    stores = [
        {"code": use.store.code, "name": use.store.name, "city": use.store.city, "last_at": use.last_at}
        for use in uses.rows
    ]
    more = uses.total - len(stores)
    return render_page(
        request, "stores.html", me=user, now=now, tab="capture", stores=stores, more=more, q=text
    )


@router.get("/stores/{code}")
def capture(
    request: Request, code: str, user: PageUser, session: ReadSession, parts: PartsDep, now: Now
) -> Response:
    """Return the capture page of one store."""
    store = store_for(session, user, code)
    cards = audit_cards(session, user, store=store.code, limit=RECENT_PHOTOS)
    return render_page(
        request,
        "capture.html",
        me=user,
        now=now,
        tab="capture",
        store=store,
        audits=tiles(cards),
        show_store=False,
        max_upload_mb=parts.settings.max_upload_mb,
        ask_talkers=not parts.settings.shelf_talkers,
    )
