"""What is wrong with a sealed photo, in words."""

from collections.abc import Mapping
from typing import Final

from api.i18n import Locale
from catalog.seal_check import Break

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "removed": (
        "封印 {was} 至 {now} 不见了：有照片记录被删除",
        "seals {was} to {now} are gone: records of photos were taken away",
    ),
    "link": ("没有接在上一枚封印之后", "it does not follow the seal before it"),
    "record": ("封印记录本身被改过", "the record of the seal itself was changed"),
    "row": (
        "记录里的「{field}」被改过：封存时 {was}，现在 {now}",
        "{field} of its record was changed: sealed as {was}, now {now}",
    ),
    "place_gone": (
        "拍摄位置被删除，而上传人的个人信息没有删除过",
        "where it was taken was deleted, though its sender's data were not",
    ),
    "photo_gone": ("照片的记录不见了", "the photo's record is gone"),
    "file_missing": ("照片文件不见了", "the photo's file is missing"),
    "file_changed": (
        "照片文件被改过：现在的 SHA-256 是 {now}",
        "the photo's file was changed: its sha256 is {now} now",
    ),
}
_FIELDS: Final[Mapping[str, str]] = {
    "sha256": "照片 SHA-256",
    "store": "门店",
    "captured_at": "拍摄时间",
    "uploaded_at": "上传时间",
    "uploaded_by": "上传人",
    "latitude": "纬度",
    "longitude": "经度",
    "accuracy_m": "定位精度",
}


def break_said(one: Break, locale: Locale) -> str:
    """One sentence: which photo, and what was changed."""
    chinese = locale == "zh-CN"
    words = _WORDS[one.what][0 if chinese else 1]
    said = words.format(
        field=_FIELDS.get(one.field, one.field) if chinese else one.field, was=one.was, now=one.now
    )
    if chinese:
        return f"封印 {one.number}（照片 {one.photo_id}）：{said}"
    return f"seal {one.number} (photo {one.photo_id}): {said}"
