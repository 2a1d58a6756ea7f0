"""Errors of silence alerts, in zh-CN and English."""

from collections.abc import Mapping
from typing import Final

from api.words import Words

ALERT_MESSAGES: Final[Mapping[str, Words]] = {
    "silence_alert_not_found": Words(
        "没有这条动销预警，或它不在您负责的门店。",
        "请回到预警列表；如需权限请联系管理员。",
        "There is no such alert among your stores.",
        "Go back to the list of alerts, or have the store assigned to you.",
    ),
    "silence_alert_closed": Words(
        "这条预警已经关闭。",
        "请刷新页面；如果关错了，请在“已关闭”里撤销。",
        "This alert is closed already.",
        "Reload the page; if it was closed by mistake, reopen it under “Closed”.",
    ),
    "silence_alert_open": Words(
        "这条预警不能重新打开：它没有被人关闭，或同一商品已有新的预警。",
        "请刷新页面，处理最新的那一条。",
        "This alert cannot be reopened: nobody closed it, or the product has a newer one.",
        "Reload the page and answer the newest one.",
    ),
}
