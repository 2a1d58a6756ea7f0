"""The headers that every answer carries, whoever made it: pages, API, static files, streams, and answers to errors."""

from typing import Final

from starlette.datastructures import MutableHeaders

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=(), serial=()",
    "Cache-Control": "no-store",
}
"""For answers that do not say otherwise themselves. The camera, speech and place are what a visit needs."""
_HTTPS: Final = "max-age=31536000"
"""A year (RFC 6797); said over https only, for elsewhere browsers must ignore it."""


def add_security_headers(headers: MutableHeaders, scheme: str) -> None:
    """Add what is missing; what the answer says itself stays."""
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if scheme == "https":
        headers.setdefault("Strict-Transport-Security", _HTTPS)
