"""What an error says to a person: a pair of sentences in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.i18n import Locale


@dataclass(frozen=True)
class Words:
    """What happened and what to do about it, in both languages; `{name}` is filled from the error's params."""

    zh: str
    zh_fix: str
    en: str
    en_fix: str

    def say(self, locale: Locale, params: Mapping[str, Any]) -> tuple[str, str]:
        """The message and the fix; a figure that is not known is written as «?»."""
        known = _Known(params)
        pair = (self.zh, self.zh_fix) if locale == "zh-CN" else (self.en, self.en_fix)
        return pair[0].format_map(known), pair[1].format_map(known)


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"
