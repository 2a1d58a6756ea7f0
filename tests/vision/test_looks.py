"""What laying one picture on another says, and when it says nothing."""

import numpy as np
import pytest

from tests.vision.test_grouping_naming import dimmed, pack
from vision.errors import ModelError
from vision.looks import REFERENCE_SIDE, UNREGISTERED, compare, describe
from vision.sameness import (
    LOOKS,
    PLACES,
    PLAIN,
    dump_sameness,
    look_features,
    place_features,
    read_sameness,
)


def test_a_pack_is_laid_on_its_own_photo() -> None:
    looked = compare(describe(pack((60, 160, 60)), REFERENCE_SIDE), describe(dimmed(pack((60, 160, 60)))))
    assert looked is not None
    assert looked.inliers > 30
    assert looked.print_low > 0.9
    assert looked.colour < 8


def test_another_print_cannot_be_laid_on_it() -> None:
    other = np.random.default_rng(8).integers(0, 255, (30, 15, 3)).astype(np.uint8).repeat(8, 0).repeat(8, 1)
    assert compare(describe(other, REFERENCE_SIDE), describe(dimmed(pack((60, 160, 60))))) == UNREGISTERED


@pytest.mark.parametrize("shape", [(200, 100, 3), (3, 2, 3), (1, 400, 3)])
def test_a_picture_without_print_says_nothing(shape: tuple[int, int, int]) -> None:
    plain = describe(np.full(shape, 90, np.uint8))
    assert len(plain.points) == 0
    assert compare(plain, describe(pack((60, 160, 60)))) is None


def test_a_colour_cast_of_the_shop_s_light_is_taken_out() -> None:
    picture = pack((120, 140, 120))
    warm = np.clip(dimmed(picture) + np.array([-6.0, 0, 6]), 0, 255).astype(np.uint8)
    cold, lit = (compare(describe(picture), describe(crop)) for crop in (dimmed(picture), warm))
    assert cold is not None
    assert lit is not None
    assert lit.colour == pytest.approx(cold.colour, abs=1.5)


def test_places_of_pairs() -> None:
    xyxy = np.array([[0, 0, 50, 100], [50, 0, 100, 100], [0, 110, 50, 210], [500, 0, 600, 100]], np.float32)
    places = dict(zip(PLACES, np.moveaxis(place_features(xyxy), -1, 0), strict=True))
    assert (places["next"][0, 1], places["next"][0, 2], places["next"][0, 3]) == (1, 0, 0)
    assert (places["above"][0, 2], places["above"][0, 1]) == (1, 0)
    assert (places["row"][0, 3], places["row"][0, 2]) == (1, 0)
    assert places["width"][0, 3] == pytest.approx(0.6)  # log 2, bounded
    assert all((table == table.T).all() for table in places.values())


def test_curves_travel_in_a_file_and_broken_ones_are_refused() -> None:
    assert read_sameness(dump_sameness(PLAIN)) == PLAIN
    assert read_sameness(None) is PLAIN
    for bad in ("{", "[]", '{"none": 1}', dump_sameness(PLAIN).replace("20.0", "20.0, 1.0")):
        with pytest.raises(ModelError):
            read_sameness(bad)


def test_features_are_as_many_as_named() -> None:
    looked = compare(describe(pack((60, 160, 60))), describe(dimmed(pack((60, 160, 60)))))
    assert looked is not None
    assert len(look_features(looked)) == len(LOOKS)
