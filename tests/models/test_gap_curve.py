"""Fitting the odds of gaps: what is right, what weighs how much, and that a photo is judged by a fit without it."""

import numpy as np

from models.gap_curve import FOLDS, Shown, fit, likely, out_of_fold
from vision.boxes import Boxes
from vision.gap_odds import FEATURES


def shown(seed: int, fold: int, *, absence: float = 1.0, wide_is_gap: bool = True) -> Shown:
    """Forty places side by side; those that are wide are marked as gaps, or those that are not."""
    rng = np.random.default_rng(seed)
    wide = rng.random(40) < 0.5
    left = np.arange(40) * 100.0
    xyxy = np.column_stack([left, np.zeros(40), left + np.where(wide, 80, 30), np.full(40, 50.0)])
    places = Boxes(xyxy.astype(np.float32), np.full(40, 0.3, np.float32), np.ones(40, np.int64))
    described = np.zeros((40, len(FEATURES)))
    described[:, 0], described[:, 3] = 1, np.where(wide, 0.0, -1.0)
    return Shown(places, described, places.xyxy[wide == wide_is_gap], absence, fold, kept=False)


def test_the_fit_learns_what_marked_places_have_in_common() -> None:
    photo = shown(1, 0)
    weights = fit([photo, shown(2, -1, absence=0.5)])
    assert weights[3] > 1
    judged = likely(photo, weights)
    assert judged.matched[: judged.truth, 0].all()
    assert judged.score[judged.truth - 1] > 0.5 > judged.score[judged.truth]


def test_completely_labelled_photos_weigh_more_than_as_many_others() -> None:
    careful, careless = shown(1, 0), shown(1, -1, absence=0.5, wide_is_gap=False)
    assert fit([careful, careless])[3] > 0
    assert fit([careful, careless])[3] == fit([careful, *[careless] * 3])[3]


def test_every_carefully_labelled_photo_is_judged_by_a_fit_that_left_it_out() -> None:
    # One photo a fold; the odd one contradicts the others, so only its own fit has not learnt its answer.
    photos = [shown(k, k, wide_is_gap=k != 0) for k in range(FOLDS)] + [shown(9, -1, absence=0.5)]
    by = {one.fold: weights for one, weights in out_of_fold(photos)}
    assert sorted(by) == list(range(FOLDS))
    assert by[0][3] > max(by[k][3] for k in range(1, FOLDS))
