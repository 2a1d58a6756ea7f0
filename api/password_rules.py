"""Which passwords are refused: too short, the person's own name, or among those that are tried first."""

import re
import unicodedata
from typing import Final

from api.errors import ApiError

LEAST: Final = 10
_COMMON: Final = frozenset(
    """
    password passwort passw0rd p@ssword p@ssw0rd pa55word iloveyou letmein welcome admin administrator root qwerty
    qwertyuiop qwertyuiopas qazwsx qazwsxedc qazwsxedcrfv 1qaz2wsx 1qaz2wsx3edc zaq12wsx asdfghjkl asdfghjklzxcvbnm
    zxcvbnm zxcvbnmasdf 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5 abcdefghij abcdefgh abcd1234 abc123
    a123456789 aa123456789 a1234567890 woaini woaini1314 woaini520 5201314 521 1314520 5201314520 woaiwojia
    woaizhongguo zhongguo nihao wangyut2 xiaoming mima mimamima paimian paimian-demo changeme default supermarket
    superman batman dragon monkey football baseball sunshine princess shadow master michael charlie jordan trustno
    starwars whatever freedom flower computer internet samsung huawei xiaomi iphone taobao alibaba tencent weixin
    correcthorsebatterystaple secret test tester testtest guest user login hello helloworld
    """.split()  # noqa: SIM905  (a list of words reads best as words)
)
"""Words that lists of leaked passwords are full of, Chinese ones included; with digits and signs at the end, too."""
_ROWS: Final = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def check_password(password: str, username: str, full_name: str = "") -> None:
    """Raises ApiError 422 `weak_password` with a `reason`: short, name, common, simple."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    bare = re.sub(r"[\W_]+", "", plain)
    stem = re.sub(r"[\d\W_]+$", "", plain)
    names = [name.casefold() for name in (username, full_name) if len(name) >= 3]
    reason = ""
    if len(password) < LEAST:
        reason = "short"
    elif any(name in plain or name in bare for name in names):
        reason = "name"
    elif {plain, bare, stem, re.sub(r"^\d+", "", stem)} & _COMMON:
        reason = "common"
    elif _simple(bare or plain):
        reason = "simple"
    if reason:
        raise ApiError(422, "weak_password", reason=f"password_{reason}", least=LEAST)


def _simple(text: str) -> bool:
    """Few different signs, a part said over and over, or a row of the keyboard."""
    if len(set(text)) < 5 or any(text in row or text in row[::-1] for row in _ROWS):
        return True
    return any(
        len(text) % size == 0 and text == text[:size] * (len(text) // size)
        for size in range(1, len(text) // 2 + 1)
    )
