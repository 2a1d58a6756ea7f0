"""Errors about posters, their corrections and what rivals do, in zh-CN and English."""

from collections.abc import Mapping
from typing import Final

from api.words import Words

CORRECTION_MESSAGES: Final[Mapping[str, Words]] = {
    "poster_not_found": Words(
        "这张照片上没有这张海报，或您无权查看。",
        "请从照片记录里重新打开。",
        "There is no such poster on this photo, or none that you may see.",
        "Open it again from the list of photos.",
    ),
    "offer_not_found": Words(
        "这张海报上没有第 {offer} 条优惠，可能已被他人修改。",
        "请刷新页面后再改。",
        "The poster has no offer {offer}; somebody else may have changed it.",
        "Reload the page and correct it there.",
    ),
    "correction_not_found": Words(
        "没有这条更正（{correction}）。",
        "请刷新页面查看最新状态。",
        "There is no correction {correction} of this poster.",
        "Reload the page to see how it stands.",
    ),
    "correction_replaced": Words(
        "这条更正之后又有人改过，不能再撤销。",
        "请刷新页面，撤销最新的一条。",
        "Somebody corrected it again since, so this correction cannot be taken back.",
        "Reload the page and take the newest one back.",
    ),
    "area_not_found": Words(
        "没有这个商圈（{city} {trade_area}），或您无权查看。",
        "请在页面上重新选择商圈。",
        "There is no trade area {city} {trade_area} with stores that you may see.",
        "Choose one from the list.",
    ),
    "nothing_to_adjust": Words(
        "{area} 目前没有需要应对的竞品动作：没有触发补贴差规则。",
        "请核对待确认的海报，并在商品库补齐竞品与竞争关系后再试。",
        "Nothing in {area} breaks a rule of the subsidy gap at the moment.",
        "Check the doubtful posters, and see that rivals' products and pairs are in the catalogue; then try again.",
    ),
}
