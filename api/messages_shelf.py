"""Errors about corrections of boxes on shelf photos, and about data sets, in zh-CN and English."""

from collections.abc import Mapping
from typing import Final

from api.words import Words

SHELF_MESSAGES: Final[Mapping[str, Words]] = {
    "box_not_found": Words(
        "这张照片上没有第 {box} 号框，可能已被他人撤销。",
        "请刷新页面后再改。",
        "There is no box {box} on this photo; somebody else may have taken it back.",
        "Reload the page and correct it there.",
    ),
    "box_unnamed": Words(
        "第 {box} 号框还没有商品，不能作为样图。",
        "请先为它选定商品。",
        "Box {box} has no product yet, so it cannot be a reference picture.",
        "Say what it is first.",
    ),
    "bad_box": Words(
        "这个框不能用：太小，或在照片之外。",
        "请画一个至少 4 像素宽、4 像素高的框。",
        "The box cannot be used: it is too small, or outside the photo.",
        "Draw one of at least 4 by 4 pixels.",
    ),
    "last_product": Words(
        "照片上至少要留一个商品：全部删除后，报告会变成「零排面」。",
        "如果这不是货架照片，请重新拍摄上传。",
        "One product must stay on the photo: without any, the report would claim a shelf of zero facings.",
        "If this is no shelf, send another photo.",
    ),
    "shelf_correction_not_found": Words(
        "没有这条更正（{correction}）。",
        "请刷新页面查看最新状态。",
        "There is no correction {correction} of this photo.",
        "Reload the page to see how it stands.",
    ),
    "nothing_to_carry": Words(
        "这张照片以前的识别没有更正可以沿用。",
        "请直接在本次识别上更正。",
        "No former audit of this photo has corrections to take over.",
        "Correct this audit itself.",
    ),
    "import_not_found": Words(
        "没有这次导入（{batch}）。",
        "请刷新页面查看最新状态。",
        "There is no such import ({batch}).",
        "Reload the page to see how it stands.",
    ),
    "bad_labels": Words(
        "标注文件读不出来：{reason}。",
        "请核对所选格式，上传标注工具导出的 ZIP 或单个文件。",
        "The labels cannot be read: {reason}.",
        "Check the format that was chosen, and upload the ZIP or file as the labelling tool exports it.",
    ),
}
