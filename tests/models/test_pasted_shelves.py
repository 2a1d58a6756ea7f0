from itertools import pairwise

import cv2
import numpy as np
import pytest

from models.pasted_shelves import HEIGHTS_PX, cut_out, paste_shelf


def shot(tint: tuple[int, int, int]) -> np.ndarray:
    """A pack with a white label in it, on white."""
    bgr = np.full((300, 200, 3), 255, np.uint8)
    cv2.rectangle(bgr, (40, 50), (159, 249), tint, -1)
    cv2.rectangle(bgr, (80, 100), (120, 150), (255, 255, 255), -1)
    return bgr


def test_the_ground_goes_and_a_white_label_stays() -> None:
    pack = cut_out(shot((30, 30, 200)))
    assert pack.shape == (198, 118, 4)
    assert pack[..., 3].min() == 255
    assert pack[75, 60, :3].tolist() == [255] * 3
    with pytest.raises(ValueError, match="nothing but ground"):
        cut_out(np.full((50, 50, 3), 255, np.uint8))


def test_boxes_lie_on_their_packs_and_siblings_side_by_side() -> None:
    tints = {"a-1": (30, 30, 200), "a-2": (30, 200, 30), "b-1": (200, 30, 30)}
    packs = {sku: cut_out(shot(tint)) for sku, tint in tints.items()}
    shelf, again = (paste_shelf(np.random.default_rng(3), packs) for _ in range(2))
    assert (shelf.bgr == again.bgr).all()
    assert len(shelf.skus) == len(shelf.xyxy) > 20
    for (x1, y1, x2, y2), sku in zip(shelf.xyxy, shelf.skus, strict=True):
        middle = shelf.bgr[int(y1 * 0.2 + y2 * 0.8), int((x1 + x2) / 2)]
        assert middle.argmax() == np.argmax(tints[sku])
    tall = np.median(shelf.xyxy[:, 3] - shelf.xyxy[:, 1])
    assert HEIGHTS_PX[0] * 0.8 < tall < HEIGHTS_PX[1]
    changes = [(a, b) for a, b in pairwise(shelf.skus) if a != b]
    assert set(changes) == {("a-1", "a-2"), ("a-2", "b-1"), ("b-1", "a-1")}
