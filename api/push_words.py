"""Notifications in words: each message a line with its link, a digest the lines under one another."""

import logging
from collections.abc import Sequence
from typing import Any, Final

from api.i18n import Locale, has_message, translate
from catalog.tables import Role
from catalog.tables_push import PushMessage

TEXT_BYTES: Final = 1_800
"""Of UTF-8: WeCom takes 2,048 and cuts off what is longer, without a word."""
_LINES_BYTES: Final = 1_500
_LOG: Final = logging.getLogger("paimian.push")


def say_messages(
    messages: Sequence[PushMessage], locale: Locale, public_url: str, more: str = "/push"
) -> tuple[str, str]:
    """Title and text; what finds no room is counted, and stands on the page `more`."""
    lines: list[str] = []
    size = 0
    for message in messages:
        line = say_message(message, locale, public_url)
        size += len(line.encode()) + 1
        if lines and size > _LINES_BYTES:
            break
        lines.append(line)
    left = len(messages) - len(lines)
    if left:
        lines.append(translate(locale, "push.text.more", n=left))
        if public_url:
            lines.append(f"{public_url}{more}")
    return translate(locale, "push.text.title", n=len(messages)), "\n".join(lines)


def more_at(role: Role) -> str:
    """The page where a person finds all that they were told of."""
    return "/inbox" if role in {"store_manager", "supervisor"} else "/push"


def say_message(message: PushMessage, locale: Locale, public_url: str = "") -> str:
    """One message as a line; with `public_url` its link follows."""
    said = _words(message, locale)
    if not public_url or not message.link:
        return _cut(said)
    return f"{_cut(said)}\n{public_url}{message.link}"


def say_failure(locale: Locale, reason: str) -> str:
    """Why a message did not arrive, in words; reasons are `api.push_transport`'s and `api.push_sender`'s."""
    word, _, number = reason.partition("_")
    if number and word in {"http", "refused"} and number.lstrip("-").isdigit():
        return translate(locale, "push.why." + word, code=number)
    name = "push.why." + reason
    return translate(locale, name if has_message(name) else "push.why.failed")


def _words(message: PushMessage, locale: Locale) -> str:
    params = {
        name: translate(locale, "push.text.comma").join(map(str, value)) if isinstance(value, list) else value
        for name, value in message.params.items()
    }
    try:
        return _said(message, locale, params)
    except (KeyError, ValueError, IndexError, TypeError):
        # A message of another version of the service must not hold up those behind it.
        _LOG.warning("no words for a message of the kind %s", message.kind)
        return translate(locale, "push.text.unknown")


def _said(message: PushMessage, locale: Locale, params: dict[str, Any]) -> str:
    named, there_are = (
        message.params.get("names", ()),
        message.params.get("stores", message.params.get("n", 0)),
    )
    etc = translate(locale, "push.text.etc") if there_are > len(named) else ""
    return translate(locale, "push.text." + message.kind, **{**params, "etc": etc})


def _cut(text: str) -> str:
    """No longer than a digest has room for; names may be long."""
    if len(text.encode()) <= _LINES_BYTES // 2:
        return text
    return text.encode()[: _LINES_BYTES // 2].decode(errors="ignore") + "…"
