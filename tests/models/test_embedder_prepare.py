"""Which pictures may teach the embedder, and how crops are cut out of them."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from models.embedder_bank import Bank
from models.embedder_prepare import UNSEEN_CLASSES, recognition_items, shelf_items, shelf_photos
from models.embedder_synthetic import synthetic_items
from models.photos import row_photo
from models.pseudo_labels import cache_path


def write(path: Path, picture: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), picture)


@pytest.fixture
def recognition(tmp_path: Path) -> Path:
    unseen, seen = UNSEEN_CLASSES[0], "Bravo-Apple-Juice"
    lines = [
        "Class Name (str),Class ID (int),Coarse Class Name (str),Coarse Class ID (int),Iconic Image Path (str)"
    ]
    for number, name in ((28, seen), (30, unseen)):
        iconic = f"/iconic/Packages/{name}.png"
        lines.append(f"{name},{number},Juice,19,{iconic}")
        shot = np.full((80, 80, 3), 255, np.uint8)
        shot[10:70, 30:50] = (0, 90, 200)
        write(tmp_path / iconic.lstrip("/"), shot)
        write(tmp_path / f"train/{name}.png", np.full((90, 90, 3), 60 + number, np.uint8))
    lines.append("Banana,6,Banana,2,/iconic/Fruit/Banana.jpg")
    (tmp_path / "classes.csv").write_text("\n".join(lines))
    (tmp_path / "train.txt").write_text(
        f"train/{seen}.png, 28, 19\ntrain/{unseen}.png, 30, 19\ntrain/banana.png, 6, 2\n"
    )
    return tmp_path


def test_packages_come_with_their_trimmed_pack_shots_and_fruit_does_not(recognition: Path) -> None:
    found = list(recognition_items(recognition, "train"))
    assert [(name, item.identity, item.clean) for name, item in found] == [
        ("Bravo-Apple-Juice", 28, True),
        (UNSEEN_CLASSES[0], 30, True),
        ("Bravo-Apple-Juice", 28, False),
        (UNSEEN_CLASSES[0], 30, False),
    ]
    assert found[0][1].picture.shape == (60, 20, 3)
    assert found[2][1].box.tolist() == [0, 0, 90, 90]


def test_photos_for_tests_and_for_choosing_teach_nothing(tmp_path: Path) -> None:
    photo = np.full((64, 64, 3), 90, np.uint8)
    for name in (
        "rows/images/train_2941",
        "rows/images/train_3190",
        "rows/images/train_3000",
        "cn/train_3000",
    ):
        write(tmp_path / f"{name}.jpg", photo)
    for name in ("train_7", "train_2941", "train_3190", "train_3000"):
        write(tmp_path / f"gaps/train/images/{name}.jpg", photo)
    learnt, chosen_by, gaps = shelf_photos(tmp_path)
    assert [p.stem for p in learnt] == ["train_2941"]
    assert [p.stem for p in chosen_by] == ["train_3190"]
    assert [p.stem for p in gaps] == ["train_7"]


def test_low_boxes_are_left_out_and_identities_go_on_from_photo_to_photo(tmp_path: Path) -> None:
    photos = []
    for name in ("train_1", "train_2"):
        path = tmp_path / f"rows/images/{name}.png"
        write(path, np.full((200, 200, 3), 90, np.uint8))
        photos.append(row_photo(path))
        boxes = np.array(
            [[0.1, 0.1, 0.3, 0.5, 0.9], [0.5, 0.1, 0.7, 0.5, 0.9], [0.1, 0.8, 0.2, 0.85, 0.9]], np.float32
        )
        cached = cache_path(tmp_path, photos[-1])
        np.save(cached, boxes)
    items = list(shelf_items(photos, tmp_path, 28, grouped=False))
    assert [(item.photo, item.identity) for item in items] == [(0, 0), (0, 1), (1, 3), (1, 4)]
    assert (items[0].box[2:] - items[0].box[:2]).tolist() == pytest.approx([40, 80])


def test_drawn_families_are_photos_of_certain_products() -> None:
    bank = Bank.of(synthetic_items(3, seed=5))
    assert np.unique(bank.photo).tolist() == [0, 1, 2]
    for identity in np.unique(bank.identity):
        items = bank.identity == identity
        assert bank.clean[items].sum() == 1
        assert len(np.unique(bank.photo[items])) == 1
    again = Bank.of(synthetic_items(3, seed=5))
    np.testing.assert_array_equal(bank.pixels, again.pixels)
