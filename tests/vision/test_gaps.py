import numpy as np

from vision.boxes import Boxes
from vision.gaps import clear_gaps


def boxes(*rows: tuple[float, float, float, float, float]) -> Boxes:
    table = np.array(rows, np.float32).reshape(-1, 5)
    return Boxes(table[:, :4], table[:, 4], np.ones(len(table), np.int64))


def test_of_overlapping_gaps_the_surest_stays_and_neighbours_stay_both() -> None:
    gaps = boxes((0, 0, 50, 100, 0.4), (30, 0, 80, 100, 0.6), (82, 0, 130, 100, 0.3))
    assert clear_gaps(gaps, Boxes.empty()).score.tolist() == np.array([0.6, 0.3], np.float32).tolist()


def test_a_gap_that_several_products_fill_is_none() -> None:
    gaps = boxes((0, 0, 100, 100, 0.9), (200, 0, 300, 100, 0.8))
    products = boxes((0, 0, 30, 100, 0.9), (30, 0, 60, 100, 0.9), (190, 0, 240, 100, 0.9))
    assert clear_gaps(gaps, products).xyxy.tolist() == [[200, 0, 300, 100]]


def test_no_gaps_stay_none() -> None:
    assert len(clear_gaps(Boxes.empty(), boxes((0, 0, 30, 100, 0.9)))) == 0
