"""The rep's day and visit: two shells that a phone keeps; their scripts fill them, with signal or without."""

from fastapi import APIRouter, Request, Response

from api.deps import Now, PartsDep
from api.pages_render import PageUser, render_page

router = APIRouter()


@router.get("/today")
def today(request: Request, user: PageUser, now: Now) -> Response:
    """Return the page of today's stores."""
    return render_page(request, "today.html", me=user, now=now, tab="today")


@router.get("/today/visit")
def visit(request: Request, user: PageUser, parts: PartsDep, now: Now) -> Response:
    """Return the page of a visit; `?store=` or `?visit=` say which to its script."""
    settings = parts.settings
    return render_page(
        request, "visit.html", me=user, now=now, tab="today", max_upload_mb=settings.max_upload_mb
    )
