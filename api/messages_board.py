"""Errors about the live board, in zh-CN and English."""

from collections.abc import Mapping
from typing import Final

from api.words import Words

BOARD_MESSAGES: Final[Mapping[str, Words]] = {
    "too_many_boards": Words(
        "您打开的实时看板太多了。",
        "请关掉其他标签页里的看板，再刷新本页。",
        "You have too many live boards open.",
        "Close the board in other tabs, then reload this one.",
    ),
    "nothing_waiting": Words(
        "{store} 没有等 {person} 跟进的事项。",
        "请刷新列表，可能已经处理了。",
        "Nothing waits for {person} in {store}.",
        "Reload the list: it may have been answered.",
    ),
}
