"""Errors about planograms, lists and tips, in zh-CN and English."""

from collections.abc import Mapping
from typing import Final

from api.words import Words

PLAN_MESSAGES: Final[Mapping[str, Words]] = {
    "planogram_not_found": Words(
        "没有这份棚格图（{planogram}），或您无权查看。",
        "请在棚格图列表中重新选择。",
        "There is no planogram {planogram}, or none that you may see.",
        "Choose one from the list of planograms.",
    ),
    "planogram_exists": Words(
        "已有编号为 {planogram} 的棚格图。",
        "请换一个编号，或打开原有的棚格图新建版本。",
        "There is a planogram {planogram} already.",
        "Choose another code, or open that one and make a new version.",
    ),
    "planogram_not_draft": Words(
        "第 {version} 版已经发布，不能再改。",
        "请复制为新草稿，改好后再发布。",
        "Version {version} was published and cannot be changed.",
        "Copy it to a new draft, change that and publish it.",
    ),
    "planogram_changed": Words(
        "您编辑期间，这份草稿已被他人修改。",
        "请刷新页面，在新的内容上再改一次。",
        "Somebody else changed this draft while you were editing.",
        "Reload the page and make your change again on top of theirs.",
    ),
    "planogram_empty": Words(
        "棚格图 {planogram} 里还没有商品，无法对照。",
        "请先在棚格图里摆放商品。",
        "Planogram {planogram} has no products yet, so nothing can be held against it.",
        "Put products on it first.",
    ),
    "nothing_known": Words(
        "这张照片里还没有认出任何商品，做不成棚格图。",
        "请先给未知商品命名，再试一次。",
        "Not one product on this photo is known yet, so it cannot become a planogram.",
        "Name the unknown groups first, then try again.",
    ),
    "suggestion_changed": Words(
        "排面建议已经变了：第 {layer} 层的 {sku} 现在不是这样建议的。",
        "请刷新页面，按新的建议重新选择。",
        "The suggestion has changed: it says something else of {sku} on layer {layer} by now.",
        "Reload the page and choose from the new one.",
    ),
    "layer_too_full": Words(
        "第 {layer} 层放不下：超出 {lacking_mm} 毫米。",
        "请同时接受让出位置的调整，或少接受几处增加。",
        "Layer {layer} cannot hold it: {lacking_mm} mm are lacking.",
        "Accept what makes room too, or fewer of the additions.",
    ),
    "tip_not_found": Words(
        "没有这条建议（{tip}），或您无权查看。",
        "请回到建议列表重新打开。",
        "There is no tip {tip}, or none that you may see.",
        "Open it again from the list of tips.",
    ),
    "tip_closed": Words(
        "这条建议已经结束（{state}）。",
        "请刷新列表查看最新状态。",
        "This tip has ended already ({state}).",
        "Reload the list to see how it stands.",
    ),
    "tip_open_again": Words(
        "同一问题已有一条新的待办建议。",
        "请直接处理那条新的建议。",
        "A newer open tip says the same.",
        "Answer the newer one.",
    ),
    "must_line_not_found": Words(
        "必分销清单里没有这一行（{line}）。",
        "请刷新清单后再试。",
        "The must-stock list has no line {line}.",
        "Reload the list and try again.",
    ),
}
