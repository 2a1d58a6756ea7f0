"""The rep's pages as an app that a phone installs: its manifest, its worker, and which files the worker keeps."""

import json
import re
from functools import cache
from typing import Final

from api.i18n import Locale, translate
from api.pages_render import STATIC_FOLDER, static_url, static_version

SHELLS: Final = ("/today", "/today/visit", "/offline")
"""Pages that open without signal: they hold no data, their scripts fill them from what the phone keeps."""
ICONS: Final = {"192": (192, False), "512": (512, False), "maskable": (512, True), "apple": (180, True)}
"""Name: side in pixels, and whether it fills its square (iOS rounds the corners itself)."""

_ENTRIES: Final = ("js/frame.js", "js/today.js", "js/visit.js")
_LOOKS: Final = ("favicon.svg", "css/base.css", "css/rep.css", "css/tips.css")
_IMPORT: Final = re.compile(r"""(?:from|import)\s*\(?\s*"\./([\w.]+\.js)\"""")


@cache
def kept_files() -> tuple[str, ...]:
    """Return the static files that the shells need, scripts with all that these import."""
    found: list[str] = []
    waiting = list(_ENTRIES)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.append(path)
        text = (STATIC_FOLDER / path).read_text("utf-8")
        waiting.extend(f"js/{name}" for name in _IMPORT.findall(text))
    return (*_LOOKS, *sorted(found))


@cache
def worker_script() -> str:
    """Return the service worker: our module, told what to keep. Its text changes with every static file."""
    facts = {
        "version": static_version(),
        "shells": SHELLS,
        "files": [static_url(path) for path in kept_files()],
    }
    return (
        f'import {{ startWorker }} from "{static_url("js/worker.js")}";\n'
        f"startWorker({json.dumps(facts, separators=(',', ':'))});\n"
    )


def manifest(locale: Locale) -> dict[str, object]:
    """Return the web app manifest (W3C) in this language."""
    return {
        "id": "/",
        "name": translate(locale, "app.name"),
        "short_name": translate(locale, "app.mark"),
        "description": translate(locale, "rep.app"),
        "lang": locale,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f3f5f2",
        "theme_color": "#ffffff",
        "icons": [
            {
                "src": f"/app-icon/{name}.png",
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": "maskable" if full else "any",
            }
            for name, (side, full) in ICONS.items()
            if name != "apple"
        ]
        + [{"src": static_url("favicon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
