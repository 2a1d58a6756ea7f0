"""Every sentence a person reads, in zh-CN and English: JSON tables by room of the house, the same keys in both.

A message is a string with ``{name}`` fields, or ``{"one": ..., "other": ...}`` chosen by the parameter ``n``.
An unknown key or a missing parameter is a ``KeyError``: a hole in a table must fail a test, not a user.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeGuard

Locale = Literal["zh-CN", "en"]
Message = str | dict[str, str]

LOCALES: Final[tuple[Locale, ...]] = ("zh-CN", "en")
DEFAULT_LOCALE: Final[Locale] = "zh-CN"
LOCALE_NAMES: Final[dict[Locale, str]] = {"zh-CN": "中文", "en": "English"}
LOCALE_COOKIE: Final = "paimian_lang"
SCRIPT_PREFIXES: Final = ("js.", "state.", "step.")
"""Keys that start so are handed to the page's scripts."""

_FOLDER = Path(__file__).parent / "locales"


def is_locale(value: object) -> TypeGuard[Locale]:
    """Tell whether ``value`` names a language that we have a table for."""
    return value in LOCALES


@cache
def messages(locale: Locale) -> Mapping[str, Message]:
    """Return all tables of a language as one.

    Raises:
        ValueError: two files have the same key.
    """
    table: dict[str, Message] = {}
    for path in sorted((_FOLDER / locale).glob("*.json")):
        part: dict[str, Message] = json.loads(path.read_text("utf-8"))
        if twice := table.keys() & part.keys():
            raise ValueError(f"expected each key in one file, got again in {path.name}: {sorted(twice)}")
        table |= part
    return table


def translate(locale: Locale, key: str, /, **params: object) -> str:
    """Return the message ``key`` in ``locale`` with its fields filled in.

    Raises:
        KeyError: no such key, or a field of the message without a parameter.
    """
    message = messages(locale)[key]
    if isinstance(message, dict):
        message = message["one" if params["n"] == 1 else "other"]
    return message.format_map(params)


def has_message(key: str) -> bool:
    """Tell whether the tables hold ``key`` (they hold the same keys; a test sees to it)."""
    return key in messages(DEFAULT_LOCALE)


@cache
def script_messages(locale: Locale) -> Mapping[str, Message]:
    """Return the part of the table that the scripts of a page need."""
    return {key: text for key, text in messages(locale).items() if key.startswith(SCRIPT_PREFIXES)}


def choose_locale(*wishes: str | None, accept_language: str | None = None) -> Locale:
    """Return the first wish (link, cookie, the user's setting) that we have, else what the browser asks for.

    Args:
        wishes: locale names, the strongest first; None or unknown ones are passed over.
        accept_language: the request's ``Accept-Language`` (RFC 9110, 12.5.4).
    """
    for wish in wishes:
        if is_locale(wish):
            return wish
    for tag in _accepted(accept_language or ""):
        language = tag.split("-")[0].lower()
        if language == "*":
            return DEFAULT_LOCALE
        for locale in LOCALES:
            if locale.split("-")[0] == language:
                return locale
    return DEFAULT_LOCALE


def _accepted(header: str) -> list[str]:
    """Return the header's language tags, the most wanted first; unreadable weights count as 0."""
    weighted: list[tuple[float, str]] = []
    for part in header.split(","):
        tag, _, rest = part.strip().partition(";")
        name, _, value = rest.strip().partition("=")
        try:
            weight = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            weight = 0.0
        if tag and weight > 0:
            weighted.append((weight, tag))
    return [tag for _, tag in sorted(weighted, key=lambda item: -item[0])]
