"""The demo's photo that was used twice: what the list of look-alikes is tried on."""

from datetime import datetime, timedelta
from typing import Final

import cv2
import numpy as np
from sqlmodel import Session

from api.pictures import Picture
from api.storage import FileStore
from catalog.queries_queue import submit_photo
from catalog.rows import key
from catalog.tables import Store
from vision.likeness import phash

_CUT: Final = 0.012
_QUALITY: Final = 60


def add_copy(
    session: Session, files: FileStore, bgr: Picture, store: Store, *, taken: datetime, now: datetime
) -> None:
    """Send a photo again from another store, cut and compressed as a chat does it.

    As a panorama, so that no figure of the demo counts it.
    """
    height, width = bgr.shape[:2]
    dx, dy = round(width * _CUT), round(height * _CUT)
    copy = np.ascontiguousarray(bgr[dy : height - dy, dx : width - dx])
    _, data = cv2.imencode(".jpg", copy, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    submit_photo(
        session,
        store_id=key(store.id),
        sha256=files.save(data.tobytes()),
        now=now,
        kind="panorama",
        file_name="wechat_image.jpg",
        content_type="image/jpeg",
        size_wh=(copy.shape[1], copy.shape[0]),
        captured_at=taken + timedelta(minutes=95),
        phash=phash(copy),
    )
