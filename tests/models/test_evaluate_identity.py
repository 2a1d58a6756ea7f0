"""Identity on real pictures: who is asked, by what references, and that the sheet of mistakes is written."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from models.evaluate_identity import _without_lent, grouping, measure_identity, shelf_answers
from models.identified import Identified, identified
from models.identity import View
from models.mistakes import draw_mistakes
from models.naming_figures import Answer
from tests.shelf_pictures import shelf_jpeg
from tests.tiny_models import write_models
from vision.boxes import Boxes
from vision.eyes import Eyes, load_eyes
from vision.looks import describe
from vision.naming import Gallery
from vision.photo import decode_photo
from vision.registry import load_registry
from vision.sameness import PLAIN
from vision.see import see_shelf


@pytest.fixture(scope="module")
def eyes(tmp_path_factory: pytest.TempPathFactory) -> Eyes:
    return load_eyes(load_registry(write_models(tmp_path_factory.mktemp("models")) / "registry.json"))


@pytest.fixture
def shelf(eyes: Eyes) -> Identified:
    photo = decode_photo(shelf_jpeg())
    seen = see_shelf(photo, eyes, Gallery.empty())
    return Identified("shelf", photo.bgr, seen.products.xyxy, tuple(f"sku-{n}" for n in seen.group))


def test_half_of_the_skus_are_strangers_and_all_facings_are_answered(eyes: Eyes, shelf: Identified) -> None:
    answers = shelf_answers(eyes, shelf, 1)
    known = [a for a in answers if a.known]
    assert len(known) + 4 * 2 + sum(not a.known for a in answers) == 4 * len(
        shelf.skus
    )  # two lend one, four times
    assert all(a.right and a.named for a in known)
    assert not any(a.named for a in answers if not a.known)
    assert grouping(eyes, [shelf])["pair_f1"]["value"] == 1


def test_facings_that_lend_a_reference_are_not_on_the_photo() -> None:
    xyxy = np.array([[10 * k, 0, 10 * k + 8, 20] for k in range(4)], np.float32)
    boxes = Boxes(xyxy, np.ones(4, np.float32), np.zeros(4, np.int64))
    looks = [describe(np.full((20, 8, 3), k, np.uint8)) for k in range(4)]
    view = View(
        boxes, np.eye(4, dtype=np.float32), np.array([0, 2, 3]), ("a", "b", "c"), xyxy[[0, 2, 3]],
        np.zeros((4, 6, 6, 3), np.float32), looks.__getitem__, PLAIN,
    )  # fmt: skip
    left = _without_lent(view, xyxy[[2]])
    assert left.products.xyxy.tolist() == xyxy[[0, 1, 3]].tolist()
    assert (left.true, left.hit.tolist()) == (("a", "c"), [0, 2])
    assert left.look(2) is looks[3]


def test_the_surest_mistakes_are_drawn(shelf: Identified, tmp_path: Path) -> None:
    right, wrong = shelf.skus[0], next(sku for sku in shelf.skus if sku != shelf.skus[0])
    answers = [Answer(right, True, wrong, 0.9, True)] * 3 + [Answer(right, True, right, 0.9, True)]
    assert draw_mistakes(shelf, answers, tmp_path / "new" / "sheet.jpg") == 1
    assert cv2.imread(str(tmp_path / "new" / "sheet.jpg")) is not None
    assert draw_mistakes(shelf, answers[3:], tmp_path / "none.jpg") == 0
    assert not (tmp_path / "none.jpg").exists()


def test_photos_with_identities_are_read(shared_data: Path) -> None:
    photos = list(identified(shared_data / "cn"))
    assert {p.name for p in photos} >= {"train_2971", "train_3065", "train_3174"}
    assert all(len(p.skus) == len(p.xyxy) > 50 for p in photos)


def test_without_the_pictures_there_is_nothing_to_measure(eyes: Eyes, tmp_path: Path) -> None:
    assert measure_identity(eyes, tmp_path) == {}
