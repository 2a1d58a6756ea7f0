"""Box arithmetic and suppression against answers worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.boxes import Boxes, iou_matrix, suppress


def boxes(*rows: tuple[float, float, float, float, float]) -> Boxes:
    table = np.array(rows, np.float32).reshape(-1, 5)
    return Boxes(table[:, :4], table[:, 4], np.zeros(len(table), np.int64))


def test_shapes_are_checked() -> None:
    with pytest.raises(ValueError, match="expected"):
        Boxes(np.zeros((2, 4), np.float32), np.zeros(3, np.float32), np.zeros(2, np.int64))


def test_iou_by_hand() -> None:
    a = np.array([[0, 0, 10, 10]], np.float32)
    b = np.array([[0, 0, 10, 10], [5, 0, 15, 10], [20, 20, 30, 30]], np.float32)
    assert iou_matrix(a, b)[0] == pytest.approx([1.0, 50 / 150, 0.0])


def test_overlap_keeps_the_better() -> None:
    kept = suppress(boxes((0, 0, 10, 10, 0.6), (1, 0, 11, 10, 0.9), (30, 0, 40, 10, 0.5)))
    assert kept.score.tolist() == pytest.approx([0.9, 0.5])


def test_label_inside_a_pack_goes() -> None:
    kept = suppress(boxes((0, 0, 100, 100, 0.8), (10, 10, 40, 40, 0.7)))
    assert kept.xyxy.tolist() == [[0, 0, 100, 100]]


def test_neighbours_stay() -> None:
    row = boxes(*[(10.0 * i, 0, 10.0 * i + 11, 30, 0.9 - i * 0.01) for i in range(40)])
    assert len(suppress(row)) == 40


@given(st.lists(st.tuples(*[st.floats(0, 90)] * 2, *[st.floats(5, 60)] * 2, st.floats(0.1, 1)), max_size=30))
def test_suppressed_again_changes_nothing_and_no_pair_overlaps(rows: list[tuple[float, ...]]) -> None:
    found = suppress(boxes(*[(x, y, x + w, y + h, s) for x, y, w, h, s in rows]))
    overlap = iou_matrix(found.xyxy, found.xyxy) - np.eye(len(found), dtype=np.float32)
    assert (overlap <= 0.5 + 1e-3).all()
    assert suppress(found).xyxy.tolist() == found.xyxy.tolist()
