"""A real photo changed as a shelf changes: products taken out, put elsewhere, and the whole taken anew."""

import cv2
import numpy as np
import numpy.typing as npt

from alerts.shelf import Xyxy
from tests.acceptance.visits import Home, Piece, Visit

EDGE = 0.04
"""`taken_anew` cuts off less than this part of a side."""
Bgr = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]


def repainted(bgr: Bgr, golden: Visit, visit: Visit, rng: np.random.Generator) -> Bgr:
    """The golden photo with the visit's changes: places that changed are painted bare, then what came is pasted."""
    photo = bgr.copy()
    before = {piece.xyxy: piece for row in golden.layers.values() for piece in row}
    after = {piece.xyxy: piece for row in visit.layers.values() for piece in row}
    own: dict[Home | str, list[Piece]] = {}
    for piece in before.values():
        own.setdefault(piece.home or piece.sku, []).append(piece)
        own.setdefault(piece.sku, []).append(piece)
    changed = [box for box, piece in before.items() if after.get(box) != piece]
    for box in changed:
        _bare(photo, bgr, box, rng)
    for box in changed:
        if (came := after.get(box)) is not None:
            source = own[came.home or came.sku]
            _paste(photo, _cut(bgr, source[int(rng.integers(len(source)))].xyxy), box)
    return photo


def taken_anew(bgr: Bgr, rng: np.random.Generator) -> Bgr:
    """As another photo of the same shelf: a little nearer, aside and aslant, other light, packed anew."""
    height, width = bgr.shape[:2]
    zoom = rng.uniform(0.965, 0.995, 2)
    room = (1 - zoom) * (width, height)
    left, top = rng.uniform(0.2, 0.8, 2) * room
    inner = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * zoom * (width, height) + (left, top)
    inner += rng.uniform(-0.006, 0.006, (4, 2)) * (width, height)
    inner = np.clip(inner, 0, (width - 1, height - 1))
    outer = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(inner.astype(np.float32), outer)
    photo = np.asarray(cv2.warpPerspective(bgr, matrix, (width, height), flags=cv2.INTER_CUBIC), np.float32)
    tint = rng.uniform(0.97, 1.03, 3)
    photo = 255 * (np.clip(photo, 0, 255) / 255) ** rng.uniform(0.9, 1.12) * rng.uniform(0.92, 1.06) * tint
    photo += rng.normal(0, 1.5, photo.shape)
    done, packed = cv2.imencode(
        ".jpg", np.clip(photo, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(80, 93))]
    )
    assert done
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def alike_in_shape(one: Piece, other: Piece) -> bool:
    """Whether a product may stand in another's place without being stretched out of its looks."""
    sides = [(p.xyxy[2] - p.xyxy[0], p.xyxy[3] - p.xyxy[1]) for p in (one, other)]
    ratios = [sides[0][k] / max(sides[1][k], 1.0) for k in (0, 1)]
    shape = ratios[0] / max(ratios[1], 1e-9)
    return one.units == other.units and 0.8 < shape < 1.25 and all(0.6 < r < 1.6 for r in ratios)


def plantable(visit: Visit) -> set[Home]:
    """The slots that any later photo shows whole."""
    width, height = visit.size_wh
    room = EDGE * width, EDGE * height
    cut = {
        piece.home
        for row in visit.layers.values()
        for piece in row
        for x0, y0, x1, y1 in (piece.xyxy,)
        if x0 < room[0] or y0 < room[1] or x1 > width - room[0] or y1 > height - room[1]
    }
    return {home for home in visit.sku_of if home not in cut}


def _cut(bgr: Bgr, box: Xyxy) -> Bgr:
    x0, y0, x1, y1 = (round(v) for v in box)
    return bgr[max(y0, 0) : y1, max(x0, 0) : x1]


def _paste(photo: Bgr, crop: Bgr, box: Xyxy) -> None:
    place = _cut(photo, box)
    place[:] = cv2.resize(crop, (place.shape[1], place.shape[0]), interpolation=cv2.INTER_AREA)


def _bare(photo: Bgr, bgr: Bgr, box: Xyxy, rng: np.random.Generator) -> None:
    """A bare place: the dark of the shelf's depth as the photo has it near by, darker towards the top."""
    x0, y0, x1, y1 = (round(v) for v in box)
    reach = (x1 - x0) // 2
    near = (
        bgr[max(y0 - reach, 0) : y1 + reach, max(x0 - reach, 0) : x1 + reach]
        .reshape(-1, 3)
        .astype(np.float32)
    )
    light = near.mean(axis=1)
    dark = near[light <= np.percentile(light, 15)].mean(axis=0)
    place = _cut(photo, box)
    ramp = np.linspace(0.7, 1.5, place.shape[0])[:, None, None]
    grain = cv2.GaussianBlur(rng.normal(0, 10, (*place.shape[:2], 1)).astype(np.float32), (0, 0), 2.0)[
        ..., None
    ]
    place[:] = np.clip(dark * ramp + grain, 0, 255).astype(np.uint8)
