"""Errors about visits, in zh-CN and English."""

from collections.abc import Mapping
from typing import Final

from api.words import Words

VISIT_MESSAGES: Final[Mapping[str, Words]] = {
    "visit_submitted": Words(
        "这次拜访已经提交，不能再改。",
        "如有补充，请重新开始一次拜访；迟到的照片仍可上传。",
        "This visit was submitted and cannot be changed any more.",
        "Begin another visit to add to it; photos that come late are still taken.",
    ),
    "visit_incomplete": Words(
        "还不能提交，缺少：{said}。",
        "补齐后再提交。已填的内容和照片都已保存。",
        "It cannot be submitted yet; missing: {said}.",
        "Add that, then submit. What you filled in and all photos are kept.",
    ),
    "visit_form_not_found": Words(
        "没有这份拜访表单（{form}）。",
        "请刷新页面，取得现在的表单。",
        "There is no visit form {form}.",
        "Reload the page for the form in force.",
    ),
    "visit_form_nothing_to_undo": Words(
        "拜访表单还没有改过，没有可撤销的内容。",
        "请直接修改表单。",
        "The visit form was never changed, so there is nothing to undo.",
        "Change the form itself.",
    ),
    "too_many_visits": Words(
        "符合条件的拜访超过 {most} 条，一个文件放不下。",
        "请选较短的日期、某家门店或某个人，再导出。",
        "More than {most} visits match: too many for one file.",
        "Choose fewer days, a store or a person, then export again.",
    ),
}
