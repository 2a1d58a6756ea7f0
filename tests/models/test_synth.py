"""Drawn packs and catalogue: legible Chinese, honest numbers, the same pixels for the same seed."""

import numpy as np
import pytest
from stdnum import ean

from models.synth import Sku, demo_catalogue, draw_pack, random_sku_family
from models.synth.family import random_look
from models.synth.fonts import fit_text, text_mask
from models.synth.forms import FORMS
from models.synth.sku import SHAPES, gtin13


def far_apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def test_chinese_glyphs_are_there_and_differ() -> None:
    masks = [text_mask(char, 40) for char in "茶奶面水净"]
    assert all(mask.max() == 255 and mask.shape[0] > 25 for mask in masks)
    boxes = [np.pad(mask, ((0, 60 - mask.shape[0]), (0, 60 - mask.shape[1]))) for mask in masks]
    assert len({box.tobytes() for box in boxes}) == len(masks)


def test_bold_has_more_ink_and_vertical_stands() -> None:
    assert text_mask("牛奶", 40, True).sum() > 1.1 * text_mask("牛奶", 40).sum()
    upright = text_mask("乌龙茶", 40, False, True)
    assert upright.shape[0] > 2 * upright.shape[1]


def test_text_stays_in_its_box() -> None:
    image = np.zeros((80, 200, 3), np.uint8)
    fit_text(image, "纯牛奶 250ml", (20, 30, 120, 60), (255, 255, 255))
    ys, xs = np.nonzero(image.any(axis=2))
    assert xs.min() >= 20
    assert xs.max() < 120
    assert ys.min() >= 30
    assert ys.max() < 60
    assert len(xs) > 200


def test_demo_catalogue_is_consistent() -> None:
    skus = demo_catalogue()
    assert 40 <= len(skus) <= 50
    assert len({sku.code for sku in skus}) == len({sku.gtin for sku in skus}) == len(skus)
    assert all(ean.is_valid(sku.gtin) and sku.gtin.startswith("690") for sku in skus)
    assert len({sku.category for sku in skus}) >= 5
    assert {sku.competitor for sku in skus} == {True, False}
    assert skus == demo_catalogue()


def test_demo_catalogue_has_siblings_by_spec_and_by_flavour() -> None:
    skus = demo_catalogue()
    same_name = {
        (s.brand, s.name)
        for s in skus
        if any(o.name == s.name and o.brand == s.brand and o.spec != s.spec for o in skus)
    }
    same_size = {
        (s.brand, s.spec)
        for s in skus
        if any(o.spec == s.spec and o.brand == s.brand and o.name != s.name for o in skus)
    }
    assert len(same_name) >= 5
    assert len(same_size) >= 5


@pytest.mark.parametrize("shape", SHAPES)
def test_every_body_is_drawn_in_its_proportions(shape: str) -> None:
    sku = next(s for s in _all_shapes() if s.look.shape == shape)
    pack = draw_pack(sku, 120)
    assert pack.dtype == np.uint8
    assert pack.shape == (120, max(8, round(120 * sku.width_mm / sku.height_mm)), 4)
    solid = pack[..., 3] > 127
    assert 0.45 < solid.mean() <= 1.0
    assert solid.any(axis=1).all()
    assert pack[solid][:, :3].std() > 12  # printed, not one colour
    assert solid.mean() > 0.95 or not FORMS[sku.look.shape].boxy


def test_pack_shot_is_the_same_each_time_and_photographed_packs_vary() -> None:
    sku = demo_catalogue()[0]
    assert np.array_equal(draw_pack(sku, 160), draw_pack(sku, 160))
    one, other = (draw_pack(sku, 160, np.random.default_rng(seed)) for seed in (1, 2))
    again = draw_pack(sku, 160, np.random.default_rng(1))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_siblings_look_alike_but_not_equal() -> None:
    peach, lime = (next(s for s in demo_catalogue() if s.code == code) for code in ("QY011", "QY021"))
    stranger = next(s for s in demo_catalogue() if s.code == "CJ021")
    shots = [draw_pack(sku, 200)[..., :3][:, :58] for sku in (peach, lime, stranger)]
    assert 3 < far_apart(shots[0], shots[1]) < far_apart(shots[0], shots[2])


def test_families_are_new_brands_with_siblings() -> None:
    rng = np.random.default_rng(3)
    families = [random_sku_family(rng) for _ in range(60)]
    assert all(1 <= len(family) <= 6 for family in families)
    assert sum(len(family) > 1 for family in families) > 50
    assert all(len({sku.brand for sku in family}) == 1 for family in families)
    assert all(ean.is_valid(sku.gtin) for family in families for sku in family)
    assert all(len({(s.name, s.spec) for s in family}) == len(family) for family in families)
    assert {sku.look.shape for family in families for sku in family} >= {"bottle", "can", "box", "bag"}
    assert random_sku_family(np.random.default_rng(5)) == random_sku_family(np.random.default_rng(5))


def test_gtin_check_digit() -> None:
    assert gtin13("400638133393") == "4006381333931"  # a well-known example
    with pytest.raises(ValueError, match="12 digits"):
        gtin13("69")


def test_bad_values_are_refused() -> None:
    sku = demo_catalogue()[0]
    with pytest.raises(ValueError, match="16 px"):
        draw_pack(sku, 8)
    with pytest.raises(ValueError, match="check digit"):
        _with(sku, gtin="6900000100119")
    with pytest.raises(ValueError, match="mm"):
        _with(sku, width_mm=0)


def _with(sku: Sku, **changes: object) -> Sku:
    return Sku(**{**{name: getattr(sku, name) for name in sku.__dataclass_fields__}, **changes})  # type: ignore[arg-type]


def _all_shapes() -> list[Sku]:
    sku = demo_catalogue()[0]
    rng = np.random.default_rng(11)
    return [_with(sku, look=random_look(rng, shape), width_mm=90, height_mm=150) for shape in SHAPES]
