"""Places judged by what is about them: what moves the odds of a gap, and what must not."""

import numpy as np
import pytest

from vision.boxes import Boxes
from vision.gap_odds import FEATURES, WEIGHTS, covered_share, describe_places, judge_places
from vision.gaps import likely_gaps

SHELF = np.full((400, 600, 3), 200, np.uint8)


def boxes(*rows: tuple[float, float, float, float, float]) -> Boxes:
    table = np.array(rows, np.float32).reshape(-1, 5)
    return Boxes(table[:, :4], table[:, 4], np.ones(len(table), np.int64))


def odds(places: Boxes, products: Boxes | None = None, bgr: np.ndarray = SHELF) -> list[float]:
    return judge_places(places, products or Boxes.empty(), bgr).score.tolist()


def test_surer_wider_darker_and_emptier_places_are_likelier_gaps() -> None:
    shelf = SHELF.copy()
    shelf[:, 300:] = 20
    plain, surer, wider, darker = odds(
        boxes((0, 0, 50, 90, 0.3), (0, 0, 50, 90, 0.5), (0, 0, 90, 90, 0.3), (400, 0, 450, 90, 0.3)),
        bgr=shelf,
    )
    (partly,) = odds(boxes((0, 0, 50, 90, 0.3)), boxes((0, 0, 20, 90, 0.9)))
    assert min(surer, wider, darker) > plain > partly


@pytest.mark.parametrize("scale", [(2, 2), (1, 2)], ids=["larger", "squashed"])
def test_size_and_proportions_of_the_photo_change_nothing(scale: tuple[int, int]) -> None:
    x, y = scale
    place = boxes((30, 40, 90, 140, 0.4))
    other = Boxes(place.xyxy * np.array([x, y, x, y], np.float32), place.score, place.class_id)
    stretched = np.repeat(np.repeat(SHELF, y, axis=0), x, axis=1)
    assert odds(place) == pytest.approx(odds(other, bgr=stretched), abs=1e-6)


def test_places_at_the_photo_s_edge_or_without_width_are_judged_too() -> None:
    edge = boxes((599.7, 399.7, 600, 400, 0.9), (10, 10, 10, 10, 0.9))
    described = describe_places(edge, covered_share(edge, Boxes.empty()), SHELF)
    assert described.shape == (2, len(FEATURES)) == (2, len(WEIGHTS))
    assert np.isfinite(described).all()
    assert odds(Boxes.empty()) == []


def test_likely_gaps_have_their_probability_as_score_and_no_doubles() -> None:
    places = boxes((0, 0, 60, 90, 0.6), (5, 0, 150, 90, 0.6), (300, 0, 360, 90, 0.05), (400, 0, 480, 90, 0.7))
    filled = boxes((400, 0, 450, 90, 0.9))
    found = likely_gaps(places, filled, SHELF, 0.3)
    assert found.xyxy.tolist() == [[5, 0, 150, 90]]
    assert found.score.tolist() == pytest.approx([odds(places)[1]])
