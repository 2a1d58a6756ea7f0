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
    "silence_nothing_to_undo": Words(
        "没有可以撤销的更改。",
        "请刷新页面，查看现在的设置。",
        "There is no change to undo.",
        "Reload the page to see the settings in force.",
    ),
    "silence_replay_running": Words(
        "已有一次试算正在进行。",
        "请等它完成，或先取消它。",
        "A replay is running already.",
        "Wait for it to end, or cancel it first.",
    ),
    "silence_replay_no_scans": Words(
        "还没有可用来试算的销售数据。",
        "请先导入每日销量，再来试算。",
        "There are no scans to replay.",
        "Import daily sales first, then try again.",
    ),
    "silence_replay_lost": Words(
        "试算中断了：服务可能重启过。",
        "请重新试算。",
        "The replay broke off; the service may have been restarted.",
        "Start it again.",
    ),
    "silence_alert_open": Words(
        "这条预警不能重新打开：它没有被人关闭，或同一商品已有新的预警。",
        "请刷新页面，处理最新的那一条。",
        "This alert cannot be reopened: nobody closed it, or the product has a newer one.",
        "Reload the page and answer the newest one.",
    ),
}
