"""Errors of accounts and passwords, in zh-CN and English."""

from collections.abc import Mapping
from typing import Final

from api.words import Words

ACCOUNT_MESSAGES: Final[Mapping[str, Words]] = {
    "weak_password": Words(
        "这个密码不能用：{reason}。",
        "请用至少 {least} 个字符，例如三四个互不相关的词。",
        "This password cannot be used: {reason}.",
        "Use {least} characters or more, three or four words that have nothing to do with each other, say.",
    ),
    "wrong_old_password": Words(
        "原密码不对。",
        "请检查后重试；忘记密码请联系管理员重置。",
        "The present password is wrong.",
        "Check it and try again; if you forgot it, ask your administrator for a new one.",
    ),
    "own_account": Words(
        "不能停用自己、注销自己或改自己的角色。",
        "请让另一位管理员来做。",
        "Nobody closes their own account or changes their own role.",
        "Ask another administrator.",
    ),
    "last_admin": Words(
        "“{username}”是最后一位管理员。",
        "请先把另一个人设为管理员。",
        "“{username}” is the last administrator.",
        "Make somebody else an administrator first.",
    ),
    "name_not_confirmed": Words(
        "输入的名字与“{username}”不一致，没有删除任何数据。",
        "请原样输入用户名再确认。",
        "What was typed is not “{username}”; nothing was deleted.",
        "Type the user name as it is.",
    ),
}
