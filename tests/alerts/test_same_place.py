"""Two photos of one place are told from photos of two by what stands there."""

import pytest

from alerts.same_place import same_place


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [
        ({1: 4, 2: 3, 3: 5}, {1: 4, 2: 3, 3: 4}, True),
        ({1: 4, 2: 3}, {1: 4, 2: 3, 3: 20, 4: 9}, True),  # a close-up
        ({1: 4, 2: 3, 3: 20, 4: 9}, {1: 4, 2: 3}, True),  # and the other way round
        ({1: 4, 7: 6, 8: 9}, {1: 4, 2: 3, 3: 20}, False),  # one product has a second place
        ({1: 4, 2: 1, 7: 6, 8: 9}, {1: 4, 2: 1, 3: 20}, False),  # two have, among many others
        ({1: 3}, {1: 4, 2: 3, 3: 20}, False),  # an endcap of one product
        ({1: 3}, {1: 4}, True),  # a place of one product
        ({}, {1: 4}, False),
        ({}, {}, False),
    ],
)
def test_the_same_place(here: dict[int, int], there: dict[int, int], same: bool) -> None:
    assert same_place(here, there) is same
    assert same_place(there, here) is same
