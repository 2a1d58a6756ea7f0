"""Spec twins told apart by height, and left alone where height says nothing."""

import numpy as np
import pytest

from vision.naming import Name
from vision.sizing import settle_sizes, twin_candidates

HEIGHTS = {"COLA-330": 115.0, "COLA-500": 220.0, "TEA-500": 210.0, "TEA-LEMON-500": 210.0}
KNOWN = Name("TEA-500", 0.95, (("TEA-500", 0.95), ("COLA-330", 0.03)))
TWINS = Name(None, 0.46, (("COLA-330", 0.46), ("COLA-500", 0.44), ("TEA-500", 0.04)))


def heights(*px: float) -> np.ndarray:
    return np.array(px, np.float32)


def test_height_settles_twins() -> None:
    _, small = settle_sizes([KNOWN, TWINS], heights(420, 232), [5, 3], HEIGHTS)
    _, large = settle_sizes([KNOWN, TWINS], heights(420, 430), [5, 3], HEIGHTS)
    assert (small.sku, large.sku) == ("COLA-330", "COLA-500")
    assert [code for code, _ in large.alternatives] == ["COLA-500", "TEA-500", "COLA-330"]
    assert sum(chance for _, chance in large.alternatives) == pytest.approx(0.94, abs=1e-3)


def test_the_scale_is_the_majority_s() -> None:
    odd = Name("TEA-LEMON-500", 0.9, (("TEA-LEMON-500", 0.9),))
    settled = settle_sizes([KNOWN, odd, TWINS], heights(420, 100, 232), [5, 1, 3], HEIGHTS)
    assert settled[2].sku == "COLA-330"


def test_a_height_that_fits_none_or_both_settles_nothing() -> None:
    assert settle_sizes([KNOWN, TWINS], heights(420, 320), [5, 3], HEIGHTS)[1].sku is None
    flavours = Name(None, 0.48, (("TEA-500", 0.48), ("TEA-LEMON-500", 0.45)))
    assert settle_sizes([KNOWN, flavours], heights(420, 420), [5, 3], HEIGHTS)[1].sku is None


def test_without_scale_or_heights_nothing_changes() -> None:
    assert settle_sizes([TWINS], heights(232), [3], HEIGHTS) == (TWINS,)
    assert settle_sizes([KNOWN, TWINS], heights(420, 232), [5, 3], {}) == (KNOWN, TWINS)
    assert settle_sizes([KNOWN, TWINS], heights(420, 232), [5, 3], {"TEA-500": 210.0})[1] == TWINS


def test_names_that_stood_stay() -> None:
    wrong_size = Name("COLA-330", 0.95, (("COLA-330", 0.95), ("COLA-500", 0.04)))
    assert settle_sizes([KNOWN, wrong_size], heights(420, 430), [5, 3], HEIGHTS)[1] == wrong_size


def test_strangers_have_no_candidates() -> None:
    stranger = Name(None, 0.3, (("COLA-330", 0.3), ("COLA-500", 0.2)))
    assert twin_candidates(stranger) == ()
    assert settle_sizes([KNOWN, stranger], heights(420, 232), [5, 3], HEIGHTS)[1] == stranger
    near = Name(None, 0.5, (("A", 0.5), ("B", 0.4), ("C", 0.04)))
    assert twin_candidates(near) == ("A", "B")


def test_a_height_between_two_sizes_leaves_both_open() -> None:
    sizes = {"TEA-500": 210.0, "COLA-330": 115.0, "COLA-500": 125.0}
    settled = settle_sizes([KNOWN, TWINS], heights(420, 240), [5, 3], sizes)[1]
    assert settled.sku is None
    chances = dict(settled.alternatives)
    assert 0.3 < chances["COLA-330"] < 0.6
    assert chances["COLA-330"] + chances["COLA-500"] == pytest.approx(0.9, abs=1e-3)
