"""Which layers are at eye level, by heights where they are known."""

import pytest

from alerts.eye_level import eye_layers


@pytest.mark.parametrize(
    ("layers", "heights", "expected"),
    [
        (5, (), {2}),  # middles at 1.62, 1.26, .9, .54, .18 m
        (6, (), {2}),  # 1.65, 1.35, 1.05, ... m
        (4, (), {1, 2}),
        (3, (), {1}),
        (2, (), set()),
        (2, (400.0, 1000.0), {1}),  # 1.2 and .5 m
        (3, (300.0, 300.0, 1000.0), {1, 2}),  # 1.45 and 1.15 m
        (3, (300.0, 250.0, 500.0), {1}),  # .9 m is the nearest
        (3, (300.0, None, 500.0), {1}),  # not all are known: as if none were
        (1, (2900.0,), {1}),
    ],
)
def test_by_hand(layers: int, heights: tuple[float | None, ...], expected: set[int]) -> None:
    assert eye_layers(layers, heights) == expected
