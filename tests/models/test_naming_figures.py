"""Figures of an open-set namer, worked out by hand."""

import pytest

from models.naming_figures import Answer, area, curve, figures, right_at_5pct, spec_only


def known(first: str, chance: float, true: str = "cola-330") -> Answer:
    return Answer(true, True, first, chance, chance >= 0.6)


def stranger(chance: float) -> Answer:
    return Answer("tea-500", False, "cola-330", chance, chance >= 0.6)


ANSWERS = [
    known("cola-330", 0.9),
    stranger(0.8),
    known("cola-500", 0.7),
    known("cola-330", 0.5),
    stranger(0.1),
]


def test_shares() -> None:
    found = {name: figure["value"] for name, figure in figures([ANSWERS[:2], ANSWERS[2:]]).items()}
    assert found["top1"] == pytest.approx(2 / 3)
    assert found["right"] == pytest.approx(1 / 3)
    assert found["wrong"] == 0
    assert found["wrong_spec_only"] == pytest.approx(1 / 3)
    assert found["strangers_named"] == pytest.approx(1 / 2)


def test_the_curve_goes_from_the_strictest_threshold_to_none() -> None:
    false, true = curve(ANSWERS)
    assert false == pytest.approx([0, 0, 0.5, 0.5, 0.5, 1])
    assert true == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3, 2 / 3, 2 / 3])
    assert area([ANSWERS]) == pytest.approx(0.5 / 3 + 0.5 * 2 / 3)
    assert right_at_5pct([ANSWERS]) == pytest.approx(1 / 3)


def test_equal_chances_are_taken_together() -> None:
    false, true = curve([known("cola-330", 0.9), stranger(0.9)])
    assert (false, true) == ([0, 1], [0, 1])


def test_another_size_of_the_same_design_is_a_mistake_of_spec_only() -> None:
    assert spec_only(known("cola-500", 0.9))
    assert not spec_only(known("coke-330", 0.9))
    assert not spec_only(Answer("a", True, "b", 0.9, True))


def test_intervals_are_over_photos_and_the_same_every_time() -> None:
    photos = [[known("cola-330", 0.9)], [known("cola-500", 0.9)], [known("cola-330", 0.7)]]
    first, second = figures(photos)["top1"], figures(photos)["top1"]
    assert first == second
    assert first["low"] < first["value"] < first["high"]
    assert figures(photos[:1])["top1"]["low"] is None
