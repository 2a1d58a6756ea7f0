"""Pairs of products that share a layer, counted by hand."""

import numpy as np

from models.evaluate_layers import Pairs, count_pairs, figures

MARKS = np.array([(0, 0, 100, 50), (0, 50, 100, 100), (100, 0, 200, 50)], np.float32)
PRODUCTS = np.array(
    [(5, 10, 25, 45), (40, 10, 60, 45), (5, 60, 25, 95), (40, 60, 60, 95), (120, 10, 140, 45)], np.float32
)


def test_the_truth_has_every_pair() -> None:
    assert count_pairs(PRODUCTS, np.array([1, 1, 2, 2, 1]), MARKS) == Pairs(both=2, layer=2, mark=2)


def test_a_split_layer_costs_recall_and_a_joined_one_precision() -> None:
    assert count_pairs(PRODUCTS, np.array([1, 2, 3, 3, 1]), MARKS) == Pairs(both=1, layer=1, mark=2)
    assert count_pairs(PRODUCTS, np.array([1, 1, 1, 1, 1]), MARKS) == Pairs(both=2, layer=6, mark=2)


def test_marks_side_by_side_say_nothing_of_each_other() -> None:
    beside = count_pairs(PRODUCTS[[0, 4]], np.array([1, 1]), MARKS)
    assert beside == Pairs(0, 0, 0)


def test_products_outside_the_marks_do_not_count() -> None:
    far = PRODUCTS + np.array([500, 0, 500, 0], np.float32)
    assert count_pairs(far, np.array([1, 1, 2, 2, 1]), MARKS) == Pairs(0, 0, 0)


def test_figures_are_means_over_photos() -> None:
    found = figures([Pairs(2, 2, 2), Pairs(1, 2, 2)])
    assert found["precision"].value == found["recall"].value == 0.75
    assert found["faultless"].value == 0.5
