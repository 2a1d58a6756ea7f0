"""Where a notification may go: addresses (Apprise URLs) read, and refused unless the operator allowed them.

What is checked is what Apprise itself made of the address (host and port of its plug-in), so that two readings of a
tricky address cannot differ. Checked when an address is added and again each time before something is sent to it.
"""

import ipaddress
import re
import socket
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Final, get_args
from urllib.parse import urlsplit

from apprise import AppriseAsset
from apprise.common import PersistentStoreMode

from api.errors import ApiError
from api.push_transport import guard
from api.settings import PushScheme, Settings

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_NATIVE: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([\w-]+)"), "wecombot"),
    (re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=(\w+)"), "dingtalk"),
    (re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?"), "feishu"),
    (re.compile(r"https://open\.larksuite\.com/open-apis/bot/v2/hook/([\w-]+)/?"), "lark"),
)
"""A robot's address as its app shows it."""
_PLUGINS: Final[Mapping[str, tuple[str, str]]] = {
    "wecombot": ("wecombot", "NotifyWeComBot"),
    "dingtalk": ("dingtalk", "NotifyDingTalk"),
    "feishu": ("feishu", "NotifyFeishu"),
    "lark": ("lark", "NotifyLark"),
    "mailto": ("email", "NotifyEmail"),
    "mailtos": ("email", "NotifyEmail"),
    "json": ("custom_json", "NotifyJSON"),
    "jsons": ("custom_json", "NotifyJSON"),
}
_WEB: Final = frozenset({"json", "jsons"})
_MAIL: Final = frozenset({"mailto", "mailtos"})
_USUAL_PORTS: Final[Mapping[str, frozenset[int]]] = {
    "web": frozenset({80, 443}),
    "mail": frozenset({25, 465, 587}),
}
_OPTIONS: Final[Mapping[str, frozenset[str]]] = {
    "web": frozenset({"method"}),
    "mail": frozenset({"to", "from", "name", "smtp", "mode", "cc", "bcc", "reply", "user", "pass"}),
    "robot": frozenset({"key", "token", "secret", "to"}),
}
"""Parts after the question mark that are understood; Apprise's others reach further (`redirect`, `pgpprv` reads a
file) or change what arrives (`overflow`, `format`)."""
_HEADERS_REFUSED: Final = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "te", "upgrade"}
)
_CONNECT_SECONDS: Final = 5.0
_READ_SECONDS: Final = 8.0


@dataclass(frozen=True)
class Address:
    """An allowed address: the plug-in that sends to it, whom it calls (host, or host:port), how it is shown."""

    scheme: str
    plugin: Any
    host: str
    shown: str


def native_address(address: str) -> str:
    """A robot's web address, as WeCom, DingTalk, Feishu and Lark show it, as Apprise writes it; others as they are."""
    plain = address.strip()
    for pattern, scheme in _NATIVE:
        if (found := pattern.fullmatch(plain)) is not None:
            return f"{scheme}://{found[1]}"
    return plain


def read_address(settings: Settings, address: str) -> Address:
    """The address, if messages may go there.

    Raises:
        ApiError: 422 `push_off`, `push_address` (cannot be read), `push_scheme`, `push_option`, `push_host`,
            `push_private` (a service's name leads into a private network); each says what to ask the operator for.
    """
    if not settings.push_schemes:
        raise ApiError(422, "push_off")
    found = _SCHEME.match(address)
    if found is None or any(ord(letter) <= 0x20 or letter in "\\#" for letter in address):
        raise ApiError(422, "push_address", scheme="")
    scheme = found[1].lower()
    if scheme not in settings.push_schemes:
        known = scheme in get_args(PushScheme)
        raise ApiError(
            422,
            "push_scheme" if known else "push_scheme_unknown",
            scheme=scheme[:20],
            allowed=", ".join(settings.push_schemes),
        )
    service = _service(scheme)
    parsed: dict[str, Any] | None = service.parse_url(address)
    if not parsed or parsed.get("schema") != scheme:
        raise ApiError(422, "push_address", scheme=scheme)
    group = "web" if scheme in _WEB else "mail" if scheme in _MAIL else "robot"
    _check_options(parsed.get("qsd") or {}, group)
    asset = AppriseAsset(
        app_id="Paimian", secure_logging=True, async_mode=False, storage_mode=PersistentStoreMode.MEMORY
    )
    asset.http_redirects = False
    try:
        plugin: Any = service(**parsed, asset=asset)
    except Exception as error:
        # Every plug-in has its own ways of refusing a token or a name.
        raise ApiError(422, "push_address", scheme=scheme) from error
    guard(plugin)
    plugin.socket_connect_timeout, plugin.socket_read_timeout = _CONNECT_SECONDS, _READ_SECONDS
    host = _host_of(plugin, group)
    if group == "robot":
        _check_public(settings, host)
    else:
        listed = _listed(settings, host, plugin.port, group)
        host = host if plugin.port is None else f"{host}:{plugin.port}"
        if not listed:
            raise ApiError(422, "push_host", host=host[:100])
    return Address(scheme, plugin, host, str(plugin.url(privacy=True)).split("?")[0])


@cache
def _service(scheme: str) -> Any:
    """Apprise's plug-in of a kind of address; the others, a hundred and more, are never loaded."""
    module, name = _PLUGINS[scheme]
    with warnings.catch_warnings():
        # The one for mail looks for a module that Python is about to drop.
        warnings.simplefilter("ignore", DeprecationWarning)
        return getattr(import_module(f"apprise.plugins.{module}"), name)


def _check_options(options: Mapping[str, str], group: str) -> None:
    for name in options:
        plain = name.lower()
        extra = group == "web" and plain[:1] in {"+", "-", ":"} and len(plain) > 1
        if extra and (plain[0] != "+" or plain[1:] not in _HEADERS_REFUSED):
            continue
        if plain not in _OPTIONS[group]:
            raise ApiError(422, "push_option", option=plain[:40])


def _host_of(plugin: Any, group: str) -> str:
    """Whom the plug-in will call, lower case; IPv6 in brackets."""
    if group == "mail":
        return str(plugin.smtp_host).lower()
    if group == "web":
        return str(plugin.host).lower()
    return urlsplit(str(plugin.notify_url)).hostname or ""


def _listed(settings: Settings, host: str, port: int | None, group: str) -> bool:
    usual = port is None or port in _USUAL_PORTS[group]
    return (host in settings.push_hosts and usual) or f"{host}:{port}" in settings.push_hosts


def _check_public(settings: Settings, host: str) -> None:
    """Refuse a service whose name was turned to an address that is not public; the operator may list the host."""
    if host in settings.push_hosts:
        return
    try:
        found = socket.getaddrinfo(host, 443, proto=socket.IPPROTO_TCP)
    except OSError:
        return  # nobody can be reached by that name, or only a proxy can: the sending will tell
    for *_, place in found:
        if not ipaddress.ip_address(str(place[0]).split("%")[0]).is_global:
            raise ApiError(422, "push_private", host=host)
