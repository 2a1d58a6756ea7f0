"""Errors about the distribution report, in zh-CN and English."""

from collections.abc import Mapping
from typing import Final

from api.words import Words

DISTRIBUTION_MESSAGES: Final[Mapping[str, Words]] = {
    "period_reversed": Words(
        "报告的开始日期（{first}）晚于结束日期（{last}）。",
        "请把开始日期改到结束日期之前。",
        "The report would end ({last}) before it begins ({first}).",
        "Choose a first day that is not after the last.",
    ),
    "bad_day": Words(
        "「{value}」不是日期（{field}）。",
        "请按 2026-11-24 的格式写年月日。",
        "This is not a day: {value} ({field}).",
        "Write year, month and day like 2026-11-24.",
    ),
}
