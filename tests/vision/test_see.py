"""The whole look at a drawn shelf, whose contents are known, through real graphs."""

import numpy as np
import pytest

from tests.shelf_pictures import draw_shelf, shelf_jpeg
from tests.tiny_models import write_models
from vision.errors import NothingFound
from vision.eyes import Eyes, load_eyes
from vision.naming import Gallery
from vision.overlay import draw_overlay
from vision.photo import decode_photo
from vision.registry import load_registry
from vision.see import STEPS, embed_reference, see_shelf


@pytest.fixture(scope="module")
def eyes(tmp_path_factory: pytest.TempPathFactory) -> Eyes:
    return load_eyes(load_registry(write_models(tmp_path_factory.mktemp("models")) / "registry.json"))


def test_layers_positions_groups_and_gaps(eyes: Eyes) -> None:
    seen = see_shelf(decode_photo(shelf_jpeg()), eyes, Gallery.empty())
    assert seen.layer.tolist() == [1] * 6 + [2] * 5 + [3] * 4
    assert seen.position.tolist() == [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 1, 2, 3, 4]
    members = {frozenset(g.members) for g in seen.groups}
    assert members == {frozenset(m) for m in ([0, 1, 2, 11, 12], [3, 4, 5], [6, 7, 8], [9, 10], [13, 14])}
    assert [len(g.members) for g in seen.groups] == [5, 3, 3, 2, 2]
    assert seen.gap_layer.tolist() == [2]
    assert all(g.name.sku is None for g in seen.groups)
    assert all(g.best in g.members for g in seen.groups)


def test_a_reference_names_its_group_and_no_other(eyes: Eyes) -> None:
    bgr = draw_shelf(seed=5)
    red = embed_reference(bgr[64 + 4 : 128 - 4, 64 + 4 : 128 - 4], eyes)
    seen = see_shelf(decode_photo(shelf_jpeg()), eyes, Gallery(red[None], ("R-1",)))
    named = [g for g in seen.groups if g.name.sku == "R-1"]
    assert [g.members for g in named] == [(0, 1, 2, 11, 12)]
    assert named[0].name.probability > 0.95


def test_one_photo_gives_one_answer(eyes: Eyes) -> None:
    photo = decode_photo(shelf_jpeg(scale=3))
    first, second = (see_shelf(photo, eyes, Gallery.empty()) for _ in range(2))
    assert first.products.xyxy.tolist() == second.products.xyxy.tolist()
    assert first.group.tolist() == second.group.tolist()
    assert [g.vector.tolist() for g in first.groups] == [g.vector.tolist() for g in second.groups]


def test_a_photo_of_nothing_is_a_failure(eyes: Eyes) -> None:
    with pytest.raises(NothingFound, match="nothing_found"):
        see_shelf(decode_photo(shelf_jpeg((".........." * 1,))), eyes, Gallery.empty())


def test_gaps_alone_are_nothing(eyes: Eyes) -> None:
    with pytest.raises(NothingFound):
        see_shelf(decode_photo(shelf_jpeg(("..........", "..##......"))), eyes, Gallery.empty())


def test_steps_are_told_in_order_and_timed(eyes: Eyes) -> None:
    told: list[str] = []
    seen = see_shelf(decode_photo(shelf_jpeg()), eyes, Gallery.empty(), on_step=told.append)
    assert tuple(told) == STEPS
    assert tuple(seen.seconds) == STEPS


def test_overlay_marks_boxes_and_gaps_and_leaves_the_photo_alone(eyes: Eyes) -> None:
    photo = decode_photo(shelf_jpeg())
    before = photo.bgr.copy()
    seen = see_shelf(photo, eyes, Gallery.empty())
    drawn = draw_overlay(photo.bgr, seen, {1: "红牌 330ml"})
    assert (photo.bgr == before).all()
    changed = (drawn != photo.bgr).any(axis=2)
    for xyxy in (*seen.products.xyxy, *seen.gaps.xyxy):
        x1, y1, x2, y2 = xyxy.astype(int)
        assert changed[y1 : y2 + 1, x1 : x2 + 1].mean() > 0.1
    assert not changed[: 64 - 8].any()
    assert np.unique(draw_overlay(photo.bgr, seen) != drawn).tolist() == [False, True]
