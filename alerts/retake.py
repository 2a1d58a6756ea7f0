"""What is wrong with a photo and how to take it better, in zh-CN and English."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from vision.quality import QualityReason


@dataclass(frozen=True)
class Retake:
    """One complaint: what is wrong, and what to do before leaving the store."""

    reason: QualityReason
    zh: str
    zh_fix: str
    en: str
    en_fix: str


RETAKES: Final[Mapping[QualityReason, Retake]] = {
    advice.reason: advice
    for advice in (
        Retake(
            "blurred",
            "照片模糊，看不清商品",
            "请重拍：双手持稳，点一下货架对焦后再按快门。",
            "The photo is blurred",
            "Retake it: hold the phone with both hands and tap the shelf to focus first.",
        ),
        Retake(
            "dark",
            "照片太暗",
            "请重拍：打开灯光，或换到不背光的一侧。",
            "The photo is too dark",
            "Retake it: turn on the light, or stand where it does not come from behind the shelf.",
        ),
        Retake(
            "glare",
            "反光遮住了商品",
            "请重拍：关闭闪光灯，向旁边移半步避开反光。",
            "Glare hides products",
            "Retake it: turn off the flash and step half a pace aside.",
        ),
        Retake(
            "too_small",
            "图片尺寸太小",
            "请发送原图，不要用截图或压缩过的图片。",
            "The picture is too small",
            "Send the original, not a screenshot or a compressed copy.",
        ),
        Retake(
            "too_far",
            "拍得太远，商品太小",
            "请走近，让一节货架占满画面再拍。",
            "Taken from too far: the products are too small",
            "Step closer until one bay of the shelf fills the picture.",
        ),
    )
}

if set(RETAKES) != set(get_args(QualityReason)):
    raise AssertionError(
        f"every quality reason needs advice; missing {set(get_args(QualityReason)) - set(RETAKES)}"
    )


def advise(reasons: Iterable[QualityReason]) -> tuple[Retake, ...]:
    """The advice for each reason, in their order."""
    return tuple(RETAKES[reason] for reason in reasons)
