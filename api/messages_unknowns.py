"""Errors about unknown products, references and merged SKUs, in zh-CN and English."""

from collections.abc import Mapping
from typing import Final

from api.words import Words

UNKNOWN_MESSAGES: Final[Mapping[str, Words]] = {
    "unknown_not_found": Words(
        "没有这个未知商品（{unknown}）。",
        "可能已被合并或其照片已重新识别，请刷新页面。",
        "There is no unknown product {unknown}.",
        "It may have been joined to another, or its photos looked at again: reload the page.",
    ),
    "unknown_answered": Words(
        "这个未知商品已经命名。",
        "如需更改，请先在“已命名”里撤销。",
        "This unknown product was named already.",
        "To change it, take the name back first, under “Named”.",
    ),
    "unknown_not_answered": Words(
        "这个未知商品还没有命名，没有可撤销的内容。",
        "请刷新页面。",
        "This unknown product has no name that could be taken back.",
        "Reload the page.",
    ),
    "unknown_is_one": Words(
        "只剩这一组图片，不能再拆分。",
        "请直接命名，或搁置。",
        "This is its only group, nothing can be split off.",
        "Name it, or set it aside.",
    ),
    "unknown_other_model": Words(
        "这两个未知商品由不同的模型识别，不能合并。",
        "请分别命名。",
        "These two were seen by different models and cannot become one.",
        "Name each of them.",
    ),
    "reference_there": Words(
        "商品 {sku} 已经有这张参考图。",
        "直接删除多余的一张即可。",
        "SKU {sku} has this picture already.",
        "Delete the one that is too many.",
    ),
    "merge_with_itself": Words(
        "商品 {sku} 不能与自己合并。",
        "请选择另一个商品。",
        "SKU {sku} cannot be merged with itself.",
        "Choose another one.",
    ),
    "merge_inactive": Words(
        "商品 {sku} 已停用，不能合并。",
        "先启用它，或改选另一个商品。",
        "SKU {sku} is inactive and cannot be merged.",
        "Make it active first, or choose another one.",
    ),
    "merge_not_found": Words(
        "没有可撤销的合并（{merge}）。",
        "可能已经撤销，请刷新页面。",
        "There is no merger {merge} to undo.",
        "It may have been undone already: reload the page.",
    ),
    "check_not_found": Words(
        "没有可撤销的抽查回答（{check}）。",
        "可能已经撤销，请刷新页面。",
        "There is no answer {check} to take back.",
        "It may have been taken back already: reload the page.",
    ),
}
