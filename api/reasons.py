"""Words for the reasons that come with the catalogue's `bad_…` errors and with the rows of an import."""

from collections.abc import Mapping
from typing import Any, Final

from api.i18n import Locale
from api.reasons_labels import LABEL_REASONS

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
    "unknown_choice": ("没有这个选项", "there is no such choice"),
    "chain_alone": ("只能为全公司设置", "it can be set for the whole chain alone"),
    "two_targets": ("品类和商品只能选一个", "give a category or a product, not both"),
    "not_of_a_sku": ("不能为单个商品设置", "it cannot be set for a single product"),
    "username": (
        "用户名须为 2–60 个字母、数字、汉字或 . @ + - _",
        "a user name is 2 to 60 letters, digits or . @ + - _",
    ),
    "name_reserved": ("这个用户名系统自己要用", "the service needs this user name for itself"),
    "name_taken": ("用户名已被占用", "the user name is taken"),
    "role": (
        "没有这个角色，请写：业务员、店长、督导、品类经理、总监、管理员",
        "there is no such role; write rep, store manager, supervisor, category manager, director, admin",
    ),
    "own_account": ("不能改自己的角色", "nobody changes their own role"),
    "last_admin": ("至少要留一位管理员", "somebody must stay who can add people"),
    "password_short": ("太短", "it is too short"),
    "password_name": ("里面有您的名字或用户名", "it holds your name or user name"),
    "password_common": ("太常见，别人一猜就中", "it is among those that are tried first"),
    "password_simple": ("太简单，例如连续或重复的字符", "it is a row or repetition of few signs"),
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
    "whole_number": ("要写整数", "write a whole number"),
    "formula": ("这里是公式，请改成数值", "it is a formula; write its value"),
    "wrong_unit": ("长度单位不对，请按表头的单位填写", "the unit of length is wrong; use the column's"),
    "date": ("不是日期，请写成 2026-11-25", "it is no date; write 2026-11-25"),
    "ambiguous_date": ("日和月分不清，请写成 2026-11-25", "day and month are unclear; write 2026-11-25"),
    "unknown_sku": ("商品库里没有这个编码或条码", "the catalogue has no such code or barcode"),
    "unknown_store": ("没有这家门店", "there is no such store"),
    "duplicate_place": ("同一层同一位置写了两次", "this place on the layer is taken already"),
    "duplicate_row": ("与前面的行重复", "an earlier row says the same"),
    "duplicate_id": ("编号重复", "the id stands twice"),
    "overlap": ("与左边的陈列位重叠", "it overlaps its neighbour on the left"),
    "beyond_width": ("超出棚格宽度", "it reaches beyond the fixture"),
    "mixed_stack": ("同一摞里有不同商品", "the stack holds another product"),
    "conflict": ("与前面的行不一致", "an earlier row says otherwise"),
    "too_many_slots": ("陈列位太多，不像一组货架", "there are more slots than a bay has"),
    "too_many_sheets": ("工作表太多", "there are too many sheets"),
    "too_many_merges": ("合并的单元格太多", "there are too many merged cells"),
    "not_json": ("不是有效的 JSON", "it is no valid JSON"),
    "not_a_planogram": ("不是棚格图文件", "it is no planogram"),
    "unknown": ("没有这一项", "there is none of that name"),
    "unknown_kind": (
        "看不懂的促销方式，请从下拉中选，或写成 买2送1、满100减20、8.5折",
        "no such mechanic; choose one from the list, or write 买2送1, 满100减20, buy 2 get 1",
    ),
    "rate_or_depth": (
        "分不清是付还是减，请写成 8.5折、85% 或 减15%",
        "it could be what is paid or what is saved; write 8.5折, 85% or 15% off",
    ),
    "one_of": ("两个数字只能填一个", "only one of the two numbers can count"),
    "no_product": ("请至少写一个商品或品类", "name a product or a category"),
    "rival_sku": ("这是竞品，政策只用于本品", "it is a competitor's; policies are for our own"),
    "unknown_category": ("没有商品属于这个品类", "no product has this category"),
    "unknown_place": (
        "城市、商圈、店型合起来没有这样的门店",
        "no store has this city, area and class together",
    ),
    "too_many": ("太多", "too many"),
    "other_row": (
        "同一政策的另一行有错，整个政策没有导入",
        "another row of the policy is bad: none of it went in",
    ),
    "withdrawn": ("这个政策已撤回，请先恢复", "it was withdrawn; restore it first"),
    "code_stays": ("编号不能改，请另建一个", "a code cannot be changed; make another one"),
    "not_own": ("这不是本品", "it is no product of ours"),
    "not_rival": ("这不是竞品", "it is no competitor's product"),
    "yes_no_auto": ("请写“是”“否”或“自动”", "write yes, no or automatic"),
    "too_many_rows": ("行数太多", "there are too many rows"),
    "not_of_kind": ("这种优惠用不到它", "this kind of offer has no such number"),
    "over_threshold": ("不能达到或超过门槛金额", "it must be less than the sum to be spent"),
    "over_list_price": ("不能高于原价", "it must not exceed the list price"),
    "not_one_of": ("不在可选的范围内", "it is none of the values that can be chosen"),
    "too_many_fields": (
        "最多 3 项：15 项的表单只有 19% 的拜访填完，3 项的有 92%",
        "three at most: forms of 15 fields were filled in on 19 % of visits, forms of 3 on 92 %",
    ),
    "unknown_field": ("表单里没有这一项", "the form has no such field"),
    "field_key": (
        "请用小写字母、数字和下划线，不能是 shelf、poster、panorama",
        "use lower case letters, digits and underscores, and none of shelf, poster, panorama",
    ),
    "text_has_no_choices": ("填文字的项不能有选项", "a text field has no choices"),
    "choices_count": ("选择项需要 2 到 8 个选项", "a choice needs two to eight answers to choose from"),
    "unknown_rep": (
        "没有这个业务员，或他不在您负责的门店",
        "there is no such rep, or none of your stores is theirs",
    ),
    "not_reps_store": (
        "这位业务员没有负责这家门店，请先在“人员”里分配",
        "the rep is not assigned to this store; assign it first",
    ),
    "weekday": ("看不懂星期，请写成 周一 或 1–7", "it is no weekday; write Monday, Mon or 1 to 7"),
    "below_paid": ("抵扣额不能小于定金", "what the deposit counts as must not be below the deposit"),
    **LABEL_REASONS,
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
