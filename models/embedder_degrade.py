"""What a shop and a phone do to a pack between the studio and the crop, played on stored crops.

Colour is information here (flavours differ by it): light, exposure and white balance move within what
shop light does, and hue is never turned, except to invent a sibling (`make_twin`), which is *another* product.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.crops import letterbox_crop

Picture = NDArray[np.uint8]


def photograph(
    picture: Picture, box: NDArray[np.float32], rng: np.random.Generator, *, tilt: float = 1.0
) -> Picture:
    """See the product at ``box`` from somewhere else: box error, turn, perspective, fewer pixels."""
    width, height = box[2] - box[0], box[3] - box[1]
    jitter = np.clip(rng.normal(0, 0.035, 4), -0.1, 0.1) * (width, height, width, height)
    x1, y1, x2, y2 = box + jitter
    quad = np.array([[x1, y1], [x2, y1], [x2, y2], [x1, y2]], np.float32)
    centre = quad.mean(axis=0)
    turn = rng.normal(0, 0.03) * tilt
    shear = rng.normal(0, 0.03) * tilt
    matrix = np.array([[np.cos(turn), shear - np.sin(turn)], [np.sin(turn), np.cos(turn)]], np.float32)
    quad = (quad - centre) @ matrix.T + centre
    yaw = rng.normal(0, 0.05) * tilt
    quad[[0, 3] if yaw > 0 else [1, 2], 1] += np.array([1, -1]) * abs(yaw) * height / 2
    source_side = max(width, height)
    side = float(np.exp(rng.uniform(np.log(36), np.log(220))))
    side = max(24.0, min(side, 1.15 * source_side))
    scale = side / source_side
    out_w = max(8, round(width * scale * np.exp(rng.normal(0, 0.06))))
    out_h = max(8, round(height * scale))
    if scale < 0.6:
        picture = np.asarray(
            cv2.resize(picture, None, fx=scale * 1.3, fy=scale * 1.3, interpolation=cv2.INTER_AREA), np.uint8
        )
        quad = quad * (scale * 1.3)
    target = np.array([[0, 0], [out_w, 0], [out_w, out_h], [0, out_h]], np.float32)
    warp = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    return np.asarray(
        cv2.warpPerspective(picture, warp, (out_w, out_h), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def relight(picture: Picture, rng: np.random.Generator) -> Picture:
    """Exposure, contrast, white balance, saturation, a slope of light, sometimes glare; in shop range."""
    height, width = picture.shape[:2]
    x = picture.astype(np.float32) / 255
    x = x ** np.float32(np.exp(rng.normal(0, 0.15)))
    gain = np.exp(rng.normal(-0.05, 0.22)) * np.exp(rng.normal(0, 0.05, 3))
    slope = rng.normal(0, 0.15, 2)
    light = 1 + slope[0] * np.linspace(-1, 1, width)[None] + slope[1] * np.linspace(-1, 1, height)[:, None]
    x *= (np.clip(light, 0.4, 1.6)[..., None] * gain).astype(np.float32)
    grey = x.mean(axis=2, keepdims=True)
    x = grey + (x - grey) * np.float32(np.exp(rng.normal(0, 0.12)))
    haze = np.float32(abs(rng.normal(0, 0.05)))
    x = x * (1 - haze) + haze * np.float32(0.8)
    if rng.random() < 0.2:
        x += glare((height, width), rng)[..., None]
    return np.asarray(np.clip(x * 255, 0, 255), np.uint8)


def glare(shape: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    """A bright soft ellipse or stripe (h, w), 0..0.9."""
    height, width = shape
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    x = (xs / width - rng.uniform(0, 1)) / rng.uniform(0.04, 0.25)
    y = (ys / height - rng.uniform(0, 1)) / rng.uniform(0.05, 0.8)
    return np.asarray(rng.uniform(0.3, 0.9) * np.exp(-(x * x + y * y)), np.float32)


def occlude(picture: Picture, rng: np.random.Generator) -> Picture:
    """A price tag, a shelf-talker, a rail or a neighbour's flank over a part of the picture."""
    height, width = picture.shape[:2]
    out = picture.copy()
    kind = rng.random()
    if kind < 0.5:  # a tag: wide, from the bottom or hanging in
        w, h = int(width * rng.uniform(0.25, 1)), int(height * rng.uniform(0.06, 0.3))
        x = int(rng.uniform(-0.3, 1) * (width - w / 2))
        y = height - h if rng.random() < 0.6 else int(rng.uniform(0, height - h))
    elif kind < 0.8:  # a flank or upright: tall and narrow, at one side
        w, h = max(1, int(width * rng.uniform(0.04, 0.22))), height
        x, y = (0 if rng.random() < 0.5 else width - w), 0
    else:  # a rail across
        w, h, x = width, max(1, int(height * rng.uniform(0.02, 0.08))), 0
        y = int(rng.uniform(0, height - h))
    x1, y1, x2, y2 = max(x, 0), max(y, 0), min(x + w, width), min(y + h, height)
    if x2 <= x1 or y2 <= y1:
        return out
    colour = rng.uniform(0, 255, 3) if rng.random() < 0.5 else np.array([rng.uniform(180, 255)] * 3)
    patch = np.full((y2 - y1, x2 - x1, 3), colour, np.float32)
    patch += rng.normal(0, 30, (y2 - y1, 1, 1)) * (rng.random((1, x2 - x1, 1)) < 0.3)
    out[y1:y2, x1:x2] = np.clip(patch, 0, 255).astype(np.uint8)
    return out


