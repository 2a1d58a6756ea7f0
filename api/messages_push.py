"""Errors of notifications, in zh-CN and English: each says what to ask the operator for."""

from collections.abc import Mapping
from typing import Final

from api.words import Words

PUSH_MESSAGES: Final[Mapping[str, Words]] = {
    "push_off": Words(
        "管理员还没有开放推送。",
        "请系统管理员设置 PAIMIAN_PUSH_SCHEMES，例如 wecombot,dingtalk,feishu。",
        "Notifications are not switched on.",
        "Ask the operator to set PAIMIAN_PUSH_SCHEMES, for example to wecombot,dingtalk,feishu.",
    ),
    "push_address": Words(
        "看不懂这个地址。",
        "请粘贴机器人的完整网址，或按 wecombot://…、mailtos://…、jsons://… 的写法填写，不要有空格。",
        "This address cannot be read.",
        "Paste the robot's whole web address, or write it as wecombot://…, mailtos://…, jsons://…, without spaces.",
    ),
    "push_scheme": Words(
        "还没有开放 {scheme}:// 这种地址，目前开放：{allowed}。",
        "请系统管理员在 PAIMIAN_PUSH_SCHEMES 里加上 {scheme}。",
        "Addresses of the kind {scheme}:// are not allowed; allowed are: {allowed}.",
        "Ask the operator to add {scheme} to PAIMIAN_PUSH_SCHEMES.",
    ),
    "push_scheme_unknown": Words(
        "不支持 {scheme}:// 这种地址，目前开放：{allowed}。",
        "请换一种地址；自己的网址请写成 jsons://主机/路径。",
        "Addresses of the kind {scheme}:// are not supported; allowed are: {allowed}.",
        "Use another kind; write a web-hook of your own as jsons://host/path.",
    ),
    "push_option": Words(
        "地址里的参数“{option}”不允许使用。",
        "请删掉问号后面的这个参数再试。",
        "The option “{option}” of the address is not allowed.",
        "Remove it from the part after the question mark and try again.",
    ),
    "push_host": Words(
        "不允许发到 {host}。",
        "请系统管理员在 PAIMIAN_PUSH_HOSTS 里加上 {host}。",
        "Messages may not go to {host}.",
        "Ask the operator to add {host} to PAIMIAN_PUSH_HOSTS.",
    ),
    "push_private": Words(
        "{host} 指向内网地址，不允许发送。",
        "请系统管理员检查域名解析；确实如此时把 {host} 加进 PAIMIAN_PUSH_HOSTS。",
        "{host} leads into a private network; nothing is sent there.",
        "Ask the operator to check the name's address, and to add {host} to PAIMIAN_PUSH_HOSTS if that is meant so.",
    ),
    "push_targets_full": Words(
        "最多只能有 {most} 个接收地址。",
        "请先删除一个不用的。",
        "There may be {most} addresses at most.",
        "Remove one that you do not need.",
    ),
    "push_target_exists": Words(
        "这个地址已经添加过了。",
        "请在列表里修改它。",
        "This address is there already.",
        "Change it in the list.",
    ),
    "push_target_not_found": Words(
        "没有这个接收地址，可能已经删除。",
        "请刷新页面。",
        "There is no such address; it may have been removed.",
        "Reload the page.",
    ),
}
