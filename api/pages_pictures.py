"""Small pictures for lists: photos and references made to fit a tile, so that a list is light on a phone."""

from typing import Final

import cv2
import numpy as np
from fastapi import APIRouter, Response
from numpy.typing import NDArray

from api.deps import PartsDep, ReadSession
from api.pages_render import PageUser
from catalog.queries_audits import audit_for
from catalog.queries_skus import get_reference
from vision.crops import cut
from vision.photo import decode_photo

TILE_PX: Final = 480
"""Longer side of a tile's picture: 240 px on a screen of two pixels to one."""
_JPEG_QUALITY: Final = 72
_KEEP: Final = {"Cache-Control": "private, max-age=2592000, immutable"}
"""An audit's photo and a reference never change under their number."""

router = APIRouter()


@router.get("/pictures/audits/{audit_id}.jpg")
def photo_tile(audit_id: int, user: PageUser, session: ReadSession, parts: PartsDep) -> Response:
    """Return the audit's photo as a tile."""
    photo = audit_for(session, user, audit_id).photo
    return _tile(decode_photo(parts.files.get(photo.sha256), max_pixels=parts.settings.max_pixels).bgr)


@router.get("/pictures/skus/{code}/{reference_id}.jpg")
def reference_tile(
    code: str, reference_id: int, user: PageUser, session: ReadSession, parts: PartsDep
) -> Response:
    """Return a reference picture: a whole one, or the part of a photo that it is."""
    reference = get_reference(session, user.chain_id, code, reference_id)
    data = parts.files.get(reference.image_sha256)
    bgr = decode_photo(data, max_pixels=parts.settings.max_pixels).bgr
    return _tile(bgr if reference.xyxy is None else cut(bgr, np.array(reference.xyxy)))


def _tile(bgr: NDArray[np.uint8]) -> Response:
    """Return the picture as a JPEG of at most `TILE_PX`; never enlarged."""
    scale = TILE_PX / max(bgr.shape[:2])
    if scale < 1:
        size_wh = (max(1, round(bgr.shape[1] * scale)), max(1, round(bgr.shape[0] * scale)))
        bgr = np.asarray(cv2.resize(bgr, size_wh, interpolation=cv2.INTER_AREA), np.uint8)
    _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return Response(jpeg.tobytes(), media_type="image/jpeg", headers=_KEEP)
