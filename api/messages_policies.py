"""Errors about promotion policies, in zh-CN and English."""

from collections.abc import Mapping
from typing import Final

from api.words import Words

POLICY_MESSAGES: Final[Mapping[str, Words]] = {
    "policy_not_found": Words(
        "没有这个促销政策（{policy}）。",
        "请在促销政策列表中重新选择。",
        "There is no policy {policy}.",
        "Choose one from the list of policies.",
    ),
    "policy_exists": Words(
        "已有编号为 {policy} 的促销政策。",
        "请换一个编号，或打开原有的政策修改。",
        "There is a policy {policy} already.",
        "Choose another code, or open that one and change it.",
    ),
    "policy_withdrawn": Words(
        "促销政策 {policy} 已经撤回，不能修改。",
        "请先恢复，再修改。",
        "Policy {policy} was withdrawn and cannot be changed.",
        "Restore it first, then change it.",
    ),
    "policy_changed": Words(
        "您编辑期间，促销政策 {policy} 已被他人修改。",
        "请刷新页面，在新的内容上再改一次。",
        "Somebody else changed policy {policy} while you were editing.",
        "Reload the page and make your change again on top of theirs.",
    ),
}
