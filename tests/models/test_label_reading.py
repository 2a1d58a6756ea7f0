"""Likeness of read labels, and what it may change; the readings themselves are RapidOCR's."""

import numpy as np
import pytest

from models.label_reading import Question, grams_of, likeness, top1


def test_labels_of_one_product_are_more_alike_than_those_of_siblings() -> None:
    lemon, again, tea = (
        grams_of(lines) for lines in (["冷酸灵", "冰柠劲爽"], ["冷酸灵", "冰柠劲"], ["冷酸灵", "茶清新"])
    )
    assert likeness(lemon, lemon) == pytest.approx(1)
    assert 0 < likeness(lemon, tea) < likeness(lemon, again) < 1
    assert likeness(lemon, grams_of(["18.90", "..."])) == 0


def test_text_decides_between_close_skus_and_not_outside_the_shortlist() -> None:
    close = Question(np.array([1.0, 0.9, -9, -9, -9, -9.5]), np.array([0.1, 0.9, 0, 0, 0, 1.0]), 1)
    assert top1([close], 0.0) == 0
    assert top1([close], 1.0) == 1
    assert top1([Question(close.odds, close.text, 5)], 1000.0) == 0
