"""Errors about posters, in zh-CN and English."""

from collections.abc import Mapping
from typing import Final

from api.words import Words

POSTER_MESSAGES: Final[Mapping[str, Words]] = {
    "not_a_shelf": Words(
        "巡检 {audit} 拍的不是货架，没有排面报告。",
        "海报请在海报页面查看优惠；若其实是货架，请在拍照页选「货架」重新上传这张照片。",
        "Audit {audit} is not of a shelf: it has no shelf report.",
        "A poster's offers are on its page; if it is a shelf, send the photo again as a shelf.",
    ),
}
