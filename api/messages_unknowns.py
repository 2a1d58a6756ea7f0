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
}
