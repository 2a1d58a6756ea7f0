"""Spec twins told apart by height, and left alone where height says nothing."""

import numpy as np

from vision.naming import MARGIN_MIN, SIMILARITY_MIN, Name
from vision.sizing import close_candidates, settle_sizes

HEIGHTS = {"COLA-330": 115.0, "COLA-500": 220.0, "TEA-500": 210.0, "TEA-LEMON-500": 210.0}
KNOWN = Name("TEA-500", 0.95, (("TEA-500", 0.95), ("COLA-330", 0.3)))
TWINS = Name(None, 0.91, (("COLA-330", 0.91), ("COLA-500", 0.905), ("TEA-500", 0.3)))


def heights(*px: float) -> np.ndarray:
    return np.array(px, np.float32)


def test_height_settles_twins() -> None:
    _, small = settle_sizes([KNOWN, TWINS], heights(420, 232), [5, 3], HEIGHTS)
    _, large = settle_sizes([KNOWN, TWINS], heights(420, 430), [5, 3], HEIGHTS)
    assert (small.sku, large.sku) == ("COLA-330", "COLA-500")
    assert small.alternatives == TWINS.alternatives


def test_the_scale_is_the_majority_s() -> None:
    odd = Name("TEA-LEMON-500", 0.9, (("TEA-LEMON-500", 0.9),))
    settled = settle_sizes([KNOWN, odd, TWINS], heights(420, 100, 232), [5, 1, 3], HEIGHTS)
    assert settled[2].sku == "COLA-330"


def test_a_height_that_fits_none_or_both_settles_nothing() -> None:
    assert settle_sizes([KNOWN, TWINS], heights(420, 320), [5, 3], HEIGHTS)[1].sku is None
    flavours = Name(None, 0.9, (("TEA-500", 0.9), ("TEA-LEMON-500", 0.89)))
    assert settle_sizes([KNOWN, flavours], heights(420, 420), [5, 3], HEIGHTS)[1].sku is None


def test_without_scale_or_heights_nothing_changes() -> None:
    assert settle_sizes([TWINS], heights(232), [3], HEIGHTS) == (TWINS,)
    assert settle_sizes([KNOWN, TWINS], heights(420, 232), [5, 3], {}) == (KNOWN, TWINS)
    assert settle_sizes([KNOWN, TWINS], heights(420, 232), [5, 3], {"TEA-500": 210.0})[1] == TWINS


def test_names_that_stood_stay() -> None:
    wrong_size = Name("COLA-330", 0.95, (("COLA-330", 0.95), ("COLA-500", 0.8)))
    assert settle_sizes([KNOWN, wrong_size], heights(420, 430), [5, 3], HEIGHTS)[1] == wrong_size


def test_strangers_have_no_candidates() -> None:
    stranger = Name(None, SIMILARITY_MIN - 0.01, (("COLA-330", SIMILARITY_MIN - 0.01), ("COLA-500", 0.6)))
    assert close_candidates(stranger) == ()
    assert settle_sizes([KNOWN, stranger], heights(420, 232), [5, 3], HEIGHTS)[1] == stranger
    sure = SIMILARITY_MIN + 0.05
    near = Name(None, sure, (("A", sure), ("B", sure - MARGIN_MIN / 2), ("C", sure - 2 * MARGIN_MIN)))
    assert close_candidates(near) == ("A", "B")
