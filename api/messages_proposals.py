"""Errors about proposals, in zh-CN and English."""

from collections.abc import Mapping
from typing import Final

from api.words import Words

PROPOSAL_MESSAGES: Final[Mapping[str, Words]] = {
    "proposal_not_found": Words(
        "没有这条应对方案，或您无权查看。",
        "请在应对方案列表中重新选择。",
        "There is no such proposal, or none that you may see.",
        "Choose one from the list of proposals.",
    ),
    "proposal_closed": Words(
        "这条应对方案已有结论，不能再这样处理。",
        "请刷新页面；如需改变决定，请先撤销。",
        "This proposal was decided or withdrawn already.",
        "Reload the page; to decide otherwise, take the decision back first.",
    ),
    "proposal_changed": Words(
        "您查看期间，这条方案的选项已更新。",
        "请刷新页面，看过新的选项再批准。",
        "The options of this proposal changed while you were looking.",
        "Reload the page and look at the new options before you approve one.",
    ),
    "proposal_open_again": Words(
        "同一竞品和商品已有新的待定方案。",
        "请处理那条新的方案。",
        "A newer proposal about the same products is open.",
        "Decide on that one.",
    ),
}
