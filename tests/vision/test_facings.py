"""The trade's two ways to count."""

import numpy as np

from vision.facings import FacingCount, count_facings


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def test_stacked_alike_units_are_one_facing() -> None:
    counted = count_facings(key=ints(7, 7, 7, 7), layer=ints(1, 1, 1, 2), column=ints(0, 0, 1, 2))
    assert counted == (FacingCount(7, 1, columns=2, units=3), FacingCount(7, 2, columns=1, units=1))


def test_a_mixed_stack_is_a_facing_of_each() -> None:
    counted = count_facings(key=ints(1, 2, 1), layer=ints(1, 1, 1), column=ints(0, 0, 0))
    assert counted == (FacingCount(1, 1, columns=1, units=2), FacingCount(2, 1, columns=1, units=1))


def test_nothing() -> None:
    assert count_facings(ints(), ints(), ints()) == ()
