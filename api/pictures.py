"""Pictures to look at, cut from stored files: the last decoded photos are kept, because crops come in dozens."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from api.storage import FileStore
from vision.crops import cut
from vision.photo import decode_photo

Picture = npt.NDArray[np.uint8]

JPEG_QUALITY: Final = 88
_KEPT_BYTES: Final = 256 * 1024 * 1024
_CROP_MARGIN: Final = 0.06


class Pictures:
    """Decoded photos by sha256; one decodes at a time, so that a page of crops costs one decoding."""

    def __init__(self, files: FileStore, *, max_pixels: int) -> None:
        self._files, self._max_pixels = files, max_pixels
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Picture] = OrderedDict()

    def upright(self, sha256: str) -> Picture:
        """The (H, W, 3) BGR photo, upright; not to be written on.

        Raises:
            FileMissing: the file is gone.
            PhotoError: the file has changed on the disk.
        """
        with self._lock:
            if (known := self._kept.get(sha256)) is not None:
                self._kept.move_to_end(sha256)
                return known
            bgr = decode_photo(self._files.get(sha256), max_pixels=self._max_pixels).bgr
            bgr.setflags(write=False)
            self._kept[sha256] = bgr
            while len(self._kept) > 1 and sum(p.nbytes for p in self._kept.values()) > _KEPT_BYTES:
                self._kept.popitem(last=False)
            return bgr


def crop(bgr: Picture, xyxy: Sequence[float]) -> Picture:
    """The box with a little of what is around it."""
    x1, y1, x2, y2 = xyxy
    dx, dy = (x2 - x1) * _CROP_MARGIN, (y2 - y1) * _CROP_MARGIN
    return cut(bgr, np.array([x1 - dx, y1 - dy, x2 + dx, y2 + dy], np.float32))


def fit(bgr: Picture, longest: int) -> Picture:
    """The picture made smaller until its long side is at most `longest` pixels."""
    scale = longest / max(bgr.shape[:2])
    if scale >= 1:
        return bgr
    size_wh = max(1, round(bgr.shape[1] * scale)), max(1, round(bgr.shape[0] * scale))
    return np.asarray(cv2.resize(bgr, size_wh, interpolation=cv2.INTER_AREA), np.uint8)


def jpeg(bgr: Picture) -> bytes:
    """The picture as JPEG."""
    done, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise ValueError(f"cannot encode a picture of shape {bgr.shape}")
    return data.tobytes()
