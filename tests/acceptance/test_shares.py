from importlib.resources import files
from pathlib import Path

import pytest

from models.identified import identified
from tests.acceptance.share_photos import told
from vision.eyes import load_eyes
from vision.registry import load_registry


@pytest.mark.slow
@pytest.mark.shared_data
def test_intervals_hold_the_true_shares_of_a_real_photo(shared_data: Path) -> None:
    eyes = load_eyes(load_registry(Path(str(files("models"))) / "weights" / "registry.json"))
    photo = next(one for one in identified(shared_data / "cn") if one.name == "train_3138")
    found = [one for part in (0.5, 1.0) for one in told(eyes, photo, part=part, draws=2)]
    assert len(found) >= 12
    assert all(one.holds for one in found)
    assert all(one.width < 25 + 1.2 * one.unknown_pct for one in found)  # wide where much is unknown alone
