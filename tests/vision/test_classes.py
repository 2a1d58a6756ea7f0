"""A detector whose classes are SKUs names its products itself."""

import numpy as np
import pytest

from tests.shelf_pictures import draw_shelf, shelf_jpeg
from tests.tiny_models import tiny_detector, tiny_embedder
from vision.boxes import Boxes
from vision.classes import group_told, name_told, skus_told
from vision.detector import Detector
from vision.embedder import Embedder
from vision.eyes import Eyes
from vision.naming import Gallery
from vision.photo import decode_photo
from vision.see import embed_reference, see_shelf
from vision.session import OnnxSession


def test_only_classes_of_the_catalogue_are_skus() -> None:
    told = skus_told(np.array([0, 2, 1]), ("product", "gap", "6901234567892"), {"6901234567892": "C-1"})
    assert told == ("", "C-1", "")


def test_one_told_sku_is_one_group_and_the_others_are_grouped_as_ever() -> None:
    asked = []

    def group(rows: np.ndarray) -> np.ndarray:
        asked.append(rows.tolist())
        return np.array([1, 2])

    assert group_told(("", "B", "A", "", "B", "B", "A"), group).tolist() == [3, 1, 2, 4, 1, 1, 2]
    assert asked == [[0, 3]]
    assert group_told(("A", "A"), group).tolist() == [1, 1]
    assert len(asked) == 1


def test_the_score_stands_for_the_probability() -> None:
    boxes = Boxes(np.zeros((2, 4), np.float32), np.array([0.5, 0.9], np.float32), np.zeros(2, np.int64))
    named = name_told("A", boxes)
    assert (named.sku, named.probability) == ("A", pytest.approx(0.7))
    assert [code for code, _ in named.alternatives] == ["A"]


def test_the_gallery_is_not_asked_about_told_products() -> None:
    """Every coloured cell is «R-1» to this detector; the red reference of another SKU changes nothing."""
    sessions = (OnnxSession(data, threads=1) for data in (tiny_detector(product="R-1"), tiny_embedder()))
    eyes = Eyes(Detector(next(sessions)), Embedder(next(sessions)), ())
    red = embed_reference(draw_shelf(seed=5)[64 + 4 : 128 - 4, 64 + 4 : 128 - 4], eyes)
    photo = decode_photo(shelf_jpeg())

    def sku_of(classes: dict[str, str]) -> list[tuple[str | None, int]]:
        seen = see_shelf(photo, eyes, Gallery(red[None], ("X",), classes=classes))
        return [(g.name.sku, len(g.members)) for g in seen.groups]

    assert sku_of({"R-1": "R-1"}) == [("R-1", 15)]
    assert ("X", 5) in sku_of({})
