import numpy as np
import pytest

from models.detector_choosing import above, best_threshold, decode, figures
from models.metrics import Judged


def judged(rows: list[tuple[float, bool]], truth: int) -> Judged:
    matched = np.zeros((len(rows), 10), bool)
    matched[:, 0] = [right for _, right in rows]
    return Judged(np.array([score for score, _ in rows], np.float32), matched, truth)


PHOTOS = [judged([(0.9, True), (0.6, True), (0.2, False)], 2), judged([(0.8, True), (0.1, True)], 2)]


def test_the_best_threshold_weighs_recall_and_precision() -> None:
    threshold, f1 = best_threshold(PHOTOS)
    assert (threshold, f1) == (pytest.approx(0.1), pytest.approx(8 / 9))
    threshold, f1 = best_threshold([judged([(0.9, True), (0.3, False), (0.2, False)], 1)])
    assert (threshold, f1) == (pytest.approx(0.9), pytest.approx(1.0))


def test_nothing_right_has_no_threshold() -> None:
    assert best_threshold([judged([(0.9, False)], 3)]) == (1.0, 0.0)


def test_figures_use_the_score_of_production() -> None:
    got = figures("product", PHOTOS)
    assert (got["recall"], got["precision"]) == (0.75, 1.0)
    assert [len(p.score) for p in above(PHOTOS, 0.5)] == [2, 1]


def test_decoding_gives_an_anchor_its_better_class_and_drops_the_double() -> None:
    raw = np.zeros((6, 4), np.float32)
    raw[:4, 0] = raw[:4, 1] = [50, 60, 20, 40]
    raw[:4, 2] = [150, 60, 20, 40]
    raw[4:, :3] = [[0.9, 0.8, 0.1], [0.2, 0.1, 0.7]]
    found = decode(raw, 0.05)
    assert found.class_id.tolist() == [0, 1]
    assert found.xyxy.tolist() == [[40, 40, 60, 80], [140, 40, 160, 80]]