def record(picture: Picture, rng: np.random.Generator) -> Picture:
    """The camera: defocus or shake, noise, JPEG."""
    draw = rng.random()
    if draw < 0.45:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.4)), np.uint8)
    elif draw < 0.58:
        length = int(rng.integers(3, 7))
        kernel = np.zeros((length, length), np.float32)
        if rng.random() < 0.7:
            kernel[length // 2] = 1 / length
        else:
            np.fill_diagonal(kernel, 1 / length)
        picture = np.asarray(cv2.filter2D(picture, -1, kernel), np.uint8)
    if rng.random() < 0.5:
        noise = rng.standard_normal(picture.shape, dtype=np.float32) * np.float32(rng.uniform(1, 7))
        picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        quality = int(rng.integers(25, 90))
        _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
        picture = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return picture


def shelf_view(
    picture: Picture,
    box: NDArray[np.float32],
    canvas: Picture,
    rng: np.random.Generator,
    *,
    tilt: float = 1.0,
) -> None:
    """Draw one degraded crop of the product at ``box`` into ``canvas`` (S, S, 3), letterboxed as in serving."""
    seen = photograph(picture, box, rng, tilt=tilt)
    seen = relight(seen, rng)
    if rng.random() < 0.3:
        seen = occlude(seen, rng)
    letterbox_crop(record(seen, rng), canvas)


def clean_view(picture: Picture, box: NDArray[np.float32], canvas: Picture, rng: np.random.Generator) -> None:
    """Draw a pack shot into ``canvas``: small box errors and exposure, nothing else."""
    height, width = picture.shape[:2]
    side = np.tile([box[2] - box[0], box[3] - box[1]], 2)
    x1, y1, x2, y2 = np.rint(box + rng.normal(0, 0.015, 4) * side).astype(int)
    cut = picture[max(y1, 0) : min(max(y2, y1 + 8), height), max(x1, 0) : min(max(x2, x1 + 8), width)]
    letterbox_crop(
        cv2.convertScaleAbs(cut, alpha=float(np.exp(rng.normal(0, 0.06)))).astype(np.uint8), canvas
    )


def make_twin(
    picture: Picture, box: NDArray[np.float32], donor: Picture, rng: np.random.Generator
) -> Picture:
    """Invent a sibling: the same pack with its hue turned, or with a part of its face exchanged for the donor's.

    The result shows *another* product: training pushes it away from the original.
    """
    hsv = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV)
    colourful = float(((hsv[..., 1] > 70) & (hsv[..., 2] > 50)).mean())
    if colourful > 0.25 and rng.random() < 0.6:
        hsv[..., 0] = (hsv[..., 0].astype(np.int16) + int(rng.integers(18, 162))) % 180
        return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR), np.uint8)
    out = picture.copy()
    width, height = box[2] - box[0], box[3] - box[1]
    w, h = (int(side * rng.uniform(0.5, 0.9)) for side in (width, height * 0.7))
    x = int(box[0] + rng.uniform(0, max(width - w, 1)))
    y = int(box[1] + rng.uniform(0, max(height - h, 1)))
    target = out[max(y, 0) : y + h, max(x, 0) : x + w]
    if target.size:
        target[:] = cv2.resize(donor, (target.shape[1], target.shape[0]), interpolation=cv2.INTER_AREA)
    return out
