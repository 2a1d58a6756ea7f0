"""Tips in words: a title that says what to do, the reason with its figures, and the action, in zh-CN and English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from alerts import tip_words_en, tip_words_zh
from catalog.tables_advice import TipKind

Locale = Literal["zh-CN", "en"]


@dataclass(frozen=True)
class TipWords:
    """`title` stands alone in a list; `reason` has the figures, `action` what to do."""

    title: str
    reason: str
    action: str


def say_tip(kind: TipKind, params: Mapping[str, Any], locale: Locale) -> TipWords:
    """A tip's sentences, from the params it was stored with; figures that are not known are left out."""
    sentences = tip_words_zh.SENTENCES if locale == "zh-CN" else tip_words_en.SENTENCES
    return TipWords(*sentences[kind](params))
