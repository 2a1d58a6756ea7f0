"""Crop banks, degradations, look-alike neighbours and batches, on pictures drawn here."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from models.embedder_bank import MARGIN, MAX_SIDE, Bank, Item, cut_with_margin
from models.embedder_data import VIEWS, Sampler, Source
from models.embedder_degrade import make_twin, shelf_view
from models.embedder_held import held_view, shelf_ground
from models.embedder_neighbours import group_neighbours, neighbour_pairs


def pack(seed: int, hue: int, *, height: int = 90, width: int = 60) -> np.ndarray:
    """A pack with a coloured ground and a print of its own."""
    rng = np.random.default_rng(seed)
    hsv = np.full((height, width, 3), (hue, 180, 170), np.uint8)
    out = cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR)
    for _ in range(25):
        x, y = rng.integers(2, width - 12), rng.integers(2, height - 12)
        shade = tuple(int(v) for v in rng.integers(0, 256, 3))
        cv2.rectangle(out, (x, y), (x + int(rng.integers(3, 12)), y + int(rng.integers(3, 12))), shade, -1)
    return cv2.GaussianBlur(out, (0, 0), 0.7)


def item(identity: int, *, photo: int = 0, hue: int = 0, clean: bool = False) -> Item:
    picture = pack(identity, hue)
    return Item(picture, np.array([4, 5, 55, 84], np.float32), identity, photo, clean)


def plain(identity: int, colour: tuple[int, int, int]) -> Item:
    picture = np.full((20, 15, 3), colour, np.uint8)
    return Item(picture, np.array([0, 0, 15, 20], np.float32), identity, 0, False)


def test_a_bank_returns_what_was_put_in(tmp_path: Path) -> None:
    items = [item(3, photo=1), item(5, photo=2, clean=True)]
    Bank.of(items).save(tmp_path / "deep/bank.npz")
    back = list(Bank.load(tmp_path / "deep/bank.npz"))
    assert [(i.identity, i.photo, i.clean) for i in back] == [(3, 1, False), (5, 2, True)]
    for got, put in zip(back, items, strict=True):
        np.testing.assert_array_equal(got.picture, put.picture)
        np.testing.assert_array_equal(got.box, put.box)


def test_an_empty_bank_is_a_bank() -> None:
    assert len(Bank.of([])) == 0


def test_a_bank_with_missing_pixels_is_refused() -> None:
    whole = Bank.of([item(1)])
    with pytest.raises(ValueError, match="bytes of pixels"):
        Bank(
            whole.pixels[:-3],
            whole.starts,
            whole.shapes,
            whole.boxes,
            whole.identity,
            whole.photo,
            whole.clean,
        )


def test_margin_and_box_survive_the_cut() -> None:
    photo = np.zeros((1000, 1000, 3), np.uint8)
    photo[200:600, 300:500] = 255
    picture, box = cut_with_margin(photo, np.array([300, 200, 500, 600], np.float32))
    assert max(picture.shape[:2]) <= MAX_SIDE + 1
    assert (box[2] - box[0]) / (box[3] - box[1]) == pytest.approx(0.5, abs=0.02)
    x1, y1, x2, y2 = box.round().astype(int)
    assert picture[y1 + 2 : y2 - 2, x1 + 2 : x2 - 2].min() > 200
    assert y1 == pytest.approx(MARGIN * (y2 - y1), abs=2)
    assert picture[: y1 - 2].max() < 60


def test_a_view_is_a_letterboxed_crop_and_repeats_with_its_seed() -> None:
    one, two = (np.empty((128, 128, 3), np.uint8) for _ in range(2))
    for canvas in (one, two):
        shelf_view(pack(1, 20), np.array([4, 5, 55, 84], np.float32), canvas, np.random.default_rng(7))
    np.testing.assert_array_equal(one, two)
    assert (one[:, :8] == 114).all()
    assert one[:, 50:78].std() > 5


def test_views_keep_the_hue() -> None:
    red = np.full((90, 60, 3), (30, 30, 200), np.uint8)
    canvas = np.empty((128, 128, 3), np.uint8)
    for seed in range(40):
        shelf_view(red, np.array([4, 5, 55, 84], np.float32), canvas, np.random.default_rng(seed))
        blue, green, red_mean = np.median(canvas[40:88, 50:78].reshape(-1, 3), axis=0)
        assert red_mean > max(blue, green), seed


def test_a_twin_is_another_picture_of_the_same_size() -> None:
    original = pack(1, 20)
    for seed in range(10):
        twin = make_twin(
            original, np.array([4, 5, 55, 84], np.float32), pack(9, 90), np.random.default_rng(seed)
        )
        assert twin.shape == original.shape
        assert np.abs(twin.astype(int) - original).mean() > 5


def test_neighbours_are_beside_and_below_and_of_like_size() -> None:
    boxes = np.array([[0, 0, 50, 80], [55, 0, 105, 80], [0, 90, 50, 170], [110, 0, 200, 300]], np.float32)
    assert neighbour_pairs(boxes) == [(0, 1), (0, 2)]


def test_look_alikes_are_grouped_and_siblings_are_not() -> None:
    shelf = np.full((100, 400, 3), 90, np.uint8)
    faces = [pack(1, 10), pack(1, 10), pack(2, 10), pack(2, 10), pack(1, 100), pack(1, 10)]
    boxes = np.array([[5 + 65 * i, 5, 65 + 65 * i, 95] for i in range(6)], np.float32)
    rng = np.random.default_rng(0)
    for box, face in zip(boxes.astype(int), faces, strict=True):
        noisy = np.clip(face * rng.uniform(0.85, 1.1) + rng.normal(0, 4, face.shape), 0, 255)
        shelf[box[1] : box[3], box[0] : box[2]] = noisy.astype(np.uint8)
    group = group_neighbours(shelf, boxes)
    assert group[0] == group[1]
    assert group[2] == group[3]
    assert len({int(group[0]), int(group[2]), int(group[4])}) == 3


def test_a_held_product_covers_the_middle_and_the_ground_the_rest() -> None:
    red = np.full((90, 60, 3), (30, 30, 200), np.uint8)
    green = np.full((160, 160, 3), (60, 160, 60), np.uint8)
    reds = 0
    for seed in range(20):
        canvas = np.empty((128, 128, 3), np.uint8)
        held_view(red, np.array([0, 0, 60, 90], np.float32), green, canvas, np.random.default_rng(seed))
        middle, corner = canvas[54:74, 54:74].mean(axis=(0, 1)), canvas[:10, :10].mean(axis=(0, 1))
        reds += middle[2] > middle[1]
        assert corner[1] > corner[2], seed
    assert reds >= 18


def test_a_ground_is_made_of_the_bank() -> None:
    bank = Bank.of([plain(1, (0, 0, 220))] * 12)
    ground = shelf_ground(bank, 64, np.random.default_rng(0))
    assert ground.shape == (64, 64, 3)
    assert ground[..., 2].mean() > 200 > 20 > ground[..., 1].mean()


def test_a_batch_knows_what_it_does_not_know() -> None:
    named = Bank.of(
        [item(0, photo=-1), item(0, photo=-1, clean=True), item(1, photo=-1), item(1, photo=-1, clean=True)]
    )
    reds, blue = [plain(10, (30, 30, 200)), plain(11, (36, 36, 190))], plain(12, (200, 60, 30))
    shelf = Bank.of([*reds, blue])
    sampler = Sampler(named=((Source(named), 2),), shelves=((Source(shelf), 1, 3, 1),))
    batch = sampler.batch(np.random.default_rng(0))
    products = 2 + 3 + 1
    assert batch.canvases.shape == (products * VIEWS, 128, 128, 3)
    assert np.bincount(batch.identity).tolist() == [VIEWS] * products
    unsure = batch.unsure[::VIEWS, ::VIEWS]
    np.testing.assert_array_equal(unsure, unsure.T)
    assert not unsure[:2].any()
    assert not unsure.diagonal().any()
    shelf_part = unsure[2:5, 2:5]
    assert shelf_part.sum() == 2, "the two of one hue may be the same product, the third is plainly another"
    twin_against_its_original = unsure[5, 2:5]
    assert twin_against_its_original.sum() == 2


def test_an_epoch_s_batches_repeat_with_their_seed() -> None:
    source = Source(Bank.of([item(i, hue=20 * i) for i in range(4)]))
    sampler = Sampler(named=(), shelves=((source, 1, 2, 1),))
    one, two = (sampler.batch(np.random.default_rng((3, 7))) for _ in range(2))
    np.testing.assert_array_equal(one.canvases, two.canvases)
