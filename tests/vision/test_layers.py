"""Layers, columns and positions of shelves drawn with known places."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.layers import arrange

NO_GAPS = np.empty((0, 4), np.float32)


def shelf(
    layers: int = 4, columns: int = 8, stack: int = 1, height: float = 60, width: float = 40, rail: float = 30
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Boxes (N, 4) of a full shelf with their true layer and position."""
    boxes, layer, position = [], [], []
    y = 100.0
    for row in range(layers):
        foot = y + stack * height
        for k in range(columns):
            for unit in range(stack):
                top = foot - (unit + 1) * height
                boxes.append((50 + k * (width + 2), top, 50 + k * (width + 2) + width, top + height))
                layer.append(row + 1)
                position.append(k + 1)
        y = foot + rail
    return np.array(boxes, np.float32), np.array(layer), np.array(position)


@pytest.mark.parametrize("stack", [1, 2, 4])
@pytest.mark.parametrize(("height", "width"), [(60, 40), (120, 40), (25, 80)])
def test_full_shelf(stack: int, height: float, width: float) -> None:
    boxes, layer, position = shelf(stack=stack, height=height, width=width)
    found = arrange(boxes, NO_GAPS)
    assert found.layer.tolist() == layer.tolist()
    assert found.position.tolist() == position.tolist()
    assert len(np.unique(found.column)) == 4 * 8


@given(seed=st.integers(0, 10_000), tilt=st.floats(-0.12, 0.12), jitter=st.floats(0, 0.05))
def test_tilt_jitter_and_order_do_not_matter(seed: int, tilt: float, jitter: float) -> None:
    boxes, layer, position = shelf(layers=5, columns=10)
    rng = np.random.default_rng(seed)
    boxes[:, [1, 3]] += (tilt * boxes[:, 0])[:, None] + rng.uniform(-1, 1, (len(boxes), 1)) * jitter * 60
    shuffle = rng.permutation(len(boxes))
    found = arrange(boxes[shuffle].astype(np.float32), NO_GAPS)
    assert found.layer.tolist() == layer[shuffle].tolist()
    assert found.position.tolist() == position[shuffle].tolist()
    in_order = list(zip(found.layer[found.order], found.position[found.order], strict=True))
    assert in_order == sorted(in_order)


def test_a_unit_on_two_others_is_on_their_layer() -> None:
    boxes, *_ = shelf(layers=2, columns=6)
    lying = np.array([[51, 70, 130, 100]], np.float32)
    found = arrange(np.concatenate([boxes, lying]), NO_GAPS)
    assert found.layer[-1] == 1
    assert found.layer.max() == 2


def test_a_half_hidden_unit_behind_makes_no_layer() -> None:
    boxes, *_ = shelf(layers=3, columns=8, rail=60)
    behind = np.array([[60, 175, 95, 215]], np.float32)
    found = arrange(np.concatenate([boxes, behind]), NO_GAPS)
    assert found.layer.max() == 3
    assert found.layer[-1] == 2


def test_gaps_belong_to_the_board_they_stand_on() -> None:
    boxes, layer, _ = shelf(layers=3, columns=8)
    hole = (layer == 2) & (np.arange(len(boxes)) % 8 == 3)
    found = arrange(boxes[~hole], boxes[hole])
    assert found.gap_layer.tolist() == [2]


def test_nothing_and_one() -> None:
    assert arrange(NO_GAPS, NO_GAPS).layer.tolist() == []
    one = arrange(np.array([[0, 0, 10, 20]], np.float32), NO_GAPS)
    assert (one.layer.tolist(), one.position.tolist(), one.order.tolist()) == ([1], [1], [0])


def test_stacks_cut_by_the_photo_are_one_layer() -> None:
    """Four-high stacks below a full layer; the photo ends where some of the lower units do not show any more."""
    boxes, *_ = shelf(layers=1, columns=6)
    cut = []
    for k in range(6):
        x = 50 + k * 42
        for unit in range(2 if k % 2 else 3):
            cut.append((x, 200 + unit * 60, x + 40, min(260 + unit * 60, 350)))
    both = np.concatenate([boxes, np.array(cut, np.float32)])
    assert arrange(both, NO_GAPS, 350).layer.tolist() == [1] * 6 + [2] * len(cut)
    assert arrange(both, NO_GAPS, 3000).layer.max() == 3


def test_the_upper_unit_of_a_stack_whose_lower_one_was_not_seen_stays_in_its_layer() -> None:
    boxes, layer, _ = shelf(stack=2)
    unseen = int(np.flatnonzero(layer == 3)[0])
    assert boxes[unseen][3] > boxes[unseen + 1][3], "the first box of a column stands on the board"
    seen = np.delete(boxes, unseen, axis=0)
    found = arrange(seen, NO_GAPS)
    assert found.layer.tolist() == np.delete(layer, unseen).tolist()


def test_what_stands_below_does_not_reach_through_a_board() -> None:
    """Cups stacked loosely beside tall bottles: their upper rows are no layer of their own."""
    bottles = [(400 + 50 * k, 100, 440 + 50 * k, 300) for k in range(7)]
    cups = [(50 + 60 * k, 240 - 85 * row, 100 + 60 * k, 300 - 85 * row) for k in range(5) for row in range(2)]
    found = arrange(np.array(bottles + cups, np.float32), NO_GAPS)
    assert found.layer.max() == 1


def test_a_board_of_half_the_width_is_one_where_nothing_crosses_it() -> None:
    boxes, layer, _ = shelf(layers=3, columns=8)
    half = boxes[(layer != 2) | (boxes[:, 0] < 200)]
    assert arrange(half, NO_GAPS).layer.max() == 3
