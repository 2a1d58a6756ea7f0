"""The fits of the curves, on answers drawn from known ones."""

import numpy as np
import pytest

from models.curves import Question, choice, gather, logistic

RNG = np.random.default_rng(4)


def test_a_known_curve_is_found_again() -> None:
    features = RNG.normal([0.7, 5.0], [0.1, 2.0], (20_000, 2))
    odds = -6 + 10 * features[:, 0] - 0.5 * features[:, 1]
    same = RNG.random(len(odds)) < 1 / (1 + np.exp(-odds))
    bias, first, second = logistic(gather([(features.tolist(), same.tolist())], 2))
    assert (bias, first, second) == (
        pytest.approx(-6, abs=0.6),
        pytest.approx(10, abs=0.7),
        pytest.approx(-0.5, abs=0.05),
    )


def test_every_photo_weighs_the_same() -> None:
    rows = gather([([[1.0]] * 3, [True] * 3), ([[2.0]], [False]), ([], [])], 1)
    assert rows.weight.tolist() == pytest.approx([1 / 6] * 3 + [1 / 2])
    assert not rows.enough


def test_the_weight_of_none_is_the_strangers() -> None:
    """Candidates that say nothing (log-odds 0): what share of the questions has no answer is all there is to learn."""
    questions = [Question((0.0,), 0)] * 30 + [Question((0.0,), None)] * 10
    none, _ = choice(questions)
    assert none == pytest.approx(np.log(1 / 3), abs=0.01)


def test_too_sure_candidates_are_toned_down() -> None:
    """Log-odds of 4 that are right three times in four are worth log 3."""
    questions = [Question((4.0, -30.0), 0)] * 30 + [Question((4.0, -30.0), None)] * 10
    questions += [Question((0.0, -30.0), 0)] * 20 + [Question((0.0, -30.0), None)] * 20
    none, sharpness = choice(questions)
    assert none == pytest.approx(0, abs=0.01)
    assert sharpness == pytest.approx(np.log(3) / 4, abs=0.01)
