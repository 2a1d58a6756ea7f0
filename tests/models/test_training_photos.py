from pathlib import Path

import cv2
import numpy as np
import pytest

from models.dataset import ShelfPhotos, collate, labelled
from models.drawn_photos import draw_missing
from models.photos import (
    DRAWN,
    GAP,
    OTHER_GAPS,
    PRODUCT,
    ROWS,
    SKU_GAPS,
    TrainingPhoto,
    list_photos,
    read_yolo,
)
from models.pseudo_labels import cache_path, read_products


def write_photo(path: Path, label: str | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((64, 64, 3), 90, np.uint8))
    if label is not None:
        labels = path.parent.parent / "labels"
        labels.mkdir(exist_ok=True)
        (labels / f"{path.stem}.txt").write_text(label)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_photo(tmp_path / "gaps/train/images/train_1.jpg", "0 0.5 0.5 0.2 0.4\n")
    write_photo(tmp_path / "gaps/train/images/5ebe.jpg", "")
    write_photo(tmp_path / "gaps/train/images/train_7.jpg", "")
    write_photo(tmp_path / "rows/images/train_2.jpg", "0 0.5 0.5 1 0.1\n")
    write_photo(tmp_path / "rows/images/train_3.jpg")
    write_photo(tmp_path / "rows/images/train_1.jpg")
    write_photo(tmp_path / "cn/train_3.jpg")
    write_photo(tmp_path / "gaps/val/images/train_7.jpg", "")
    return tmp_path


def test_photos_kept_for_tests_never_train_and_none_comes_twice(data: Path) -> None:
    assert [photo.stem for photo in list_photos(data)] == ["5ebe", "train_1", "train_2"]


def test_each_photo_knows_where_it_comes_from_and_layers_are_not_taken_for_gaps(data: Path) -> None:
    photos = {photo.stem: photo for photo in list_photos(data)}
    assert {stem: photo.source for stem, photo in photos.items()} == {
        "5ebe": OTHER_GAPS,
        "train_1": SKU_GAPS,
        "train_2": ROWS,
    }
    assert len(photos["5ebe"].gaps) == len(photos["train_2"].gaps) == 0
    assert photos["train_1"].gaps[0].tolist() == pytest.approx([0.4, 0.3, 0.6, 0.7])


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="gaps/train/images"):
        list_photos(tmp_path)


def test_a_broken_label_line_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("0 0.5 0.5\n")
    with pytest.raises(ValueError, match=r"a\.txt"):
        read_yolo(tmp_path / "a.txt")


def test_the_split_follows_the_stem_and_keeps_about_one_in_eighteen() -> None:
    nobody = np.empty((0, 4), np.float32)
    photos = [TrainingPhoto(Path(f"train_{i}.jpg"), SKU_GAPS, nobody) for i in range(3000)]
    chosen = sum(photo.part == "choose" for photo in photos)
    assert 120 < chosen < 215
    copy = TrainingPhoto(Path("elsewhere/train_5.png"), OTHER_GAPS, nobody)
    assert copy.part == photos[5].part


def test_batches_carry_products_and_gaps_and_repeat_with_their_seed(data: Path, tmp_path: Path) -> None:
    photos, cache = list_photos(data), tmp_path / "cache"
    cache.mkdir()
    for photo in photos:
        np.save(cache_path(cache, photo), np.array([[0.1, 0.1, 0.2, 0.2, 0.9]], np.float32))
    assert read_products(cache, photos[0]).shape == (1, 4)
    shelf = ShelfPhotos(tuple(labelled(photo, cache) for photo in photos), side=64)
    plain = collate([shelf.sample(1, None), shelf.sample(2, None)])
    assert plain.class_id.tolist() == [PRODUCT, GAP, PRODUCT]
    assert plain.image.tolist() == [0, 0, 1]
    assert plain.absence.tolist() == [0.5, 0.0]
    assert plain.cxcywh[1].tolist() == pytest.approx([0.5, 0.5, 0.2 * 0.75, 0.4], abs=1e-5)
    assert shelf.shown == 4, "the carefully labelled photo twice an epoch, the two others once"
    first, again, other = (next(shelf.epoch(2, seed)) for seed in (3, 3, 4))
    assert np.array_equal(first.rgb, again.rgb)
    assert not np.array_equal(first.rgb, other.rgb)
    assert first.rgb.shape == (2, 3, 64, 64)


def test_a_polygon_becomes_the_box_around_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("0 0.5 0.5 0.2 0.4\n0 0.1 0.2 0.3 0.25 0.28 0.6 0.12 0.5\n")
    assert read_yolo(tmp_path / "a.txt").tolist() == [
        pytest.approx([0.4, 0.3, 0.6, 0.7]),
        pytest.approx([0.1, 0.2, 0.3, 0.6]),
    ]


def test_drawn_shelves_train_with_exact_labels_and_never_choose(tmp_path: Path) -> None:
    cache = tmp_path / "labels"
    cache.mkdir()
    (photo,) = draw_missing(cache, 1)
    assert photo.part == "train"
    products = read_products(cache, photo)
    assert len(products) > 10
    assert products.min() >= 0
    assert products.max() <= 1
    drawn = photo.path.read_bytes()
    assert draw_missing(cache, 1)[0].gaps.tolist() == photo.gaps.tolist()
    assert photo.path.read_bytes() == drawn
    parts = {TrainingPhoto(tmp_path / f"drawn-{n}.jpg", DRAWN, photo.gaps).part for n in range(60)}
    assert parts == {"train"}
