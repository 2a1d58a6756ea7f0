"""Errors of photos' visits and places, in zh-CN and English."""

from collections.abc import Mapping
from typing import Final

from api.words import Words

PHOTO_MESSAGES: Final[Mapping[str, Words]] = {
    "visit_not_found": Words(
        "没有这次拜访（{visit}），或它不在您能看的范围内。",
        "请检查链接；如果是在上传照片，请先开始拜访再传，照片仍保存在手机里。",
        "There is no visit {visit}, or it is none that you may see.",
        "Check the address; to send a photo, start the visit first: the photo is still on the phone.",
    ),
    "likeness_not_found": Words(
        "没有这组相似照片（{likeness}）。",
        "请刷新页面。",
        "There is no such pair of photos ({likeness}), or none that you may see.",
        "Reload the page.",
    ),
    "photo_of_other_visit": Words(
        "这张照片属于另一次拜访（{visit}），不能用两次。",
        "请在这次拜访里重新拍一张。",
        "This photo belongs to another visit ({visit}); it cannot count twice.",
        "Take a new photo for this visit.",
    ),
    "seal_not_found": Words(
        "照片 {photo} 没有封印。",
        "它是启用封印之前上传的：请管理员运行 paimian photos seal。",
        "Photo {photo} has no seal.",
        "It came before there were seals: have your administrator run paimian photos seal.",
    ),
    "visit_elsewhere": Words(
        "这次拜访（{visit}）是另一家门店的。",
        "请在正确门店的拜访里上传这张照片。",
        "The visit {visit} is of another store.",
        "Send the photo with a visit of its own store.",
    ),
}
