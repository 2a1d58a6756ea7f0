from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from models.identified import identified
from tests.acceptance.compliance_drawn import measure
from tests.acceptance.compliance_photos import FOLDERS, false_share, found_share, visits
from tests.acceptance.rendered import rendered
from tests.acceptance.tables import confusion, share_right
from tests.acceptance.visits import Answer
from vision.eyes import load_eyes
from vision.registry import load_registry


def test_verdicts_on_drawn_shelves_are_right() -> None:
    by_view = measure(shelves=5, visits=8, seed=41)
    photos = [photo for view in by_view.values() for photo in view]
    assert sum(map(len, photos)) > 400
    assert share_right(photos) >= 0.98  # `compliance_drawn` has the goal of 0.99, over more of them


@pytest.mark.slow
def test_what_the_real_eyes_see_of_drawn_shelves_is_mostly_judged_right() -> None:
    every = [answer for photo in rendered(2, 1, seed=41) for answer in photo]
    wrong = [a for a in every if a.expected == "ok" and a.said not in {"ok", "unsure", "not_judged"}]
    assert len(wrong) <= 0.2 * len(every)


@pytest.mark.slow
@pytest.mark.shared_data
def test_changes_planted_in_a_real_photo_are_reported(shared_data: Path) -> None:
    eyes = load_eyes(load_registry(Path(str(files("models"))) / "weights" / "registry.json"))
    photo = next(photo for photo in identified(FOLDERS["rows"], "rows") if photo.name == "train_3188")
    some = list(visits(photo, eyes, count=2, seed=5))
    assert sum(len(one.planted) for one in some) >= 10
    assert found_share(some) >= 0.9
    assert false_share(some) <= 0.1


def test_the_confusion_table_counts_each_answer() -> None:
    table = confusion(
        [Answer("few", "too_few", "too_few", True), Answer("empty", "missing", "unsure", False)]
    )
    assert [row.split() for row in table.splitlines()[1:]] == [["missing", "·", "1"], ["too_few", "1", "·"]]
    assert np.isclose(share_right([[Answer("x", "ok", "ok", True)], [Answer("x", "ok", "-", False)]]), 0.5)
