"""Cutting boxes out of a photo for the embedder: one preparation, shared by serving and training."""

import cv2
import numpy as np
from numpy.typing import NDArray

PAD_GREY = 114
"""Grey value of the letterbox border, as in the models' metadata."""


def letterbox_crop(crop: NDArray[np.uint8], canvas: NDArray[np.uint8]) -> None:
    """Fit ``crop`` (h, w, 3) into ``canvas`` (S, S, 3) in place: aspect kept, centred, border `PAD_GREY`.

    Shrinking by two or more averages whole blocks first: exact-factor area resizing is many times
    faster than the general one and the remaining factor (1 to 2) is safe for linear sampling.
    """
    size = canvas.shape[0]
    height, width = crop.shape[:2]
    scale = size / max(height, width)
    new_w, new_h = max(1, round(width * scale)), max(1, round(height * scale))
    factor = min(int(1 / scale), height, width) if scale <= 0.5 else 1
    if factor >= 2:
        small_w, small_h = width // factor, height // factor
        blocks = crop[: small_h * factor, : small_w * factor]
        crop = np.asarray(cv2.resize(blocks, (small_w, small_h), interpolation=cv2.INTER_AREA), np.uint8)
    left, top = (size - new_w) // 2, (size - new_h) // 2
    canvas.fill(PAD_GREY)
    canvas[top : top + new_h, left : left + new_w] = cv2.resize(
        crop, (new_w, new_h), interpolation=cv2.INTER_LINEAR
    )


def cut(bgr: NDArray[np.uint8], box: NDArray[np.floating]) -> NDArray[np.uint8]:
    """View of ``bgr`` inside ``box`` (xyxy, px): rounded, clipped to the photo, one pixel or more wide."""
    height, width = bgr.shape[:2]
    x1 = min(max(round(float(box[0])), 0), width - 1)
    y1 = min(max(round(float(box[1])), 0), height - 1)
    x2 = min(max(round(float(box[2])), x1 + 1), width)
    y2 = min(max(round(float(box[3])), y1 + 1), height)
    return bgr[y1:y2, x1:x2]


def to_input(canvases: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Turn (N, S, S, 3) BGR uint8 canvases into the network's (N, 3, S, S) RGB float32 in 0..1."""
    count, size = canvases.shape[:2]
    out = np.empty((count, 3, size, size), np.float32)
    for index in range(count):
        for channel in range(3):
            np.multiply(canvases[index, :, :, 2 - channel], np.float32(1 / 255), out=out[index, channel])
    return out


def letterbox_crops(bgr: NDArray[np.uint8], xyxy: NDArray[np.floating], size: int) -> NDArray[np.float32]:
    """Cut the boxes ``xyxy`` (N, 4; px) out of ``bgr`` (H, W, 3) as embedder input (N, 3, size, size).

    RGB float32 in 0..1, letterboxed with grey 114/255, aspect kept. Boxes are clipped to the photo.
    Raises ValueError where the shapes are not those.
    """
    if bgr.ndim != 3 or bgr.shape[2] != 3 or bgr.size == 0:
        raise ValueError(f"expected a BGR photo (H, W, 3), got shape {bgr.shape}")
    if xyxy.ndim != 2 or xyxy.shape[1] != 4:
        raise ValueError(f"expected boxes (N, 4), got shape {xyxy.shape}")
    if not np.isfinite(xyxy).all():
        raise ValueError("expected finite boxes, got NaN or infinity")
    canvases = np.empty((len(xyxy), size, size, 3), np.uint8)
    for box, canvas in zip(xyxy, canvases, strict=True):
        letterbox_crop(cut(bgr, box), canvas)
    return to_input(canvases)


def trim_border(bgr: NDArray[np.uint8], *, tolerance: int = 18) -> NDArray[np.uint8]:
    """Cut away the even border of a pack shot, so that it fills its frame as a box on a shelf does.

    The border colour is the corners' median. Returned unchanged where the four corners differ by more
    than ``tolerance`` (a phone picture) or where less than a twentieth of either side would be left.
    """
    height, width = bgr.shape[:2]
    corners = bgr[[0, 0, -1, -1], [0, -1, 0, -1]].astype(np.int16)
    if int(np.ptp(corners, axis=0).max()) > tolerance:
        return bgr
    far = np.abs(bgr.astype(np.int16) - np.median(corners, axis=0).astype(np.int16)).max(axis=2) > tolerance
    columns, lines = np.flatnonzero(far.mean(axis=0) > 0.01), np.flatnonzero(far.mean(axis=1) > 0.01)
    if len(columns) < width / 20 or len(lines) < height / 20:
        return bgr
    return bgr[lines[0] : lines[-1] + 1, columns[0] : columns[-1] + 1]
