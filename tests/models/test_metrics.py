"""Metrics against counts made by hand, and what must hold whatever the boxes."""

import numpy as np
import pytest

from models.metrics import ap50, ap50_95, count_mae, count_mape, judge, precision, recall, with_interval

NONE = np.empty((0, 4), np.float32)


def row(n: int, shift: float = 0.0) -> np.ndarray:
    """n boxes of 10×10 side by side."""
    return np.array([[20 * i + shift, 0, 20 * i + 10 + shift, 10] for i in range(n)], np.float32)


def test_perfect() -> None:
    photo = judge(row(5), np.linspace(0.9, 0.5, 5, dtype=np.float32), row(5), NONE)
    for metric in (precision, recall, ap50, ap50_95):
        assert metric([photo]) == pytest.approx(1.0)
    assert count_mape([photo]) == 0


def test_one_missed_one_invented() -> None:
    found = np.concatenate([row(3), [[200, 200, 210, 210]]]).astype(np.float32)
    photo = judge(found, np.array([0.9, 0.8, 0.7, 0.95], np.float32), row(4), NONE)
    assert precision([photo]) == pytest.approx(3 / 4)
    assert recall([photo]) == pytest.approx(3 / 4)
    # Precision along the ranks 0, 1/2, 2/3, 3/4; its envelope is 3/4 up to recall 3/4 (76 of 101 points).
    assert ap50([photo]) == pytest.approx(0.75 * 76 / 101, abs=1e-6)
    assert count_mae([photo]) == 0


def test_each_truth_counts_once() -> None:
    twice = np.concatenate([row(1), row(1, shift=0.5)])
    photo = judge(twice, np.array([0.9, 0.8], np.float32), row(1), NONE)
    assert (precision([photo]), recall([photo])) == (0.5, 1.0)


def test_half_overlap_counts_at_fifty_not_at_ninety_five() -> None:
    photo = judge(row(1, shift=2.0), np.ones(1, np.float32), row(1), NONE)  # IoU 8/12
    assert photo.matched[0].tolist() == [True] * 4 + [False] * 6


def test_ignored_ground_counts_neither_way() -> None:
    found = np.concatenate([row(1), [[100, 0, 110, 10]]]).astype(np.float32)
    photo = judge(found, np.ones(2, np.float32), row(1), np.array([[95, 0, 130, 20]], np.float32))
    assert (precision([photo]), len(photo.score)) == (1.0, 1)


def test_over_a_thousand_boxes_are_not_capped() -> None:
    photo = judge(row(1200), np.ones(1200, np.float32), row(1200), NONE)
    assert recall([photo]) == 1.0


def test_interval_holds_the_value_and_narrows() -> None:
    good = judge(row(10), np.ones(10, np.float32), row(10), NONE)
    bad = judge(row(6), np.ones(6, np.float32), row(10), NONE)
    rng = np.random.default_rng(0)
    few, many = with_interval(recall, [good, bad] * 3, rng), with_interval(recall, [good, bad] * 60, rng)
    assert None not in (few.low, few.high, many.low, many.high)
    assert few.low <= few.value <= few.high
    assert many.high - many.low < few.high - few.low
    assert with_interval(count_mape, [bad], rng).low is None
