"""A view of a whole aisle or store front: kept and shown, judged for its quality, never counted."""

import time
from collections.abc import Callable

from catalog.picture_saving import PictureJudged
from vision.photo import decode_photo
from vision.quality import judge_picture


def judge_panorama(data: bytes, *, max_pixels: int, on_step: Callable[[str], None]) -> PictureJudged:
    """Decode and judge; `on_step` is told the names of `api.progress.PANORAMA_STEPS`.

    Raises:
        PhotoError: the bytes are no usable photo.
    """
    began = time.perf_counter()
    on_step("decode")
    photo = decode_photo(data, max_pixels=max_pixels)
    on_step("quality")
    reasons = judge_picture(photo.bgr)
    return PictureJudged(
        size_wh=photo.size_wh,
        quality={"ok": not reasons, "reasons": list(reasons)},
        seconds={"total": round(time.perf_counter() - began, 4)},
    )
