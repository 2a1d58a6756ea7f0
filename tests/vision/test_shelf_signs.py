"""Text off the packs: gathered into signs, prices with raised cents, places on the shelf."""

import numpy as np

from models.synth.fonts import paint_mask, text_mask
from vision.photo import Picture
from vision.posters import TextLine, spread
from vision.raised_cents import joined, with_point
from vision.shelf_places import beside
from vision.shelf_signs import gather
from vision.shelf_text import FoundText, find_text


class Blind:
    """Finds no text."""

    name = "blind"

    def find(self, bgr: Picture) -> np.ndarray:
        return np.empty((0, 4, 2), np.float32)

    def read(self, crops: object) -> list[object]:
        return []


def price(whole: str, cents: str, size: int) -> Picture:
    """A level crop of a price, its cents in another size."""
    crop = np.full((90, 260, 3), (60, 220, 240), np.uint8)
    large, small = text_mask(whole, 60, True), text_mask(cents, size, True)
    paint_mask(crop, large, 20, 15, (20, 20, 20))
    paint_mask(crop, small, 30 + large.shape[1], 15, (20, 20, 20))
    return crop


def found(
    *boxes: tuple[int, int, int, int], ground: tuple[int, ...] = (), pack: tuple[int, ...] = ()
) -> FoundText:
    xyxy = np.array(boxes, np.float32)
    x0, y0, x1, y1 = xyxy.T
    quads = np.stack([np.stack(c, 1) for c in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))], 1)
    lab = np.array([[value, 0, 0] for value in ground or (50,) * len(boxes)], np.float32)
    return FoundText(quads, xyxy, y1 - y0, np.array(pack or (-1,) * len(boxes), np.int64), lab)


def test_raised_cents_get_their_point() -> None:
    reading = ("710", 0.9, spread("710"))
    text, sure, chars = with_point(price("7", "10", 30), reading)
    assert (text, sure, len(chars)) == ("7.10", 0.9, 4)
    assert with_point(price("7", "10", 60), reading) == reading
    assert with_point(price("7", "10", 30), ("7.10", 0.9, spread("7.10")))[0] == "7.10"


def test_cents_found_apart_are_joined() -> None:
    whole, cents = TextLine.at("12", 100, 100, 180, 170), TextLine.at(".8", 182, 102, 222, 145)
    assert [line.text for line in joined([whole, cents])] == ["12.8"]
    assert joined([whole, cents])[0].xyxy == (100, 100, 222, 170)
    assert joined([cents]) == []
    far = TextLine.at("8", 400, 102, 430, 145)
    assert [line.text for line in joined([whole, far])] == ["12", "8"]


def test_lines_of_one_sign_are_gathered() -> None:
    lines = found((0, 0, 200, 40), (0, 50, 200, 90), (0, 400, 200, 440), ground=(50, 52, 50))
    assert sorted(map(sorted, gather(lines, np.arange(3)))) == [[0, 1], [2]]
    headline = found((0, 0, 200, 40), (20, 45, 180, 90), ground=(40, 95))
    assert len(gather(headline, np.arange(2))) == 1
    beside_a_pack = found((0, 0, 200, 40), (20, 45, 180, 90), ground=(40, 95), pack=(3, -1))
    assert len(gather(beside_a_pack, np.arange(2))) == 2


def test_what_stands_over_and_under_a_sign() -> None:
    products = np.array(
        [[0, 0, 90, 100], [0, 105, 90, 200], [100, 100, 190, 200], [0, 260, 90, 400], [500, 100, 590, 200]],
        np.float32,
    )
    assert beside((20, 205, 180, 255), products) == ((1, 2), (3,))
    assert beside((300, 205, 400, 255), products) == ((), ())


def test_a_photo_without_text() -> None:
    text = find_text(np.zeros((300, 200, 3), np.uint8), np.array([[0, 0, 50, 50]], np.float32), Blind())
    assert len(text) == 0
    assert gather(text, np.arange(0)) == []
