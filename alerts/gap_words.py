"""A subsidy gap in words: what the rival gives, what we give, which rule that breaks, what to do and its cost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from alerts import gap_words_en, gap_words_zh

Locale = Literal["zh-CN", "en"]
MechanicWords = Callable[[str, Mapping[str, Any]], str]
"""A mechanic and its numbers (`alerts.gap_json.numbers_json`) in words: 第二件半价."""


@dataclass(frozen=True)
class GapWords:
    """`message` stands alone; `rules` says which rules fired, `cost` what the best option costs; "" where none."""

    message: str
    rules: str
    cost: str


@dataclass(frozen=True)
class OptionWords:
    """`title` says what to do, `why` why it stands where it stands."""

    title: str
    why: str


def say_gap(
    gap: Mapping[str, Any], options: list[dict[str, Any]], locale: Locale, mechanic: MechanicWords
) -> GapWords:
    """A gap's sentences.

    Args:
        gap: as `alerts.gap_json.gap_json` gives it; the names in it are the catalogue's.
        options: as `option_json` gives them, the best first.
        locale: the language.
        mechanic: how a mechanic is called in it.
    """
    words = gap_words_zh if locale == "zh-CN" else gap_words_en
    best = options[0] if options else None
    return GapWords(
        words.message(gap, best, mechanic),
        words.rules(gap) if gap["rules"] else "",
        words.cost(best, gap) if best is not None and not gap["needs_check"] else "",
    )


def say_option(option: Mapping[str, Any], locale: Locale, mechanic: MechanicWords) -> OptionWords:
    """An option's title and the reason for its place in the list."""
    words = gap_words_zh if locale == "zh-CN" else gap_words_en
    title, why = words.advice(option, mechanic), words.why(option)
    return OptionWords(title[:1].upper() + title[1:], why[:1].upper() + why[1:])
