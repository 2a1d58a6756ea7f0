"""Words for the reasons that come with the catalogue's `bad_…` errors and with the rows of an import."""

from collections.abc import Mapping
from typing import Any, Final

from api.i18n import Locale

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "not_digits": ("有数字以外的字符", "there are other characters than digits"),
    "scientific": ("被表格软件改成了科学计数", "a spreadsheet has rounded it"),
    "length": ("位数不对", "the number of digits is wrong"),
    "zeros": ("全是 0", "all zeros"),
    "check_digit": ("校验位不对", "the check digit is wrong"),
    "empty": ("不能为空", "it must not be empty"),
    "unreadable": ("不是含量或件数", "it is neither a content nor a count"),
    "two_contents": ("写了两个含量", "it names two contents"),
    "out_of_range": ("超出范围", "out of range"),
    "too_long": ("太长", "too long"),
    "control_character": ("有看不见的控制字符", "it holds control characters"),
    "slash": ("编码里不能有斜杠", "a code cannot hold a slash"),
    "number": ("不是数字", "it is not a number"),
    "missing": ("缺少", "is missing"),
    "yes_or_no": ("请写“是”或“否”", "write yes or no"),
    "too_many_cells": ("这一行的格子比表头多", "the row has more cells than the header"),
    "quotes": ("引号没有成对", "a quotation mark is missing"),
    "bad_spec": (
        "规格看不懂，请写成 330ml、75g、250ml×6",
        "the spec cannot be read; write 330ml, 75g, 250ml×6",
    ),
    "bad_gtin": ("条码不正确，请核对数字", "the barcode is not valid; compare its digits"),
    "duplicate_code": ("编码在文件里出现过", "the code stands in the file already"),
    "duplicate_gtin": ("条码在文件里出现过", "the barcode stands in the file already"),
    "gtin_taken": ("条码属于另一个商品", "the barcode belongs to another product"),
    "cell_error": ("单元格里是公式错误", "the cell holds a formula's error"),
    "competitor_conflict": ("同一品牌前后说法不一", "the brand is called both own and competitor"),
    "binary": ("不是文本", "it is not text"),
    "encoding": ("文字编码认不出", "its encoding is not known"),
    "no_header": ("没有找到表头", "there is no header line"),
    "missing_column": ("缺少必需的列", "a column that is needed is missing"),
    "duplicate_column": ("同一列出现两次", "a column stands twice"),
    "not_a_workbook": ("不是有效的 XLSX", "it is no XLSX workbook"),
    "old_xls": ("是旧版 XLS，请另存为 XLSX", "it is an old XLS; save it as XLSX"),
    "too_big": ("文件太大", "the file is too big"),
    "before_start": ("结束日期早于开始日期", "the last day is before the first"),
    "below_min": ("最多排面数小于最少排面数", "the most is below the least"),
    "decimals": ("小数位数太多", "it has too many decimals"),
    "other_code": ("编号与这份棚格图不同", "it is another planogram's code"),
    "unknown": ("没有这一项", "there is none of that name"),
    "too_many_rows": ("行数太多", "there are too many rows"),
}
"""Words for the reasons that come with `bad_…` codes; one that is not here is shown as it is."""


def say_reason(locale: Locale, reason: str) -> str:
    """A reason in words; one without words stays as it is."""
    words = REASONS.get(reason)
    return reason if words is None else words[0 if locale == "zh-CN" else 1]


def say_row(locale: Locale, reason: str, params: Mapping[str, Any]) -> str:
    """Why a row of a table was left out, with the finer reason and the figures where there are any."""
    text = say_reason(locale, reason)
    finer = params.get("reason")
    if isinstance(finer, str) and finer in REASONS and finer != reason:
        text += f"（{say_reason(locale, finer)}）" if locale == "zh-CN" else f" ({say_reason(locale, finer)})"
    if "first_line" in params:
        text += (
            f"（第 {params['first_line']} 行）" if locale == "zh-CN" else f" (line {params['first_line']})"
        )
    return text
