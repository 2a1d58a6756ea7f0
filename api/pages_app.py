"""What a phone asks for to install the service as an app. None of it needs a sign-in, none of it tells of anybody."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Request, Response
from starlette.responses import JSONResponse

from api.app_icon import app_icon
from api.deps import Now
from api.pages_render import page_locale, render_page
from api.web_app import ICONS, manifest, worker_script

_WORKER_POLICY: Final = "default-src 'none'; script-src 'self'; connect-src 'self'"
"""A worker lives by its own policy: it loads our scripts and asks our addresses."""

router = APIRouter()


@router.get("/sw.js")
def worker() -> Response:
    """Return the service worker; browsers compare it with theirs at each visit and take a new one by themselves."""
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": _WORKER_POLICY}
    return Response(worker_script(), media_type="text/javascript", headers=headers)


@router.get("/manifest.webmanifest")
def web_manifest(request: Request) -> Response:
    """Return the app's name, icons and start."""
    headers = {"Cache-Control": "no-cache", "Vary": "Cookie, Accept-Language"}
    locale = page_locale(request, None)
    return JSONResponse(manifest(locale), media_type="application/manifest+json", headers=headers)


@router.get("/app-icon/{name}.png")
def icon(name: Annotated[Literal["192", "512", "maskable", "apple"], Path()]) -> Response:
    """Return the icon in one of the sizes that phones want."""
    side, full = ICONS[name]
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(app_icon(side, maskable=full), media_type="image/png", headers=headers)


@router.get("/offline")
def offline(request: Request, now: Now) -> Response:
    """Return what is shown in place of a page that needs a signal where there is none."""
    return render_page(request, "offline.html", me=None, now=now)
